package io.mortise.rest;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Server-sent events, kept and sent by the kernel: a module publishes, browsers listen at
 * {@code /api/kernel/topics?topic=<module>.<topic>} and resume with {@code Last-Event-ID}. A stream belongs to the kernel
 * and so never holds the drain of a module (DECISIONS.md 6). Bundle-scoped.
 */
@ProviderType
public interface Topics {

    /**
     * Tells everybody who listens now; nothing is kept beyond a short replay window. Inside a unit of work it is sent
     * after the commit, and not at all after a roll-back.
     *
     * @param topic a topic that this module's {@code module.json} declares, without the module's id
     * @param type the event's name
     * @param data a record, written as JSON at once
     * @throws IllegalArgumentException when the topic is not declared
     */
    void publish(String topic, String type, Object data);
}
