package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daily limits, tokens and stand-ins in the real kernel, on both databases (DECISIONS.md 20). */
class LimitsIT {

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {
        OnH2(MortiseServer server) {
            super(server);
        }
    }

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL)
    class OnPostgresql extends OnServer {
        OnPostgresql(MortiseServer server) {
            super(server);
        }
    }

    abstract static class OnServer {

        private final MortiseServer server;
        private final Http http;
        private @Nullable ShopDesk desk;

        OnServer(MortiseServer server) {
            this.server = server;
            this.http = server.http();
        }

        @BeforeEach
        void install(@TempDir Path folder) {
            for (String module : List.of("identity", "access")) {
                if (server.state(module).equals("absent")) {
                    server.install(BuiltJars.built(module));
                }
            }
            if (server.state("shop").equals("absent")) {
                server.install(ShopModule.build(folder));
            }
            desk = ShopDesk.of(server);
        }

        private UUID person() {
            return id(http.post("/api/identity/people", Map.of("name", "Wang")).expect(201));
        }

        private static UUID id(Answer answer) {
            return UUID.fromString(answer.json().path("id").asText());
        }

        /** Gives an action on orders, for own records, with so many uses a day. */
        private UUID give(String receiver, String action, @Nullable Long limit) {
            var grant = new HashMap<String, Object>(
                    Map.of("object", "shop.order", "actions", List.of(action), "scope", "own"));
            if (limit != null) {
                grant.put("limits", Map.of(action, limit));
            }
            UUID group = id(
                    http.post("/api/access/groups", Map.of("name", "g" + UUID.randomUUID(), "grants", List.of(grant)))
                            .expect(201));
            return id(http.post(
                            "/api/access/assignments",
                            Map.of("receiver", receiver, "group", group.toString(), "reason", "a test"))
                    .expect(201));
        }

        private Object spend(UUID person, String action, long amount) {
            return desk().ask(person, "spend", "order", action, Map.of("amount", amount));
        }

        private ShopDesk desk() {
            ShopDesk known = desk;
            if (known == null) {
                throw new AssertionError("nothing is installed");
            }
            return known;
        }

        /** Section 10: a limit is explained with what is left of it, and asking takes nothing. */
        @Test
        void theReasonsSayHowMuchOfALimitIsUsedToday() {
            UUID wang = person();
            give("person:" + wang, "read", 5L);
            assertEquals(200, spend(wang, "read", 4));
            for (int i = 0; i < 2; i++) {
                String english = why("en", wang);
                assertTrue(english.contains("It may be used 5 times a day."), english);
                assertTrue(english.contains("Of 5 times a day, 4 are used today; 1 are left."), english);
            }
            String chinese = why("zh-CN", wang);
            assertTrue(chinese.contains("每天 5 次，今天已用 4 次，剩余 1 次。"), chinese);
        }

        private String whyOfToken(String language, UUID person, UUID token) {
            return http.with("Accept-Language", language)
                    .get("/api/access/explanations/decisions?person=" + person + "&token=" + token
                            + "&permission=shop.order:edit")
                    .expect(200)
                    .text();
        }

        private String why(String language, UUID person) {
            return http.with("Accept-Language", language)
                    .get("/api/access/explanations/decisions?person=" + person + "&permission=shop.order:read")
                    .expect(200)
                    .text();
        }

        @Test
        void whatIsUsedUpIsRefusedUntilTomorrowAndWhatIsLeftIsNot() {
            UUID wang = person();
            give("person:" + wang, "read", 5L);
            assertEquals(200, spend(wang, "read", 4));
            assertEquals(429, spend(wang, "read", 2));
            assertEquals(200, spend(wang, "read", 1));
            assertEquals(429, spend(wang, "read", 1));
            UUID li = person();
            give("person:" + li, "read", 5L);
            assertEquals(200, spend(li, "read", 5));
        }

        @Test
        void theMostGenerousGrantCountsAndAChangeOfTheLimitBindsTheNextUse() {
            UUID wang = person();
            give("person:" + wang, "read", 2L);
            UUID generous = give("person:" + wang, "read", 4L);
            assertEquals(200, spend(wang, "read", 3));
            http.delete("/api/access/assignments/" + generous, etag("/api/access/assignments/" + generous))
                    .expect(204);
            assertEquals(429, spend(wang, "read", 1));
            give("person:" + wang, "read", null);
            assertEquals(200, spend(wang, "read", 1_000_000));
        }

        private String etag(String path) {
            return http.get(path).expect(200).etag();
        }

        @Test
        void aRollBackGivesBack() {
            UUID wang = person();
            give("person:" + wang, "read", 3L);
            assertThrows(
                    IllegalStateException.class,
                    () -> desk().ask(wang, "spend", "order", "read", Map.of("amount", 3L, "fail", true)));
            assertEquals(200, spend(wang, "read", 3));
            assertEquals(429, spend(wang, "read", 1));
        }

        /** The first uses of the day come at once: nobody's work fails because another made the row. */
        @Test
        void manyAtOnceUseUpTheLimitExactly() throws Exception {
            UUID wang = person();
            give("person:" + wang, "read", 10L);
            List<Object> statuses = atOnce(24, () -> spend(wang, "read", 1));
            assertEquals(
                    10, statuses.stream().filter(status -> status.equals(200)).count(), statuses.toString());
            assertEquals(
                    14, statuses.stream().filter(status -> status.equals(429)).count(), statuses.toString());
        }

        @Test
        void aCapOfTheCompanyIsUsedUpByEverybodyTogether() throws Exception {
            UUID wang = person();
            UUID li = person();
            for (UUID person : List.of(wang, li)) {
                give("person:" + person, "edit", null);
            }
            http.post(
                            "/api/access/restrictions",
                            Map.of(
                                    "name",
                                    "At most six a day",
                                    "receiver",
                                    "everybody",
                                    "object",
                                    "shop.order",
                                    "caps",
                                    Map.of("edit", 6),
                                    "reason",
                                    "a test"))
                    .expect(201);
            List<Callable<Object>> both = List.of(() -> spend(wang, "edit", 1), () -> spend(li, "edit", 1));
            var statuses = new ArrayList<Object>();
            for (Callable<Object> one : both) {
                statuses.addAll(atOnce(8, one));
            }
            assertEquals(
                    6, statuses.stream().filter(status -> status.equals(200)).count(), statuses.toString());
        }

        private static List<Object> atOnce(int many, Callable<Object> use) throws Exception {
            var start = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Object>> all = new ArrayList<>();
                for (int i = 0; i < many; i++) {
                    all.add(threads.submit(() -> {
                        start.await();
                        return use.call();
                    }));
                }
                start.countDown();
                var statuses = new ArrayList<Object>();
                for (Future<Object> one : all) {
                    statuses.add(one.get());
                }
                return statuses;
            }
        }

        @Test
        void aTokenMayWhatItWasGivenAndForAPersonOnlyWhatBothMay() {
            UUID token = UUID.randomUUID();
            UUID wang = person();
            Caller service = ShopDesk.caller(Caller.Kind.TOKEN, "token:" + token, null);
            Caller forWang = ShopDesk.caller(
                    Caller.Kind.TOKEN, "token:" + token, ShopDesk.caller(Caller.Kind.PERSON, wang.toString(), null));
            assertEquals(false, holds(service, "edit"));
            // Own records: the token has none of its own, the person's are what it may act on.
            give("token:" + token, "edit", null);
            assertEquals(List.of(), desk().ask(service, "query", "order", "edit", Map.of()));
            assertEquals(false, holds(forWang, "edit"));
            String refused = whyOfToken("en", wang, token);
            assertTrue(refused.contains("The program that acts for Wang may not do"), refused);
            assertTrue(refused.contains("The program itself may do"), refused);
            assertTrue(refused.contains("It was given to a program."), refused);
            UUID his = give("person:" + wang, "edit", null);
            assertEquals(true, holds(forWang, "edit"));
            String allowed = whyOfToken("zh-CN", wang, token);
            assertTrue(allowed.contains("代表Wang的程序可以对"), allowed);
            assertEquals(false, holds(forWang, "read"));
            http.delete("/api/access/assignments/" + his, etag("/api/access/assignments/" + his))
                    .expect(204);
            assertEquals(false, holds(forWang, "edit"));
        }

        @Test
        void aStandInHasTheRightsOfWhoIsAwayFromTheMomentHeIsNamedToTheMomentHeIsNot() {
            UUID wang = person();
            UUID li = person();
            give("person:" + li, "edit", null);
            assertEquals(false, holds(wang, "edit"));
            JsonNode standIn = http.post(
                            "/api/identity/stand-ins",
                            Map.of(
                                    "personId", li,
                                    "standInId", wang,
                                    "from", "2020-01-01",
                                    "until", "2099-01-01",
                                    "reason", "on leave"))
                    .expect(201)
                    .json();
            assertEquals(true, holds(wang, "edit"));
            http.delete("/api/identity/stand-ins/" + standIn.path("id").asText(), null)
                    .expect(204);
            assertEquals(false, holds(wang, "edit"));
        }

        /** Sections 7 and 9: who may do the one duty does not get the other by standing in, unless a waiver allows him both. */
        @Test
        void aStandInIsNotLentWhatWouldBringTwoDutiesTogether() {
            UUID wang = person();
            UUID li = person();
            give("person:" + wang, "read", null);
            give("person:" + li, "edit", null);
            UUID conflict = id(http.post(
                            "/api/access/conflicts",
                            Map.of(
                                    "name",
                                    "Count / correct",
                                    "left",
                                    List.of("shop.order:read"),
                                    "right",
                                    List.of("shop.order:edit")))
                    .expect(201));
            http.post(
                            "/api/identity/stand-ins",
                            Map.of(
                                    "personId", li,
                                    "standInId", wang,
                                    "from", "2020-01-01",
                                    "until", "2099-01-01",
                                    "reason", "on leave"))
                    .expect(201);

            assertEquals(false, holds(wang, "edit"));
            String why = http.with("Accept-Language", "en")
                    .get("/api/access/explanations/decisions?person=" + wang + "&permission=shop.order:edit")
                    .expect(200)
                    .text();
            assertTrue(
                    why.contains("does not lend it to Wang: one person may not hold both duties of “Count / correct”"),
                    why);
            assertTrue(why.contains("/api/access/conflicts/" + conflict), why);

            http.delete("/api/access/conflicts/" + conflict, etag("/api/access/conflicts/" + conflict))
                    .expect(204);
            assertEquals(true, holds(wang, "edit"));
        }

        private Object holds(UUID person, String action) {
            return desk().ask(person, "holds", "order", action, Map.of());
        }

        private Object holds(Caller caller, String action) {
            return desk().ask(caller, "holds", "order", action, Map.of());
        }
    }
}
