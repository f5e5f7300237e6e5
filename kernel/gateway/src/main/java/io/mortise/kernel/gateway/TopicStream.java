package io.mortise.kernel.gateway;

import io.mortise.kernel.gateway.TopicHub.Replay;
import io.mortise.kernel.gateway.TopicHub.Sent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client that listens, on the virtual thread of its request. Events wait in a bounded queue: who reads more slowly than
 * the queue fills is dropped and comes back with {@code Last-Event-ID}. At every sign of life, and whenever modules change,
 * it is looked again whether the listener may still hear each topic. An identity service that is being swapped may fail
 * once; a look that fails at two signs of life in a row ends the stream, since nobody knows who listens.
 */
final class TopicStream implements TopicHub.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(TopicStream.class);
    private static final int WAITING = 512;
    private static final int FAILURES = 2;
    private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    /** Ends the waiting without being an event. */
    private static final Sent POKE = new Sent(-1, 0, "", new byte[0]);

    private final Exchange exchange;
    private final TopicHub hub;
    private final Duration heartbeat;
    private final Function<String, @Nullable String> refusal;
    private final Set<String> topics;
    private final BlockingQueue<Sent> waiting = new ArrayBlockingQueue<>(WAITING);
    private int failures;
    private volatile boolean slow;
    private volatile boolean stopping;

    /**
     * @param topics {@code <module>.<topic>}
     * @param refusal why the listener may not hear a topic now, as a short code; null when he may; throws when that can't
     *     be found out
     */
    TopicStream(
            Exchange exchange,
            TopicHub hub,
            Duration heartbeat,
            Set<String> topics,
            Function<String, @Nullable String> refusal) {
        this.exchange = exchange;
        this.hub = hub;
        this.heartbeat = heartbeat;
        this.topics = new LinkedHashSet<>(topics);
        this.refusal = refusal;
    }

    @Override
    public void offer(Sent event) {
        if (!slow && !waiting.offer(event)) {
            slow = true;
        }
    }

    @Override
    public void worldChanged() {
        if (!waiting.offer(POKE)) {
            slow = true;
        }
    }

    @Override
    public void stop() {
        stopping = true;
        worldChanged();
    }

    /** Sends until the client leaves, no topic is left, or the server stops. */
    void run() {
        var response = exchange.response();
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        // Proxies that gather answers would hold events back.
        response.getHeaders().put("X-Accel-Buffering", "no");
        try {
            serve();
            response.write(true, ByteBuffer.allocate(0), exchange.callback());
        } catch (IOException e) {
            exchange.callback().failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.callback().failed(e);
        } finally {
            hub.unsubscribe(this);
        }
    }

    private void serve() throws IOException, InterruptedException {
        Replay replay =
                hub.subscribe(this, topics, exchange.request().getHeaders().get("Last-Event-ID"));
        var first = new ByteArrayOutputStream();
        first.writeBytes("retry: 2000\n".getBytes(StandardCharsets.UTF_8));
        if (replay.events().isEmpty()) {
            first.writeBytes(hub.position());
        }
        first.writeBytes(replay.complete() ? "event: open\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8) : MISSED);
        replay.events().forEach(event -> first.writeBytes(event.frame()));
        send(first.toByteArray());
        long checked = System.nanoTime();
        while (!slow && !stopping) {
            Sent event = waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
            long now = System.nanoTime();
            boolean due = event == null || now - checked >= heartbeat.toNanos();
            if (due) {
                checked = now;
            }
            if ((due || event == POKE) && !lookAgain(due)) {
                return;
            }
            if (event == null) {
                send(ALIVE);
            } else if (event != POKE && topics.contains(event.topic())) {
                send(event.frame());
            }
        }
        send(closed(slow ? "slow" : "stopping"));
    }

    /**
     * Tells of topics that may not be heard any more; false when none is left, or nobody knows.
     *
     * @param counts whether a failure counts: looks that a swap asks for come in quick succession
     */
    private boolean lookAgain(boolean counts) throws IOException {
        RuntimeException failure = null;
        for (String topic : Set.copyOf(topics)) {
            String reason = null;
            try {
                reason = refusal.apply(topic);
            } catch (RuntimeException e) {
                failure = e;
            }
            if (reason != null) {
                topics.remove(topic);
                send(("event: topic-closed\ndata: {\"topic\":\"" + topic + "\",\"reason\":\"" + reason + "\"}\n\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        if (topics.isEmpty()) {
            send(closed("no-topic-left"));
            return false;
        }
        if (failure == null) {
            failures = 0;
        } else if (counts && ++failures == FAILURES) {
            LOG.warn(
                    "{} is closed: {} times in a row nobody could tell who listens",
                    exchange.line(),
                    FAILURES,
                    failure);
            send(closed("unchecked"));
            return false;
        }
        return true;
    }

    private void send(byte[] frame) throws IOException {
        Content.Sink.write(exchange.response(), false, ByteBuffer.wrap(frame));
    }

    private static final byte[] MISSED = "event: missed\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);

    private static byte[] closed(String reason) {
        return ("event: closed\ndata: {\"reason\":\"" + reason + "\"}\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
