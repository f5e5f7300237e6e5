package io.mortise.permissions.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** People who are signed in ask about themselves, are asked about, and are looked at by a draft (R24, R37), on both databases. */
class OwnPermissionsIT {

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

        private static final String CUSTOMERS = "/api/customer/customers";

        private final MortiseServer server;
        private final Http http;

        OnServer(MortiseServer server) {
            this.server = server;
            this.http = server.http().with("Accept-Language", "en");
        }

        @BeforeEach
        void install() {
            for (String module : List.of("identity", "customer", "access")) {
                if (server.state(module).equals("absent")) {
                    server.install(BuiltJars.built(module));
                }
            }
        }

        private Employee employee(String name, String role) {
            Employee employee = Employee.invited(server, name);
            String id = "";
            for (JsonNode one :
                    http.get("/api/access/roles?limit=1000").expect(200).json().path("items")) {
                id = one.path("key").asText().equals(role) ? one.path("id").asText() : id;
            }
            http.post(
                            "/api/access/assignments",
                            Map.of("receiver", "person:" + employee.id(), "role", id, "reason", "secret reason"))
                    .expect(201);
            return employee;
        }

        private static String customer(Http of, String name) {
            return of.post(CUSTOMERS, Map.of("name", name))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
        }

        private static String own(String permission, Object record) {
            return "/api/access/own/explanations?permission=" + permission + "&record=" + record;
        }

