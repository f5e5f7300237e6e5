package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.AccessControl;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.kernel.gateway.fixture.Patches;
import io.mortise.kernel.gateway.fixture.Undeclared;
import io.mortise.kernel.gateway.fixture.Unnamed;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {

    private static final String PERSON = "0192f000-0000-7000-8000-000000000001";

    private Rig rig;

    @BeforeAll
    void open() throws Exception {
        rig = new Rig("trustedProxies", List.of("127.0.0.1"), "maxBodyBytes", 4096L, "maxUploadBytes", 1L << 20)
                .admitted();
        rig.publish(rig.install(
                Rig.descriptor("notes"),
                "1.0.0",
                Map.of(
                        "i18n/notes_en.properties",
                        "problem.note-taken.title=Note taken\nproblem.note-taken.detail={code} is taken.\n",
                        "i18n/notes_zh_CN.properties",
                        "problem.note-taken.title=编号已被占用\nproblem.note-taken.detail={code} 已被占用。\n")));
        rig.sign(
                head -> head.header("x-person")
                        .map(name -> new Caller(
                                PERSON, name, Caller.Kind.PERSON, Set.of(), head.locale(), head.traceId(), null)),
                new AccessControl() {
                    @Override
                    public boolean holds(Caller caller, Permission permission) {
                        return caller.name().equals("reader")
                                && permission.toString().equals("notes.note:read");
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

    @AfterAll
    void close() throws Exception {
        rig.close();
    }

    @Test
    void aRecordIsAnsweredAsJsonWithIsoTimesAndWithoutWhatIsAbsent() throws Exception {
        HttpResponse<String> answer = rig.asOperator("GET", "/api/notes/notes/one", null);

        assertEquals(200, answer.statusCode());
        assertEquals(
                "{\"text\":\"1.0.0\",\"at\":\"2026-11-22T10:00:00Z\",\"day\":\"2026-11-22\",\"tags\":[]}",
                answer.body());
        assertEquals(
                "application/json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                String.valueOf(answer.body().length()),
                answer.headers().firstValue("Content-Length").orElseThrow());
        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
        assertTrue(answer.headers().firstValue("X-Trace-Id").orElseThrow().matches("[0-9a-f]{32}"));
        assertFalse(answer.headers().map().containsKey("server"));
    }

    @Test
    void whoHasNotSignedInIsAskedToAndWhoMayNotIsTold() throws Exception {
        HttpResponse<String> nobody = rig.get("/api/notes/notes/one");
        HttpResponse<String> stranger = rig.get("/api/notes/notes/one", "X-Person", "stranger");
        HttpResponse<String> reader = rig.get("/api/notes/notes/one", "X-Person", "reader");
        HttpResponse<String> wrongToken = rig.get("/api/notes/notes/one", "Authorization", "Bearer " + Rig.TOKEN + "x");

        assertProblem(nobody, 401, "sign-in-needed");
        assertEquals("Bearer", nobody.headers().firstValue("WWW-Authenticate").orElseThrow());
        assertProblem(stranger, 403, "forbidden");
        assertTrue(stranger.body().contains("\"permission\":\"notes.note:read\""), stranger.body());
        assertEquals(200, reader.statusCode());
        assertProblem(wrongToken, 401, "sign-in-needed");
    }

    /** R22: the trail knows who was refused what; nobody in particular is nobody's line, and a broken trail opens no door. */
    @Test
    void whoIsRefusedARouteIsInTheAuditTrail() throws Exception {
        var entries = new java.util.concurrent.CopyOnWriteArrayList<io.mortise.access.AuditEntry>();
        try {
            rig.services.put(io.mortise.access.AuditTrail.class, (io.mortise.access.AuditTrail) entries::add);
            rig.get("/api/notes/notes/one");
            rig.get("/api/notes/notes/one", "X-Person", "reader");
            rig.get("/api/notes/notes/one", "X-Person", "stranger");

            assertEquals(1, entries.size());
            assertEquals(
                    io.mortise.access.AuditEntry.Outcome.REFUSED,
                    entries.getFirst().outcome());
            assertEquals("notes.note:read", entries.getFirst().permission().toString());
            assertEquals("GET", entries.getFirst().facts().get("method"));

            rig.services.put(io.mortise.access.AuditTrail.class, (io.mortise.access.AuditTrail) _ -> {
                throw new IllegalStateException("the trail is full");
            });
            assertProblem(rig.get("/api/notes/notes/one", "X-Person", "stranger"), 403, "forbidden");
        } finally {
            rig.services.remove(io.mortise.access.AuditTrail.class);
        }
    }

    @Test
    void anAuthenticatorThatThrowsOrMakesItselfOperatorOpensNothing() throws Exception {
        Object before = rig.services.get(io.mortise.access.Authenticator.class);
        try {
            rig.services.put(io.mortise.access.Authenticator.class, (io.mortise.access.Authenticator) _ -> {
                throw new IllegalStateException("identity is broken");
            });
            assertProblem(rig.get("/api/notes/notes/one"), 500, "internal");

            rig.services.put(io.mortise.access.Authenticator.class, (io.mortise.access.Authenticator)
                    head -> Optional.of(new Caller(
                            "operator", "x", Caller.Kind.OPERATOR, Set.of(), Locale.ENGLISH, head.traceId(), null)));
            assertProblem(rig.get("/api/notes/notes/one"), 401, "sign-in-needed");
        } finally {
            rig.services.put(io.mortise.access.Authenticator.class, before);
        }
    }

    @Test
    void whatAnAuthenticatorRefusesIsAnsweredInItsWords() throws Exception {
        Object before = rig.services.get(io.mortise.access.Authenticator.class);
        try {
            rig.services.put(io.mortise.access.Authenticator.class, (io.mortise.access.Authenticator) _ -> {
                throw new io.mortise.rest.ProblemException(io.mortise.rest.Problem.of("csrf", 403));
            });
            assertProblem(rig.get("/api/notes/notes/one"), 403, "csrf");
        } finally {
            rig.services.put(io.mortise.access.Authenticator.class, before);
        }
    }

    @Test
    void withoutIdentityAndAccessOnlyPublicRoutesAndTheOperatorPass() throws Exception {
        var before = Map.copyOf(rig.services);
        rig.services.clear();
        try {
            assertProblem(rig.get("/api/notes/notes/one", "X-Person", "reader"), 401, "sign-in-needed");
            assertEquals(200, rig.get("/api/notes/notes/version").statusCode());
            assertEquals(
                    200, rig.asOperator("GET", "/api/notes/notes/one", null).statusCode());
        } finally {
            rig.services.putAll(before);
        }
    }

    @Test
    void aModuleActingAsItselfHoldsItsOwnPermissionsAlone() {
        var guard = new KernelGuard(Rig.TOKEN, () -> {
            throw new AssertionError("no module is asked");
        });
        Caller module = io.mortise.kernel.spi.Callers.module("notes", "a".repeat(32));

        assertTrue(guard.holds(module, Permission.parse("notes.note:read")));
        assertFalse(guard.holds(module, Permission.parse("customer.customer:read")));
        assertFalse(guard.holds(module, Permission.parse("notesx.note:read")));
        assertEquals(Scope.everything(), guard.scope(module, Permission.parse("notes.note:read")));
        assertEquals(Scope.nothing(), guard.scope(module, Permission.parse("customer.customer:read")));
    }

    @Test
    void theCallerAndHisTraceAndLanguageAreBound() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> answer = rig.get(
                "/api/notes/notes/caller",
                "X-Person",
                "reader",
                "Accept-Language",
                "fr;q=0.9, zh-TW;q=0.8, en;q=0.1",
                "traceparent",
                "00-" + trace + "-00f067aa0ba902b7-01");

        assertEquals("[\"" + PERSON + "\",\"PERSON\",\"zh\",\"" + trace + "\"]", answer.body());
        assertEquals(trace, answer.headers().firstValue("X-Trace-Id").orElseThrow());
    }

    @Test
    void problemsSpeakTheModulesWordsInTheCallersLanguage() throws Exception {
        HttpResponse<String> english = rig.get("/api/notes/notes/problem");
        HttpResponse<String> chinese = rig.get("/api/notes/notes/problem", "Accept-Language", "zh-CN");

        assertProblem(english, 409, "note-taken");
        String trace = english.headers().firstValue("X-Trace-Id").orElseThrow();
        assertEquals(
                "{\"type\":\"/problems/note-taken\",\"status\":409,\"title\":\"Note taken\",\"detail\":\"C-1042 is taken.\","
                        + "\"code\":\"C-1042\",\"free\":[\"C-1\",2,true],\"traceId\":\"" + trace + "\"}",
                english.body());
        assertTrue(chinese.body().contains("\"title\":\"编号已被占用\",\"detail\":\"C-1042 已被占用。\""), chinese.body());
    }

    @Test
    void aBugIsAPlain500WithATraceAndNothingInternal() throws Exception {
        HttpResponse<String> answer = rig.get("/api/notes/notes/boom");

        assertProblem(answer, 500, "internal");
        assertFalse(answer.body().contains("secret"), answer.body());
        assertFalse(answer.body().contains("Exception"), answer.body());
        assertProblem(rig.get("/api/notes/notes/async?fail=true"), 500, "internal");
    }

    @Test
    void everyWayToGoWrongIsAProblem() throws Exception {
        assertProblem(rig.get("/api/notes/nothing"), 404, "not-found");
        assertProblem(rig.get("/api/notes"), 404, "not-found");
        assertProblem(rig.get("/api/nobody/x"), 404, "module-unknown");
        assertProblem(rig.get("/elsewhere"), 404, "not-found");
        assertProblem(rig.send("DELETE", "/api/notes/notes/one", null), 405, "method-not-allowed");
        assertTrue(rig.send("DELETE", "/api/notes/notes/one", null)
                .headers()
                .firstValue("Allow")
                .isPresent());
        assertProblem(rig.get("/api/notes/notes/one", "Accept", "image/png"), 406, "not-acceptable");
        assertProblem(
                rig.asOperator("POST", "/api/notes/notes", "x", "Content-Type", "text/html"),
                415,
                "unsupported-media-type");
        assertProblem(rig.get("/api/notes/notes/gone"), 410, "http-410");
        assertProblem(rig.get("/api/notes/notes/web/403"), 403, "forbidden");
        assertFalse(rig.get("/api/notes/notes/web/409").body().contains("internal words"));
        assertProblem(rig.get("/api/notes/notes/web/abc"), 404, "not-found");
        assertProblem(rig.send("POST", "/livez", "x"), 405, "method-not-allowed");
    }

    @Test
    void faultsInTheBodyArePointedAt() throws Exception {
        assertFault("{\"text\":\"a\",\"stars\":1,\"extra\":2}", "/extra", "unknown-member");
        assertFault("{\"text\":\"a\",\"stars\":\"many\"}", "/stars", "wrong-type");
        assertFault("{\"text\":\"a\",\"stars\":null}", "/stars", "required");
        assertFault("{\"text\":\"a\",\"stars\":1,\"at\":\"yesterday\"}", "/at", "malformed");
        assertFault("{\"text\":\"" + "a".repeat(60) + "\",\"stars\":1}", "", "invalid-value");
        assertFault("{\"text\":", "", "not-json");
        assertFault("{\"stars\":1} {}", "", "wrong-type");
        assertFault("{}", "/stars", "required");
        assertFault("", "", "required");
        assertFault("null", "", "required");
        assertFault("{\"text\":\"a\",\"text\":\"b\"}", "", "not-json");
        HttpResponse<String> query = rig.get("/api/notes/notes/search?limit=ten");
        assertProblem(query, 400, "invalid-request");
        assertTrue(
                query.body()
                        .contains(
                                "{\"pointer\":\"?limit\",\"code\":\"malformed\",\"message\":\"This value has the wrong form.\"}"),
                query.body());
        assertProblem(rig.get("/api/notes/notes/search?since=yesterday"), 400, "invalid-request");
        assertEquals(
                "[\"3\",\"2026-01-01T00:00:00Z\"]",
                rig.get("/api/notes/notes/search?limit=3&since=2026-01-01T00:00:00Z")
                        .body());
    }

    @Test
    void seatsThatDoNotServeSaySo() throws Exception {
        rig.seat("off", new Seat.Disabled("off", "1.0.0"));
        rig.seat("broken", new Seat.Failed("broken", "1.0.0", "NullPointerException in Secret"));

        HttpResponse<String> off = rig.get("/api/off/things");
        HttpResponse<String> broken = rig.get("/api/broken/things");

        assertProblem(off, 503, "module-disabled");
        assertTrue(off.headers().firstValue("Retry-After").isPresent());
        assertProblem(broken, 503, "module-failed");
        assertFalse(broken.body().contains("Secret"));
    }

    @Test
    void aResourceWithoutAPermissionKeepsItsModuleFromStarting() {
        var refused = assertThrows(IllegalStateException.class, () -> rig.install("9.0.0", Unnamed.class));
        var undeclared = assertThrows(IllegalStateException.class, () -> rig.install("9.0.0", Undeclared.class));

        assertEquals(
                Unnamed.class.getName()
                        + ".forgot: names no permission; add @Requires(object, action), or @PublicRoute(reason) when anybody may call it",
                refused.getMessage());
        assertTrue(
                undeclared.getMessage().contains(".burn: module.json declares no action burn on notes.note"),
                undeclared.getMessage());
        assertTrue(undeclared.getMessage().contains(".deeper: a sub-resource locator"), undeclared.getMessage());
    }

    @Test
    void theKernelsOwnRoutesObeyTheSameRules() throws Exception {
        assertEquals("hello", rig.get("/api/modules/hello").body());
        assertProblem(rig.get("/api/modules"), 401, "sign-in-needed");
        assertEquals(
                "{\"items\":[]}", rig.asOperator("GET", "/api/modules", null).body());
        assertProblem(rig.asOperator("GET", "/api/kernel/nothing", null), 404, "not-found");
        assertTrue(
                rig.asOperator("GET", "/api/kernel/openapi.json", null).body().contains("\"/modules\""));
    }

    @Test
    void probesAreAskedOfAnInstanceThatDoesNotServe() throws Exception {
        ModuleInstance next = rig.install("3.0.0");
        try {
            assertEquals(List.of(), rig.gateway.check(next));
        } finally {
            rig.remove(next);
        }
    }

    @Test
    void onlyATrustedProxySpeaksForTheClient() throws Exception {
        var trusting = Proxies.of(List.of("10.0.0.0/8", "fd00::/8", "192.168.1.7"));

        assertTrue(trusting.trust("10.255.0.1"));
        assertTrue(trusting.trust("[fd00::1]"));
        assertFalse(trusting.trust("11.0.0.1"));
        assertFalse(trusting.trust("192.168.1.8"));
        assertFalse(trusting.trust("example.com"));
        assertThrows(IllegalArgumentException.class, () -> Proxies.of(List.of("10.0.0.0/33")));
        assertThrows(IllegalArgumentException.class, () -> Proxies.of(List.of("proxy.example")));
        HttpResponse<String> secure = rig.get("/api/notes/notes/version", "X-Forwarded-Proto", "https");
        assertTrue(secure.headers().firstValue("Strict-Transport-Security").isPresent());
        HttpResponse<String> created = rig.asOperator(
                "POST",
                "/api/notes/notes",
                "{\"text\":\"a\",\"stars\":1}",
                "Content-Type",
                "application/json",
                "Forwarded",
                "for=203.0.113.9;proto=https;host=crm.example");
        assertEquals(
                "https://crm.example/api/notes/notes/1",
                created.headers().firstValue("Location").orElseThrow().replaceAll("\\d+$", "1"));
    }

    @Test
    void metricsAreForThisMachineAndForWhoMaySeeThem() throws Exception {
        rig.get("/api/notes/notes/version");
        Rig.until(
                "the request is counted",
                () -> rig.registry
                        .scrape()
                        .contains(
                                "mortise_http_requests_seconds_count{method=\"GET\",module=\"notes\",status=\"2xx\"}"));

        String text = rig.get("/metrics").body();

        assertTrue(text.contains("mortise_instance_in_flight{edition=\"01234567\",module=\"notes\""), text);
        assertTrue(text.contains("jvm_memory_used_bytes"), text);
        assertEquals(401, rig.get("/metrics", "X-Forwarded-For", "203.0.113.9").statusCode());
        assertEquals(
                403,
                rig.get("/metrics", "X-Forwarded-For", "203.0.113.9", "X-Person", "reader")
                        .statusCode());
        assertEquals(
                200,
                rig.asOperator("GET", "/metrics", null, "X-Forwarded-For", "203.0.113.9")
                        .statusCode());
    }

    @Test
    void multipartAndLargeAnswersWork() throws Exception {
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nabcde\r\n--b--\r\n";

        assertEquals(
                "file=5",
                rig.send("POST", "/api/notes/notes/parts", body, "Content-Type", "multipart/form-data; boundary=b")
                        .body());
        assertEquals(
                300_000, rig.get("/api/notes/notes/large?size=300000").body().length());
        assertEquals(
                20_000,
                rig.get("/api/notes/notes/large?size=20000")
                        .headers()
                        .firstValueAsLong("Content-Length")
                        .orElseThrow());
        HttpResponse<String> head = rig.send("HEAD", "/api/notes/notes/large?size=5", null);
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
    }

    @Test
    void theContractIsServedToWhoIsSignedIn() throws Exception {
        assertProblem(rig.get("/api/notes/openapi.json"), 401, "sign-in-needed");
        String made = rig.get("/api/notes/openapi.json", "X-Person", "stranger").body();
        assertTrue(made.contains("\"openapi\":\"3.1.0\""), made);
        assertTrue(made.contains("\"x-permission\":\"notes.note:create\""), made);
    }

    @Test
    void jsonIsReadAndWrittenUnderEveryNameThatEndsInJson() throws Exception {
        rig.publish(rig.install(Rig.descriptor("patches"), "1.0.0", Map.of(), Patches.class));
        String path = "/api/patches/patches";

        HttpResponse<String> patched =
                rig.send("PATCH", path, "{\"text\":\"new\"}", "Content-Type", "application/merge-patch+json");
        HttpResponse<String> unnamed = rig.get(path);

        assertEquals(200, patched.statusCode(), patched.body());
        assertEquals("{\"text\":\"new\"}", patched.body());
        assertEquals(
                "application/vnd.patch+json",
                patched.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("{\"text\":\"unnamed\"}", unnamed.body());
        assertEquals(
                "application/json", unnamed.headers().firstValue("Content-Type").orElseThrow());
        assertProblem(
                rig.send("PATCH", path, "{\"text\":\"new\"}", "Content-Type", "application/pdf"),
                415,
                "unsupported-media-type");
    }

    @Test
    void aReviewedContractIsServedAsItWasWritten() throws Exception {
        String yaml = "openapi: 3.1.0\npaths:\n  /written:\n    get: {x-permission: public}\n";
        ModuleInstance written = rig.install(
                Rig.descriptor("written"),
                "1.0.0",
                Map.of("openapi/written.yaml", yaml),
                io.mortise.kernel.gateway.fixture.Open.class);
        rig.publish(written);

        assertEquals(
                "{\"openapi\":\"3.1.0\",\"paths\":{\"/written\":{\"get\":{\"x-permission\":\"public\"}}}}",
                rig.asOperator("GET", "/api/written/openapi.json", null).body());
    }

    private void assertFault(String body, String pointer, String code) throws Exception {
        HttpResponse<String> answer =
                rig.asOperator("POST", "/api/notes/notes", body, "Content-Type", "application/json");
        assertProblem(answer, 400, "invalid-request");
        assertTrue(
                answer.body()
                        .contains("\"faults\":[{\"pointer\":\"" + pointer + "\",\"code\":\"" + code
                                + "\",\"message\":\""),
                body + " -> " + answer.body());
    }

    static void assertProblem(HttpResponse<String> answer, int status, String type) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
        assertTrue(
                answer.body().startsWith("{\"type\":\"/problems/" + type + "\",\"status\":" + status + ","),
                answer.body());
        assertTrue(answer.body().contains("\"traceId\":\""), answer.body());
    }
}
