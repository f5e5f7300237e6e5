package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hand-over 继承 of many customers through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class HandOverIT {

    private static final String CUSTOMERS = Company.CUSTOMERS;
    private static final String HAND_OVERS = "/api/customer/hand-overs";

    private final MortiseServer server;
    private Company company;
    private Http operator;
    private String east;

    HandOverIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        operator = company.operator();
        capacity();
        east = company.department("Sales East");
    }

    private void capacity(Object... items) {
        operator.put("/api/customer/capacities", Map.of("items", List.of(items)))
                .expect(200);
    }

    private static Map<String, Object> wanted(Map<String, ?> customers, Person... to) {
        var body = new HashMap<String, Object>();
        body.put("customers", customers);
        body.put("to", List.of(to).stream().map(Person::id).toList());
        body.put("reason", "leaves the company");
        return body;
    }

    private static JsonNode finish(Http who, JsonNode started, String state) {
        String path = HAND_OVERS + "/" + started.path("id").asText();
        Await.await(
                "the hand-over to be " + state,
                Duration.ofMinutes(2),
                () -> who.get(path).expect(200).json().path("state").asText().equals(state));
        return who.get(path).json();
    }

    private static JsonNode handsOver(Http who, Map<String, ?> customers, Person... to) {
        return finish(
                who, who.post(HAND_OVERS, wanted(customers, to)).expect(202).json(), "done");
    }

    private static JsonNode takesBack(Http who, JsonNode handOver) {
        String path = HAND_OVERS + "/" + handOver.path("id").asText() + "/undo";
        who.post(path, Map.of()).expect(202);
        return finish(who, handOver, "undone");
    }

    private static Map<String, String> kept(Http who, JsonNode handOver) {
        var kept = new HashMap<String, String>();
        who.get(HAND_OVERS + "/" + handOver.path("id").asText() + "/kept")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> kept.put(
                        item.path("customer").asText(), item.path("why").asText()));
        return kept;
    }

    private static String owner(JsonNode customer) {
        return customer.path("ownerId").asText();
    }

    private JsonNode one(String customer) {
        return operator.get(CUSTOMERS + "/" + customer).expect(200).json();
    }

    private static String counts(JsonNode handOver) {
        return "total %d done %d given %d kept %d back %d"
                .formatted(
                        handOver.path("total").asLong(),
                        handOver.path("done").asLong(),
                        handOver.path("given").asLong(),
                        handOver.path("kept").asLong(),
                        handOver.path("givenBack").asLong());
    }

    @Test
    void everythingOfALeaverGoesToOneAndNothingElseChanges() {
        Person leaver = company.person("Leaver", east, "sales");
        Person heir = company.person("Heir", east, "sales");
        Person lead = company.person("Lead", east, "sales-lead");
        String one = leaver.registers(Map.of("name", "Aurora", "grade", "A"));
        String two = leaver.registers("Borealis");
        leaver.changes(one, Map.of("stage", "following")).expect(200);
        JsonNode before = one(one);

        JsonNode preview = lead.http()
                .post(
                        HAND_OVERS + "/previews",
                        Map.of("customers", Map.of("from", leaver.id()), "to", List.of(heir.id())))
                .expect(200)
                .json();
        JsonNode done = handsOver(lead.http(), Map.of("from", leaver.id()), heir);

        assertEquals(2, preview.path("customers").asInt(), preview.toString());
        assertEquals(2, preview.path("giveable").asInt());
        assertEquals(
                "2 of 2 customers can be handed over.", preview.at("/notes/0").asText());
        assertEquals(2, preview.at("/takers/0/share").asInt());
        assertTrue(preview.at("/takers/0/opens").asBoolean());
        assertEquals("total 2 done 2 given 2 kept 0 back 0", counts(done));
        JsonNode after = heir.opens(one).expect(200).json();
        assertEquals(heir.id(), owner(after));
        assertEquals(leaver.id(), after.path("previousOwnerId").asText());
        for (String same : List.of("name", "grade", "stage", "stageChangedAt", "createdAt", "number")) {
            assertEquals(before.path(same), after.path(same), same);
        }
        assertTrue(heir.list().contains(two));
        String told =
                heir.http().get(CUSTOMERS + "/" + one + "/timeline").expect(200).text();
        assertTrue(told.contains("Handed over to Heir"), told);
        String notice =
                heir.http().get("/api/identity/own/notifications").expect(200).text();
        assertTrue(notice.contains("Lead 向您交接了 2 个客户。"), notice);
        lead.http().get(HAND_OVERS).expect(200);
        leaver.http().get(HAND_OVERS + "/" + done.path("id").asText()).expect(404);

        JsonNode undone = takesBack(lead.http(), done);
        lead.http()
                .post(HAND_OVERS + "/" + done.path("id").asText() + "/undo", Map.of())
                .expect(202);

        assertEquals("total 2 done 2 given 2 kept 0 back 2", counts(undone));
        JsonNode back = one(one);
        assertEquals(leaver.id(), owner(back));
        assertFalse(back.has("previousOwnerId"), back.toString());
        assertEquals(before.path("ownerDepartmentId"), back.path("ownerDepartmentId"));
    }

    @Test
    void severalGetThemInTurnAndWhoIsFullIsPassedOver() {
        Person leaver = company.person("Leaver", east, "sales");
        Person first = company.person("First", east, "sales");
        Person second = company.person("Second", east, "sales");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(leaver.registers("Turn " + i));
        }
        capacity(Map.of("subject", "person:" + second.id(), "most", 1));

        JsonNode preview = operator.post(HAND_OVERS + "/previews", wanted(Map.of("ids", ids), first, second))
                .expect(200)
                .json();
        JsonNode done = handsOver(operator, Map.of("ids", ids), first, second);

        assertTrue(preview.toString().contains("Second may own 1 more, not 2."), preview.toString());
        assertEquals("total 5 done 5 given 5 kept 0 back 0", counts(done));
        List<String> now = ids.stream().map(id -> owner(one(id))).toList();
        assertEquals(1, Collections.frequency(now, second.id()));
        assertEquals(4, Collections.frequency(now, first.id()));
        capacity(
                Map.of("subject", "person:" + second.id(), "most", 1),
                Map.of("subject", "person:" + first.id(), "most", 4));
        JsonNode full = handsOver(operator, Map.of("ids", List.of(leaver.registers("One too many"))), first, second);
        assertEquals(
                List.of("capacity-reached"), List.copyOf(kept(operator, full).values()));
    }

    @Test
    void everyCustomerIsDecidedByTheRightsOfWhoeverWantsIt() {
        Person li = company.person("Li", east, "sales");
        Person wang = company.person("Wang", east, "sales");
        Person reader = company.person("Reader", east, "read-only");
        String mine = li.registers("Castor");
        String theirs = wang.registers("Pollux");
        String locked = li.registers("Locked");
        operator.put(CUSTOMERS + "/" + locked + "/lock", Map.of("reason", "audit"))
                .expect(200);
        String far = company.person("Far", company.department("West"), "sales").registers("Far away");

        JsonNode done = handsOver(li.http(), Map.of("ids", List.of(mine, theirs, locked, far)), wang);

        assertEquals("total 3 done 3 given 1 kept 2 back 0", counts(done), "what he can't see is not counted");
        assertEquals(Map.of(theirs, "not-allowed", locked, "locked"), kept(li.http(), done));
        assertEquals(wang.id(), owner(one(mine)));
        assertEquals(
                "total 3 done 3 given 1 kept 2 back 1",
                counts(takesBack(li.http(), done)),
                "no longer his, but his mistake");
        assertEquals(li.id(), owner(one(mine)));
        reader.http().post(HAND_OVERS, wanted(Map.of("from", li.id()), wang)).expect(403);
        reader.http()
                .post(HAND_OVERS + "/previews", wanted(Map.of("from", li.id()), wang))
                .expect(403);
        reader.http().get(HAND_OVERS + "/open-items?person=" + li.id()).expect(403);
        wang.http().get(HAND_OVERS + "/" + done.path("id").asText()).expect(404);
        wang.http().get(HAND_OVERS + "/" + done.path("id").asText() + "/kept").expect(404);
        wang.http()
                .post(HAND_OVERS + "/" + done.path("id").asText() + "/undo", Map.of())
                .expect(404);
        JsonNode blind = operator.post(
                        HAND_OVERS + "/previews", wanted(Map.of("from", li.id()), company.person("New", east)))
                .expect(200)
                .json();
        assertTrue(blind.toString().contains("New may not open customers"), blind.toString());
        JsonNode open = operator.get(HAND_OVERS + "/open-items?person=" + li.id())
                .expect(200)
                .json();
        assertEquals(2, open.path("customers").asInt());
        assertEquals(1, open.path("locked").asInt());
    }

    @Test
    void takingBackLeavesWhatSomebodyChangedSince() {
        Person li = company.person("Li", east, "sales");
        Person wang = company.person("Wang", east, "sales");
        String changed = li.registers("Changed");
        String passedOn = li.registers("Passed on");
        String deleted = li.registers("Deleted");
        String same = li.registers("Same");
        JsonNode done = handsOver(operator, Map.of("from", li.id()), wang);
        wang.changes(changed, Map.of("grade", "B")).expect(200);
        wang.gives(passedOn, company.person("Third", east, "sales")).expect(204);
        operator.delete(CUSTOMERS + "/" + deleted, "*").expect(204);

        JsonNode undone = takesBack(operator, done);

        assertEquals(1, undone.path("givenBack").asInt());
        assertEquals(
                Map.of(changed, "changed-since", passedOn, "changed-since", deleted, "gone"), kept(operator, undone));
        assertEquals(li.id(), owner(one(same)));
        assertEquals(wang.id(), owner(one(changed)));
    }

    @Test
    void thousandsGoInStepsAndComeBackWhole() {
        Person li = company.person("Li", east, "sales");
        Person wang = company.person("Wang", east, "sales");
        var rows = new StringBuilder("name\n");
        for (int i = 0; i < 450; i++) {
            rows.append("Many ").append(li.id(), 0, 8).append(' ').append(i).append('\n');
        }
        Person importer = li.may(Map.of("object", "customer.customer", "actions", List.of("import"), "scope", "own"));
        JsonNode started = importer.http()
                .post(
                        "/api/customer/imports?source=" + li.id(),
                        java.net.http.HttpRequest.BodyPublishers.ofString(rows.toString()),
                        "text/csv")
                .expect(202)
                .json();
        Await.await(
                "the import",
                Duration.ofMinutes(2),
                () -> li.http()
                        .get("/api/customer/imports/" + started.path("id").asText())
                        .json()
                        .path("state")
                        .asText()
                        .equals("done"));

        JsonNode done = handsOver(operator, Map.of("from", li.id(), "q", "Many"), wang);
        assertEquals("total 450 done 450 given 450 kept 0 back 0", counts(done));
        assertEquals(0, li.list("&owner=" + li.id()).size());
        JsonNode undone = takesBack(operator, done);
        assertEquals(450, undone.path("givenBack").asInt());
        assertEquals(450, li.list("&owner=" + li.id()).size());
    }

    @Test
    void wrongHandOversAreRefusedByWhatIsWrong() {
        Person li = company.person("Li", east, "sales");
        Person gone = company.person("Gone", east, "sales");
        operator.post("/api/identity/people/" + gone.id() + "/departure", Map.of())
                .expect(200);
        String one = li.registers("Izar");
        for (Map<String, ?> customers : List.of(
                Map.<String, Object>of(),
                Map.of("q", " "),
                Map.of("from", "him"),
                Map.of("ids", List.of()),
                Map.of("ids", Collections.nCopies(1001, one)),
                Map.of("ids", one),
                Map.of("stage", "gone"),
                Map.of("from", li.id(), "sql", "1=1"))) {
            operator.post(HAND_OVERS, wanted(customers, li)).expect(400);
            operator.post(HAND_OVERS + "/previews", wanted(customers, li)).expect(400);
        }
        Map<String, Object> from = Map.of("from", li.id());
        for (Object body : List.of(
                Map.of("customers", from),
                Map.of("customers", from, "to", List.of(), "reason", "x"),
                Map.of("customers", from, "to", List.of("x"), "reason", "x"),
                Map.of("customers", from, "to", List.of(UUID.randomUUID()), "reason", "x"),
                Map.of("customers", from, "to", List.of(gone.id()), "reason", "x"),
                Map.of("customers", from, "to", List.of(li.id(), li.id()), "reason", "x"),
                Map.of("customers", from, "to", List.of(li.id())),
                Map.of("customers", from, "to", List.of(li.id()), "reason", " "),
                Map.of("customers", List.of(one), "to", List.of(li.id()), "reason", "x"),
                List.of(),
                "{")) {
            Answer refused = operator.post(HAND_OVERS, body);
            refused.expect(400);
        }
        operator.get(HAND_OVERS + "/open-items").expect(400);
        operator.get(HAND_OVERS + "/open-items?person=x").expect(400);
        operator.get(HAND_OVERS + "/" + UUID.randomUUID()).expect(404);
        operator.post(HAND_OVERS + "/" + UUID.randomUUID() + "/undo", Map.of()).expect(404);
        operator.anonymous().get(HAND_OVERS).expect(401);
        assertEquals(li.id(), owner(one(one)));
    }
}
