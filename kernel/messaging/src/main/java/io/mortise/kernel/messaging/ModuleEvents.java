package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.Event;
import io.mortise.message.EventName;
import io.mortise.message.Events;

/** One module's way to publish. */
record ModuleEvents(ModuleInstance instance, Outbox outbox) implements Events {

    @Override
    public void publish(Event event) {
        EventName name = event.getClass().getAnnotation(EventName.class);
        if (name == null) {
            throw new IllegalArgumentException("event " + event.getClass().getName()
                    + " has no @EventName: give it one, \"" + instance.id() + ".…\"");
        }
        if (!instance.descriptor().events().publishes().contains(name.value())) {
            throw new IllegalArgumentException(
                    "event " + name.value() + " is not declared under events.publishes in the" + " module.json of "
                            + instance.id() + ": add it there");
        }
        outbox.write(
                name.value(),
                name.schema(),
                event.key(),
                InstanceMessages.of(instance).write(event));
    }
}
