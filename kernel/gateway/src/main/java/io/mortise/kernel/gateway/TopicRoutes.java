package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Worlds;
import io.mortise.rest.Problem;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/kernel/topics?topic=<module>.<topic>&…}: server-sent events by the kernel. A listener needs, for each
 * topic, the permission that the module declares; it is asked again at every sign of life, with the sign-in itself, so
 * that a stream does not outlive a session.
 */
final class TopicRoutes {

    private static final int MOST_TOPICS = 100;

    private final HttpSettings settings;
    private final Worlds worlds;
    private final Guard guard;
    private final TopicHub hub;
    private final AtomicInteger open = new AtomicInteger();

    TopicRoutes(HttpSettings settings, Worlds worlds, Guard guard, TopicHub hub) {
        this.settings = settings;
        this.worlds = worlds;
        this.guard = guard;
        this.hub = hub;
    }

    /** Serves the stream until it ends; blocks. */
    void serve(Exchange exchange) {
        if (!"GET".equals(exchange.method())) {
            exchange.response().getHeaders().put(HttpHeader.ALLOW, "GET");
            exchange.answer(KernelProblems.METHOD_NOT_ALLOWED);
            return;
        }
        var topics = new LinkedHashSet<>(
                Request.extractQueryParameters(exchange.request()).getValuesOrEmpty("topic"));
        Problem refused = refused(topics, exchange.caller());
        if (refused != null) {
            if (refused.status() == 503) {
                exchange.answerLater(refused, 10);
            } else {
                exchange.answer(refused);
            }
            return;
        }
        if (open.incrementAndGet() > settings.maxStreams()) {
            open.decrementAndGet();
            exchange.answerLater(KernelProblems.TOO_MANY_STREAMS, 30);
            return;
        }
        try {
            if (exchange.claim()) {
                RequestHead head = exchange.head();
                new TopicStream(exchange, hub, settings.heartbeat(), topics, topic -> reason(topic, head)).run();
            }
        } finally {
            open.decrementAndGet();
        }
    }

    private @Nullable Problem refused(Set<String> topics, Caller caller) {
        if (caller.kind() == Caller.Kind.NOBODY) {
            return KernelProblems.SIGN_IN_NEEDED;
        }
        if (topics.isEmpty() || topics.size() > MOST_TOPICS) {
            return Problem.of("topics-needed", 400).with("most", MOST_TOPICS);
        }
        for (String topic : topics) {
            switch (find(topic)) {
                case Found.Off(String module) -> {
                    return KernelProblems.disabled(module);
                }
                case Found.Unknown() -> {
                    return Problem.of("topic-unknown", 404).with("topic", topic);
                }
                case Found.Declared(Permission permission) -> {
                    if (!guard.holds(caller, permission)) {
                        return KernelProblems.FORBIDDEN.with("permission", permission.toString());
                    }
                }
            }
        }
        return null;
    }

    /**
     * Why the topic may not be heard any more, or null.
     *
     * @throws RuntimeException when the authenticator failed, and it is not known
     */
    private @Nullable String reason(String topic, RequestHead head) {
        return switch (find(topic)) {
            case Found.Off _ -> "module-off";
            case Found.Unknown() -> "topic-unknown";
            case Found.Declared(Permission permission) -> {
                yield guard.holds(guard.authenticate(head), permission) ? null : "forbidden";
            }
        };
    }

    private sealed interface Found {
        record Declared(Permission permission) implements Found {}

        record Off(String module) implements Found {}

        record Unknown() implements Found {}
    }

    private Found find(String topic) {
        int dot = topic.indexOf('.');
        String module = dot < 0 ? "" : topic.substring(0, dot);
        return switch (worlds.current().seats().get(module)) {
            case null -> new Found.Unknown();
            case Seat.Disabled _, Seat.Failed _ -> new Found.Off(module);
            case Seat.Serving(ModuleInstance instance) ->
                instance.descriptor().topics().stream()
                        .filter(declared -> declared.name().equals(topic.substring(dot + 1)))
                        .findFirst()
                        .<Found>map(TopicRoutes::declared)
                        .orElseGet(Found.Unknown::new);
        };
    }

    private static Found declared(ModuleDescriptor.Topic topic) {
        return new Found.Declared(Permission.parse(topic.requires()));
    }
}
