package io.mortise.message;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears events of one kind; a Declarative Services component. Delivery is at least once: be idempotent. Runs in a unit
 * of work of its own that commits together with the mark "delivered"; an exception rolls it back and tries again later,
 * and after the last try the delivery is a dead letter that an operator can repeat.
 *
 * @param <E> the event's record, from the publishing module's API or a record of the listener's own with the same
 *     {@link EventName}
 */
@ConsumerType
public interface EventListener<E extends Event> {

    /** The record class, annotated with {@link EventName}. */
    Class<E> event();

    /** Takes one event. */
    void on(E event, Delivery delivery) throws Exception;
}