        /** R24: in words, with examples of records that I may read, and without what others wrote down about me. */
        @Test
        void iReadWhatIMayDoWithExamplesOfMyOwnRecords() {
            Employee li = employee("Li Na", "own-records-only");
            Employee wang = employee("Wang Fang", "own-records-only");
            String mine = customer(li.http(), "Aurora " + UUID.randomUUID());
            String theirs = customer(wang.http(), "Borealis " + UUID.randomUUID());

            JsonNode permissions =
                    li.http().get("/api/access/own/permissions").expect(200).json();

            JsonNode customer = permissions
                    .path("objects")
                    .valueStream()
                    .filter(object -> object.path("object").asText().equals("customer.customer"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    List.of(mine),
                    customer.path("examples")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList());
            JsonNode read = customer.path("actions")
                    .valueStream()
                    .filter(action -> action.path("action").asText().equals("read"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, read.path("rows").asInt());
            assertTrue(read.path("text").asText().contains("records that Li Na owns"), read.toString());
            assertFalse(permissions.toString().contains(theirs));
            assertFalse(permissions.toString().contains("secret reason"));
        }

        @Test
        void aRecordThatICantReadIsAnsweredToMeLikeOneThatDoesNotExist() {
            Employee li = employee("Li Ming", "own-records-only");
            Employee wang = employee("Wang Wei", "own-records-only");
            String mine = customer(li.http(), "Castor " + UUID.randomUUID());
            String theirs = customer(wang.http(), "Pollux " + UUID.randomUUID());
            String missing = UUID.randomUUID().toString();

            JsonNode about = li.http()
                    .get(own("customer.customer:edit", theirs))
                    .expect(200)
                    .json();
            JsonNode none = li.http()
                    .get(own("customer.customer:edit", missing))
                    .expect(200)
                    .json();
            JsonNode yes = li.http()
                    .get(own("customer.customer:edit", mine))
                    .expect(200)
                    .json();

            assertTrue(yes.path("allowed").asBoolean(), yes.toString());
            assertFalse(about.path("allowed").asBoolean());
            for (String member : List.of("at", "record")) {
                ((ObjectNode) about).remove(member);
                ((ObjectNode) none).remove(member);
            }
            assertEquals(none, about);
            assertFalse(yes.toString().contains("secret reason"));
            li.http().get(CUSTOMERS + "/" + theirs).expect(404);
        }

        @Test
        void whoMayNotAskAboutOthersIsRefused() {
            Employee li = employee("Li Hua", "sales");
            for (String path : List.of(
                    "decisions?person=" + li.id() + "&permission=customer.customer:read",
                    "suggestions?person=" + li.id() + "&permission=customer.customer:read",
                    "holders?permission=customer.customer:read",
                    "summaries/" + li.id(),
                    "differences?person=" + li.id() + "&from=2026-01-01T00:00:00Z")) {
                li.http().get("/api/access/explanations/" + path).expect(403);
            }
            li.http().get("/api/access/shadows").expect(403);
            li.http().post("/api/access/shadows", Map.of()).expect(403);
        }

        /** Why is enforcement: for each person and record the explained decision is what the server does. */
        @Test
        void whatIsExplainedIsWhatTheServerDoes() {
            Employee one = employee("Zhao Yun", "own-records-only");
            Employee two = employee("Sun Li", "service");
            Employee three = Employee.invited(server, "He Jun");
            String record = customer(one.http(), "Deneb " + UUID.randomUUID());
            for (Employee employee : List.of(one, two, three)) {
                int status = employee.http().get(CUSTOMERS + "/" + record).status();
                JsonNode why = http.get("/api/access/explanations/decisions?person=" + employee.id()
                                + "&permission=customer.customer:read&record=" + record)
                        .expect(200)
                        .json();

                assertEquals(status == 200, why.path("allowed").asBoolean(), employee.name() + " " + why);
            }
            JsonNode holders = http.get("/api/access/explanations/holders?limit=200&permission=customer.customer:read"
                            + "&record=" + record)
                    .expect(200)
                    .json();
            List<String> ids = holders.path("items")
                    .valueStream()
                    .map(holder -> holder.path("person").asText())
                    .toList();
            assertTrue(ids.contains(one.id()) && ids.contains(two.id()), holders.toString());
            assertFalse(ids.contains(three.id()));
        }

        /** A suggestion for one record says how few others it opens, and no value of the record stands in any answer. */
        @Test
        void theFirstSuggestionOpensTheFewestOtherRowsAndNoAnswerShowsAValue() {
            Employee one = employee("Guo Jing", "own-records-only");
            Employee two = employee("Huang Rong", "own-records-only");
            String name = "Etamin " + UUID.randomUUID();
            String record = customer(one.http(), name);
            customer(one.http(), "Other " + UUID.randomUUID());
            String query = "?person=" + two.id() + "&permission=customer.customer:read&record=" + record;

            JsonNode found = http.get("/api/access/explanations/suggestions" + query)
                    .expect(200)
                    .json();
            JsonNode why = http.get("/api/access/explanations/decisions" + query)
                    .expect(200)
                    .json();

            assertTrue(found.path("items").size() >= 2, found.toString());
            double last = 0;
            for (JsonNode item : found.path("items")) {
                double weight = item.path("otherRows").asDouble()
                        * (1 + item.path("otherPeople").asDouble());
                assertTrue(weight >= last, found.toString());
                last = weight;
            }
            assertFalse((found.toString() + why).contains(name));
            assertFalse((found.toString() + why).contains(one.id()), "the owner is a value of the record");
        }

        @Test
        void aRefusalInTheTrailIsExplainedByThePolicyThatCountedThen() {
            Employee one = employee("Yang Guo", "read-only");
            String record = customer(http, "Fomalhaut " + UUID.randomUUID());
            Answer read = one.http().get(CUSTOMERS + "/" + record).expect(200);
            one.http()
                    .patch(CUSTOMERS + "/" + record, read.etag(), Map.of("name", "x"))
                    .expect(403);
            String trail = "/api/access/audit/entries?outcome=refused&caller=" + one.id();
            Await.await(
                    "the refusal is in the trail",
                    () -> http.get(trail).expect(200).json().path("items").size() > 0);
            JsonNode entry = http.get(trail).expect(200).json().path("items").path(0);

            JsonNode why = http.get("/api/access/explanations/decisions?entry="
                            + entry.path("id").asText())
                    .expect(200)
                    .json();

            assertFalse(why.path("allowed").asBoolean(), why.toString());
            assertEquals(
                    entry.path("policyVersion").asLong(), why.path("version").asLong());
            assertEquals("customer.customer:edit", why.path("permission").asText());
            assertEquals(1, why.path("notes").size());
        }

        @Test
        void aDraftBesideThePolicyListsWhatItWouldHaveRefusedAndOpened() {
            Employee one = employee("Xiao Feng", "own-records-only");
            Employee two = employee("Duan Yu", "service");
            String record = customer(one.http(), "Gemma " + UUID.randomUUID());
            Answer draft =
                    http.post("/api/access/drafts", Map.of("name", "Narrow")).expect(201);
            String path = "/api/access/drafts/" + draft.json().path("id").asText();
            ObjectNode file = http.get(path + "/policy").expect(200).json().deepCopy();
            // Without the assignment of service to Duan Yu, and with read-only to Xiao Feng.
            ArrayNode assignments = (ArrayNode) file.path("assignments");
            for (int i = assignments.size() - 1; i >= 0; i--) {
                if (assignments.path(i).path("receiver").asText().equals("person:" + two.id())) {
                    assignments.remove(i);
                }
            }
            assignments
                    .addObject()
                    .put("receiver", "person:" + one.id())
                    .put("role", "read-only")
                    .put("reason", "sees all");
            http.with("If-Match", draft.etag()).put(path + "/policy", file).expect(200);
            String run = "/api/access/shadows/"
                    + http.post(
                                    "/api/access/shadows",
                                    Map.of(
                                            "draft",
                                            draft.json().path("id").asText(),
                                            "until",
                                            Instant.now()
                                                    .plus(Duration.ofHours(1))
                                                    .toString()))
                            .expect(201)
                            .json()
                            .path("id")
                            .asText();

            two.http().get(CUSTOMERS + "/" + record).expect(200);
            one.http().get(CUSTOMERS + "?limit=1").expect(200);

            Await.await("the findings are written", () -> {
                String found = http.get(run + "/findings?limit=200").expect(200).text();
                return found.contains(one.id()) && found.contains(two.id());
            });
            JsonNode findings =
                    http.get(run + "/findings?limit=200").expect(200).json();
            assertTrue(
                    findings.path("items")
                            .valueStream()
                            .anyMatch(found -> found.path("person").asText().equals(two.id())
                                    && found.path("effect").asText().equals("refused")
                                    && found.path("permission").asText().equals("customer.customer:read")),
                    findings.toString());
            JsonNode rows = findings.path("items")
                    .valueStream()
                    .filter(found -> found.path("person").asText().equals(one.id())
                            && found.path("effect").asText().equals("rows"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(findings));
            assertEquals(0, rows.path("rowsLost").asInt());
            assertTrue(http.get(run).expect(200).json().path("totals").size() >= 2);
            // Nothing was decided otherwise for it.
            two.http().get(CUSTOMERS + "/" + record).expect(200);
            http.post(run + "/closure", Map.of()).expect(200);
        }
    }
}
