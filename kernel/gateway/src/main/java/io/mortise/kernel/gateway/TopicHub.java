package io.mortise.kernel.gateway;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends what modules publish to who listens, and keeps the last of it for those who come back with {@code Last-Event-ID}.
 * Belongs to the kernel: module instances come and go and the numbering goes on, so no event is lost over an upgrade
 * (DECISIONS.md 6).
 *
 * <p>Thread-safe. The lock is held for memory work alone, never while something is sent.
 */
final class TopicHub {

    private static final int KEPT_EVENTS = 4096;
    private static final long KEPT_BYTES = 8L << 20;
    private static final long KEPT_NANOS = 300_000_000_000L;

    /** One event, ready to be sent. */
    record Sent(long number, long at, String topic, byte[] frame) {}

    /** Who listens. */
    interface Listener {
        /** An event of one of its topics; must not block. */
        void offer(Sent event);

        /** The modules or their instances changed; must not block. */
        void worldChanged();

        /** The server stops; must not block. */
        void stop();
    }

    /**
     * What a new listener missed.
     *
     * @param events in order
     * @param complete whether nothing before them may be missing
     */
    record Replay(List<Sent> events, boolean complete) {}

    private record Subscription(Listener listener, Set<String> topics) {}

    /** Tells this process from the one before a restart: numbers begin anew, so old ids mean nothing. */
    private final String epoch =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Sent> kept = new ArrayDeque<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private long keptBytes;
    private long last;

    /**
     * Numbers an event and hands it to who listens.
     *
     * @param json the event's data
     */
    void publish(String topic, String type, byte[] json) {
        lock.lock();
        try {
            long number = ++last;
            var sent = new Sent(number, System.nanoTime(), topic, frame(number, topic, type, json));
            kept.addLast(sent);
            keptBytes += sent.frame().length;
            while (kept.size() > KEPT_EVENTS
                    || keptBytes > KEPT_BYTES
                    || sent.at() - kept.getFirst().at() > KEPT_NANOS) {
                keptBytes -= kept.removeFirst().frame().length;
            }
            for (Subscription subscription : subscriptions) {
                if (subscription.topics().contains(topic)) {
                    subscription.listener().offer(sent);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to listen; between what is replayed and what is offered nothing is missing and nothing comes twice.
     *
     * @param lastEventId what the client had last, or null
     */
    Replay subscribe(Listener listener, Set<String> topics, @Nullable String lastEventId) {
        lock.lock();
        try {
            subscriptions.add(new Subscription(listener, Set.copyOf(topics)));
            if (lastEventId == null) {
                return new Replay(List.of(), true);
            }
            long had = number(lastEventId);
            if (had < 0 || had > last) {
                return new Replay(List.of(), false);
            }
            boolean complete =
                    kept.isEmpty() ? had == last : had >= kept.getFirst().number() - 1;
            return new Replay(
                    kept.stream()
                            .filter(event -> event.number() > had && topics.contains(event.topic()))
                            .toList(),
                    complete);
        } finally {
            lock.unlock();
        }
    }

    void unsubscribe(Listener listener) {
        lock.lock();
        try {
            subscriptions.removeIf(subscription -> subscription.listener() == listener);
        } finally {
            lock.unlock();
        }
    }

    /** How many listen. */
    int listeners() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }

    void worldChanged() {
        listening().forEach(Listener::worldChanged);
    }

    void stop() {
        listening().forEach(Listener::stop);
    }

    /** Where the stream stands now, for a client that has seen no event yet. */
    byte[] position() {
        lock.lock();
        try {
            return ("id: " + epoch + "-" + last + "\n").getBytes(StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }

    private List<Listener> listening() {
        lock.lock();
        try {
            return subscriptions.stream().map(Subscription::listener).toList();
        } finally {
            lock.unlock();
        }
    }

    private byte[] frame(long number, String topic, String type, byte[] json) {
        return ("id: " + epoch + "-" + number + "\nevent: " + type + "\ndata: {\"topic\":\"" + topic + "\",\"type\":\""
                        + new String(JsonStringEncoder.getInstance().quoteAsString(type)) + "\",\"data\":"
                        + new String(json, StandardCharsets.UTF_8) + "}\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private long number(String id) {
        int dash = id.indexOf('-');
        if (dash < 0 || !id.substring(0, dash).equals(epoch)) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(dash + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
