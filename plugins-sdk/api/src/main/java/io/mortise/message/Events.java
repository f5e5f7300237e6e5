package io.mortise.message;

import org.osgi.annotation.versioning.ProviderType;

/** Publishes events of this module. Bundle-scoped. */
@ProviderType
public interface Events {

    /**
     * Writes the event to the outbox of the current unit of work: it is delivered after the commit, at least once, in
     * order per key, and kept while a listener's module is off.
     *
     * @throws IllegalStateException outside a writing unit of work
     * @throws IllegalArgumentException when the record has no {@link EventName}, or the name is not declared under
     *     {@code events.publishes} in {@code module.json}
     */
    void publish(Event event);
}
