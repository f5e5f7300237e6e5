package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.AccessControl;
import io.mortise.access.Authenticator;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicTest {

    private final AtomicBoolean mayList = new AtomicBoolean(true);
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig("heartbeat", Duration.ofMillis(200), "maxStreams", 3).admitted();
        rig.publish(rig.install("1.0.0"));
        rig.sign(
                head -> head.header("x-person")
                        .map(name -> new Caller(
                                "0192f000-0000-7000-8000-000000000001",
                                name,
                                Caller.Kind.PERSON,
                                Set.of(),
                                head.locale(),
                                head.traceId(),
                                null)),
                new AccessControl() {
                    @Override
                    public boolean holds(Caller caller, Permission permission) {
                        return permission.action().equals("list") && mayList.get();
                    }

                    @Override
                    public Scope scope(Caller caller, Permission permission) {
                        return Scope.nothing();
                    }

                    @Override
                    public FieldRules fields(Caller caller, Permission permission) {
                        return FieldRules.everything();
                    }

                    @Override
                    public long spend(Caller caller, Permission permission, long amount) {
                        return Long.MAX_VALUE;
                    }
                });
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void whatIsPublishedArrivesOnceInOrderAlsoOverAnUpgradeAndAReconnection() throws Exception {
        ModuleInstance one = rig.worlds.current().serving("notes").orElseThrow();
        ModuleInstance two = rig.install("2.0.0");
        var first = listen("notes.changes", null);
        first.await("event: open");
        for (int i = 0; i < 50; i++) {
            rig.topics(one).publish("changes", "Changed", Map.of("number", i));
        }
        rig.publish(two);
        for (int i = 50; i < 100; i++) {
            rig.topics(two).publish("changes", "Changed", Map.of("number", i));
        }
        first.await("\"number\":99}");
        assertEquals(IntStream.range(0, 100).boxed().toList(), first.numbers());
        assertTrue(
                first.text()
                        .contains(
                                "event: Changed\ndata: {\"topic\":\"notes.changes\",\"type\":\"Changed\",\"data\":{\"number\":0}}\n"),
                first.text());

        String last = first.lastId();
        first.socket.close();
        for (int i = 100; i < 120; i++) {
            rig.topics(two).publish("changes", "Changed", Map.of("number", i));
        }
        var second = listen("notes.changes", last);
        second.await("\"number\":119}");
        assertEquals(IntStream.range(100, 120).boxed().toList(), second.numbers());
        assertTrue(second.text().contains("event: open"));

        var stranger = listen("notes.changes", "00000000-7");
        stranger.await("event: missed");
    }

    @Test
    void aStreamHoldsNoGateAndLivesByHeartbeats() throws Exception {
        var stream = listen("notes.changes", null);
        stream.await(":\n\n");

        assertEquals(
                0, rig.worlds.current().serving("notes").orElseThrow().gate().inFlight());
        assertEquals(0.0, rig.registry.get("mortise.http.in.flight").gauge().value());
        assertTrue(stream.text().contains("text/event-stream"), stream.text());
        stream.socket.close();
        Rig.until(
                "the listener is gone",
                () -> rig.registry.get("mortise.http.streams").gauge().value() == 0);
    }

    @Test
    void listenersAreToldWhenTheModuleGoesOffOrTheyMayNoLongerHear() throws Exception {
        var stream = listen("notes.changes", null);
        stream.await("event: open");
        ModuleInstance instance = rig.worlds.current().serving("notes").orElseThrow();
        rig.seat("notes", new Seat.Disabled("notes", "1.0.0"));
        instance.gate().retire();
        rig.gateway.retired(instance);
        stream.await("event: topic-closed\ndata: {\"topic\":\"notes.changes\",\"reason\":\"module-off\"}");
        stream.await("event: closed");
        RoutesTest.assertProblem(
                rig.get("/api/kernel/topics?topic=notes.changes", "X-Person", "p"), 503, "module-disabled");

        rig.publish(instance);
        var other = listen("notes.changes", null);
        other.await("event: open");
        mayList.set(false);
        other.await("\"reason\":\"forbidden\"");
        other.await("event: closed");
    }

    @Test
    void aStreamEndsWhenItsListenerCanNotBeCheckedTwiceInARow() throws Exception {
        var looks = new AtomicInteger();
        var broken = new AtomicReference<IntPredicate>(look -> look == 2 || look == 4);
        Authenticator working = (Authenticator) rig.services.get(Authenticator.class);
        rig.services.put(Authenticator.class, (Authenticator) head -> {
            if (broken.get().test(looks.incrementAndGet())) {
                throw new IllegalStateException("identity is broken");
            }
            return working.authenticate(head);
        });
        ModuleInstance instance = rig.worlds.current().serving("notes").orElseThrow();
        var stream = listen("notes.changes", null);

        Rig.until("single failures are passed over", () -> looks.get() >= 6);
        rig.topics(instance).publish("changes", "Changed", Map.of("number", 1));
        stream.await("\"number\":1}");
        assertFalse(stream.text().contains("event: closed"), stream.text());

        broken.set(_ -> true);
        int before = looks.get();
        stream.await("event: closed\ndata: {\"reason\":\"unchecked\"}");
        assertTrue(looks.get() - before <= 2, "it took " + (looks.get() - before) + " looks");
        assertStatus(500, "internal", rig.get("/api/kernel/topics?topic=notes.changes", "X-Person", "p"));
    }

    @Test
    void onlyDeclaredTopicsWithTheirPermissionAreHeard() throws Exception {
        assertStatus(401, "sign-in-needed", rig.get("/api/kernel/topics?topic=notes.changes"));
        assertStatus(400, "topics-needed", rig.get("/api/kernel/topics", "X-Person", "p"));
        assertStatus(
                403,
                "forbidden",
                rig.get("/api/kernel/topics?topic=notes.changes&topic=notes.secrets", "X-Person", "p"));
        assertStatus(404, "topic-unknown", rig.get("/api/kernel/topics?topic=notes.nothing", "X-Person", "p"));
        assertStatus(404, "topic-unknown", rig.get("/api/kernel/topics?topic=nobody.changes", "X-Person", "p"));
        ModuleInstance instance = rig.worlds.current().serving("notes").orElseThrow();
        assertThrows(IllegalArgumentException.class, () -> rig.topics(instance).publish("undeclared", "T", Map.of()));
        assertThrows(
                IllegalArgumentException.class, () -> rig.topics(instance).publish("changes", "T\nid: 9", Map.of()));
    }

    @Test
    void anEventIsSentAfterTheCommitAndNotAfterARollBack() throws Exception {
        ModuleInstance instance = rig.worlds.current().serving("notes").orElseThrow();
        var stream = listen("notes.changes", null);
        stream.await("event: open");

        assertThrows(
                IllegalStateException.class,
                () -> rig.units.write(() -> {
                    rig.topics(instance).publish("changes", "Changed", Map.of("number", 1));
                    throw new IllegalStateException("rolled back");
                }));
        rig.units.write(() -> {
            rig.topics(instance).publish("changes", "Changed", Map.of("number", 2));
            rig.topics(instance).publish("changes", "Changed", Map.of("number", 3));
            return 0;
        });

        stream.await("\"number\":3}");
        assertEquals(List.of(2, 3), stream.numbers());
    }

    @Test
    void whoReadsTooSlowlyIsDroppedAndOthersAreNot() throws Exception {
        ModuleInstance instance = rig.worlds.current().serving("notes").orElseThrow();
        var good = listen("notes.changes", null);
        good.await("event: open");
        try (var stuck = new Socket()) {
            stuck.setReceiveBufferSize(4096);
            stuck.connect(new java.net.InetSocketAddress("127.0.0.1", rig.gateway.port()));
            stuck.getOutputStream().write(head("notes.changes", null));
            Rig.until(
                    "both listen",
                    () -> rig.registry.get("mortise.http.streams").gauge().value() == 2);

            String large = "x".repeat(20_000);
            for (int i = 0; i < 1500; i++) {
                rig.topics(instance).publish("changes", "Changed", new Large(i, large));
                int number = i;
                if (i % 100 == 99) {
                    Rig.until("the good one keeps up", () -> good.text().contains("\"number\":" + number + ","));
                }
            }
            stuck.setSoTimeout(1500);
            String seen = Rig.drain(stuck.getInputStream());
            assertTrue(
                    seen.endsWith("event: closed\ndata: {\"reason\":\"slow\"}\n\n\r\n0\r\n\r\n")
                            || seen.contains("\"reason\":\"slow\""),
                    "the slow client was not dropped");
        }
        assertEquals(1.0, rig.registry.get("mortise.http.streams").gauge().value());
    }

    @Test
    void streamsAreLimitedAndEndWhenTheServerStops() throws Exception {
        var open = new ArrayList<Stream>();
        for (int i = 0; i < 3; i++) {
            open.add(listen("notes.changes", null));
            open.get(i).await("event: open");
        }
        assertStatus(503, "too-many-streams", rig.get("/api/kernel/topics?topic=notes.changes", "X-Person", "p"));

        long begun = System.nanoTime();
        rig.gateway.close();

        assertTrue(System.nanoTime() - begun < 5_000_000_000L, "streams held the stop");
        for (Stream stream : open) {
            stream.await("event: closed\ndata: {\"reason\":\"stopping\"}");
        }
    }

    private record Large(int number, String text) {}

    private static void assertStatus(int status, String type, HttpResponse<String> answer) {
        RoutesTest.assertProblem(answer, status, type);
    }

    private static byte[] head(String topic, String lastId) {
        return ("GET /api/kernel/topics?topic=" + topic + " HTTP/1.1\r\nHost: x\r\nX-Person: p\r\n"
                        + (lastId == null ? "" : "Last-Event-ID: " + lastId + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Stream listen(String topic, String lastId) throws Exception {
        var socket = new Socket("127.0.0.1", rig.gateway.port());
        socket.getOutputStream().write(head(topic, lastId));
        return new Stream(socket);
    }

    /** Reads a stream in the background, without the framing of its chunks. */
    private static final class Stream {
        private final Socket socket;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final StringBuffer text = new StringBuffer();

        Stream(Socket socket) {
            this.socket = socket;
            Thread.ofVirtual().start(() -> {
                try (var in = new java.io.BufferedReader(
                        new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                    String line;
                    while ((line = in.readLine()) != null) {
                        if (!line.matches("[0-9a-fA-F]+")) {
                            String kept = line.substring(0, Math.min(200, line.length()));
                            lines.add(kept);
                            text.append(kept).append('\n');
                        }
                    }
                } catch (java.io.IOException e) {
                    text.append("(ended)");
                }
            });
        }

        String text() {
            return text.toString();
        }

        void await(String wanted) {
            Rig.until(wanted + " in " + text(), () -> text().contains(wanted));
        }

        List<Integer> numbers() {
            return lines.stream()
                    .filter(line -> line.startsWith("data: ") && line.contains("\"number\":"))
                    .map(line -> Integer.valueOf(line.replaceAll(".*\"number\":(\\d+).*", "$1")))
                    .toList();
        }

        String lastId() {
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .reduce((_, last) -> last)
                    .orElseThrow()
                    .substring(4);
        }
    }
}
