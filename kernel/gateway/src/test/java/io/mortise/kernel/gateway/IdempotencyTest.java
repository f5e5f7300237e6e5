package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.Idempotency.Reservation;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig().admitted();
        rig.publish(rig.install("1.0.0"));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void theSameKeyAndBodyGetTheSameAnswerAndTheWorkIsDoneOnce() throws Exception {
        HttpResponse<String> first = create("{\"text\":\"a\",\"stars\":2}", "key-1");
        HttpResponse<String> second = create("{\"text\":\"a\",\"stars\":2}", "key-1");

        assertEquals(201, first.statusCode());
        assertEquals("{\"text\":\"a\",\"stars\":2}", first.body());
        assertEquals(first.statusCode(), second.statusCode());
        assertEquals(first.body(), second.body());
        assertEquals(first.headers().firstValue("Location"), second.headers().firstValue("Location"));
        assertEquals("\"r1\"", first.headers().firstValue("ETag").orElse(""));
        assertEquals(first.headers().firstValue("ETag"), second.headers().firstValue("ETag"));
        assertEquals(
                first.headers().firstValue("Content-Type"), second.headers().firstValue("Content-Type"));
        assertEquals("true", second.headers().firstValue("Idempotency-Replayed").orElse(""));
        assertEquals("1", rig.get("/api/notes/notes/created").body());
        assertEquals(1, rig.units.written.get());
    }

    @Test
    void anotherBodyIsRefusedAndARunningOneToo() throws Exception {
        create("{\"text\":\"a\",\"stars\":1}", "key-2");

        RoutesTest.assertProblem(create("{\"text\":\"b\",\"stars\":1}", "key-2"), 422, "idempotency-key-reused");

        Reservation reserved = rig.idempotency.reserve(
                "operator POST /api/notes/notes", "key-3", sha256("{\"text\":\"c\",\"stars\":1}"));
        assertTrue(reserved instanceof Reservation.Granted, "the key must be free before");
        RoutesTest.assertProblem(create("{\"text\":\"c\",\"stars\":1}", "key-3"), 409, "idempotent-request-running");
        assertEquals("1", rig.get("/api/notes/notes/created").body());
    }

    @Test
    void aKeyIsGivenFreeAfterAFailureAndNothingIsKept() throws Exception {
        RoutesTest.assertProblem(create("{\"text\":\"fail\",\"stars\":1}", "key-4"), 409, "note-refused");
        assertEquals(0, rig.idempotency.size());
        assertEquals(0, rig.units.written.get());

        RoutesTest.assertProblem(create("{\"text\":\"fail\",\"stars\":1}", "key-4"), 409, "note-refused");
    }

    @Test
    void withoutAKeyItWorksAsUsualAndABadKeyIsRefused() throws Exception {
        assertEquals(201, create("{\"text\":\"a\",\"stars\":1}", null).statusCode());
        assertEquals(201, create("{\"text\":\"a\",\"stars\":1}", null).statusCode());
        assertEquals("2", rig.get("/api/notes/notes/created").body());
        RoutesTest.assertProblem(
                create("{\"text\":\"a\",\"stars\":1}", "k".repeat(129)), 400, "idempotency-key-invalid");
        RoutesTest.assertProblem(create("{\"text\":\"a\",\"stars\":1}", "two words"), 400, "idempotency-key-invalid");
    }

    @Test
    void whoMayNotDoesNotReachTheKeptAnswer() throws Exception {
        create("{\"text\":\"a\",\"stars\":1}", "key-5");

        HttpResponse<String> stranger = rig.send(
                "POST",
                "/api/notes/notes",
                "{\"text\":\"a\",\"stars\":1}",
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "key-5");

        RoutesTest.assertProblem(stranger, 401, "sign-in-needed");
    }

    private HttpResponse<String> create(String body, String key) throws Exception {
        return key == null
                ? rig.asOperator("POST", "/api/notes/notes", body, "Content-Type", "application/json")
                : rig.asOperator(
                        "POST", "/api/notes/notes", body, "Content-Type", "application/json", "Idempotency-Key", key);
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
