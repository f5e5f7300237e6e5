package io.mortise.kernel.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.Delivery;
import io.mortise.message.Event;
import io.mortise.message.EventListener;
import io.mortise.message.Job;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;

/**
 * What one instance hears and runs. It hangs on the instance and everything of the module hangs on it: the mapper
 * too, because a mapper keeps what it knows of the module's classes, and so their class loader.
 */
final class InstanceMessages {

    private final ObjectMapper mapper;
    private volatile Map<String, List<EventListener<?>>> listeners = Map.of();
    private volatile Map<String, Job> jobs = Map.of();
    private volatile List<ServiceReference<?>> references = List.of();

    InstanceMessages() {
        mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .build();
    }

    /** The one of this instance. */
    static InstanceMessages of(ModuleInstance instance) {
        return instance.attachment(InstanceMessages.class)
                .orElseThrow(() -> new IllegalStateException(instance + " is closed: its events and jobs are gone"));
    }

    /** Takes over what was found in the bundle. */
    void assemble(ModuleComponents found) {
        listeners = found.listeners();
        jobs = found.jobs();
        references = found.references();
    }

    /** The event as it is kept. */
    String write(Object event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "event " + event.getClass().getName() + " can't be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Hands the event to every listener of its name, in the order of their class names. */
    void deliver(String name, String payload, Delivery delivery) throws Exception {
        List<EventListener<?>> hearing = listeners.get(name);
        if (hearing == null) {
            throw new IllegalStateException("this version has no listener of " + name);
        }
        for (EventListener<?> listener : hearing) {
            hand(listener, payload, delivery);
        }
    }

    private <E extends Event> void hand(EventListener<E> listener, String payload, Delivery delivery) throws Exception {
        listener.on(mapper.readValue(payload, listener.event()), delivery);
    }

    /** What it runs, by name. */
    Map<String, Job> jobs() {
        return jobs;
    }

    /** What it hears. */
    Map<String, List<EventListener<?>>> listeners() {
        return listeners;
    }

    /** Lets go of everything of the module. */
    void close(ModuleInstance instance) {
        listeners = Map.of();
        jobs = Map.of();
        List<ServiceReference<?>> held = references;
        references = List.of();
        var context = instance.bundle().getBundleContext();
        if (context != null) {
            held.forEach(context::ungetService);
        }
    }
}
