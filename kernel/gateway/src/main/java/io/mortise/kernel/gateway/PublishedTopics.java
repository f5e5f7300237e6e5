package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.rest.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The topics of one module instance. */
final class PublishedTopics implements Topics {

    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,79}");

    private final String module;
    private final Set<String> declared;
    private final RestPart part;
    private final TopicHub hub;
    private final Supplier<@Nullable UnitsOfWork> units;

    PublishedTopics(ModuleInstance instance, RestPart part, TopicHub hub, Supplier<@Nullable UnitsOfWork> units) {
        this.module = instance.id();
        this.declared = instance.descriptor().topics().stream()
                .map(ModuleDescriptor.Topic::name)
                .collect(Collectors.toUnmodifiableSet());
        this.part = part;
        this.hub = hub;
        this.units = units;
    }

    @Override
    public void publish(String topic, String type, Object data) {
        if (!declared.contains(topic)) {
            throw new IllegalArgumentException(
                    "module.json of " + module + " declares no topic " + topic + "; it declares " + declared);
        }
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("event type \"" + type + "\" is no word of letters and digits");
        }
        byte[] json;
        try {
            json = part.json().bytes(data);
        } catch (IOException e) {
            throw new UncheckedIOException("the data of " + module + "." + topic + " can't be written as JSON", e);
        }
        Runnable send = () -> hub.publish(module + "." + topic, type, json);
        UnitsOfWork work = units.get();
        if (work == null) {
            send.run();
        } else {
            work.afterCommit(send);
        }
    }
}
