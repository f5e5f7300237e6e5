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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recycle bin (R51), locks and legal holds through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class BinIT {

    private static final String CUSTOMERS = Company.CUSTOMERS;
    private static final String BIN = "/api/customer/bin";

    private final MortiseServer server;
    private Company company;
    private Http operator;
    private String east;

    BinIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        operator = company.operator();
        operator.put("/api/customer/capacities", Map.of("items", List.of())).expect(200);
        operator.put(BIN + "/settings", Map.of("keepDays", 30)).expect(200);
        east = company.department("Sales East");
    }

    private JsonNode deletes(Http who, String... ids) {
        return who.post(CUSTOMERS + "/deletions", Map.of("ids", List.of(ids), "reason", "twice in the books"))
                .expect(200)
                .json();
    }

    private static Answer tries(Http who, Object body) {
        return who.post(BIN + "/restorations/previews", body);
    }

    private static Answer restores(Http who, String... ids) {
        return who.post(BIN + "/restorations", Map.of("ids", List.of(ids)));
    }

    private static Set<String> bin(Http who, String query) {
        return who.get(BIN + "?limit=200" + query)
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> codes(JsonNode restoration, String list) {
        return restoration
                .path(list)
                .valueStream()
                .map(line -> line.path("code").asText())
                .toList();
    }

    private static Answer purges(Http who, String... ids) {
        return who.post(BIN + "/purges", Map.of("ids", List.of(ids), "reason", "asked for by the customer"));
    }

    // The bin

    @Test
    void theBinShowsAndRestoresWhatTheCallerMayRestoreAlone() {
        Person li = company.person("Li", east, "sales");
        Person wang = company.person("Wang", east, "sales");
        Person reader = company.person("Reader", east, "read-only");
        String mine = li.registers("Aurora");
        String theirs = wang.registers("Borealis");
        deletes(operator, mine, theirs);

        assertEquals(Set.of(mine), bin(li.http(), ""));
        assertEquals(Set.of(), bin(li.http(), "&mine=true"));
        assertTrue(bin(operator, "&mine=true").containsAll(List.of(mine, theirs)));
        li.http().get(BIN + "/" + theirs).expect(404);
        assertEquals(
                "twice in the books",
                li.http()
                        .get(BIN + "/" + mine)
                        .expect(200)
                        .json()
                        .path("reason")
                        .asText());
        Answer refused = restores(li.http(), mine, theirs).expect(409);
        assertEquals("customer-not-restorable", refused.problem());
        assertFalse(refused.text().contains("Borealis"), refused.text());
        li.opens(mine).expect(404);
        li.http().get(BIN).expect(200);
        reader.http().get(BIN).expect(403);
        restores(reader.http(), mine).expect(403);
        tries(reader.http(), Map.of("ids", List.of(mine))).expect(403);
        purges(li.http(), mine).expect(403);
        li.http().get(BIN + "/settings").expect(403);
        li.http().put(BIN + "/settings", Map.of("keepDays", 1)).expect(403);
        li.http()
                .post(CUSTOMERS + "/deletions", Map.of("ids", List.of(mine), "reason", "x"))
                .expect(403);

        assertEquals(
                List.of(mine),
                restores(li.http(), mine)
                        .expect(200)
                        .json()
                        .path("customers")
                        .valueStream()
                        .map(JsonNode::asText)
                        .toList());
        li.opens(mine).expect(200);
        assertEquals(Set.of(), bin(li.http(), ""));
        assertEquals(
                List.of("not-in-bin"),
                codes(tries(li.http(), Map.of("ids", List.of(mine))).expect(200).json(), "obstacles"));
    }

    @Test
    void whatWentInAtOnceComesBackAtOnceWithItsTeam() {
        Person li = company.person("Li", east, "sales");
        Person wang = company.person("Wang", company.department("Sales West"), "sales");
        String one = li.registers("Castor");
        String two = li.registers("Pollux");
        li.http()
                .put(CUSTOMERS + "/" + one + "/team/" + wang.id(), Map.of("writing", true, "reason", "helps"))
                .expect(200);
        wang.opens(one).expect(200);
        JsonNode deletion = deletes(operator, one, two, two);
        String batch = deletion.path("batch").asText();

        assertEquals(2, deletion.path("customers").asInt());
        wang.opens(one).expect(404);
        assertEquals(Set.of(), li.list("&q=Castor"));
        JsonNode item = operator.get(BIN + "/" + one).expect(200).json();
        assertEquals(2, item.path("together").asInt());
        assertEquals(batch, item.path("batch").asText());
        assertEquals(li.id(), item.path("ownerId").asText());
        assertTrue(Instant.parse(item.path("purgeAfter").asText())
                .isAfter(Instant.now().plus(29, ChronoUnit.DAYS)));
        assertEquals(Set.of(one, two), bin(operator, "&batch=" + batch));

        JsonNode tried = tries(operator, Map.of("batch", batch)).expect(200).json();
        assertTrue(tried.path("possible").asBoolean(), tried.toString());
        assertEquals(
                "2 customers come back, with their teams and shares.",
                tried.at("/effects/0/text").asText());
        li.opens(one).expect(404);
        operator.post(BIN + "/restorations", Map.of("batch", batch, "reason", "was a mistake"))
                .expect(200);

        li.opens(two).expect(200);
        wang.opens(one).expect(200);
        operator.post(BIN + "/restorations", Map.of("batch", batch)).expect(404);
    }

    @Test
    void whatIsUniqueIsFreeMeanwhileAndStandsInTheWayOfARestore() {
        String code = SampleCodes.next();
        String system = "erp" + System.nanoTime();
        var body = Map.of("name", "Vega", "creditCode", code, "external", Map.of("system", system, "id", "1"));
        String first =
                operator.post(CUSTOMERS, body).expect(201).json().path("id").asText();
        deletes(operator, first);
        String second =
                operator.post(CUSTOMERS, body).expect(201).json().path("id").asText();

        JsonNode tried =
                tries(operator, Map.of("ids", List.of(first))).expect(200).json();
        Answer refused = restores(operator, first).expect(409);
        deletes(operator, second);
        Answer both = restores(operator, first, second).expect(409);
        restores(operator, second).expect(200);
        deletes(operator, second);
        restores(operator, first).expect(200);

        assertFalse(tried.path("possible").asBoolean());
        assertEquals(List.of("credit-code-taken", "reference-taken"), codes(tried, "obstacles"));
        assertEquals(
                "Another customer has the credit code of Vega by now.",
                tried.at("/obstacles/0/text").asText());
        assertTrue(refused.json().path("detail").asText().contains("credit code of Vega"), refused.text());
        assertEquals("customer-not-restorable", both.problem());
        JsonNode back = operator.get(CUSTOMERS + "/" + first).expect(200).json();
        assertEquals(code, back.path("creditCode").asText());
        assertEquals(system, back.at("/external/system").asText());
    }

    @Test
    void customersOfALeaverComeBackToWhoeverIsNamed() {
        Person leaver = company.person("Leaver", east, "sales");
        Person heir = company.person("Heir", east, "sales");
        Person clerk = company.person("Clerk", east)
                .may(Map.of(
                        "object", "customer.customer", "actions", List.of("list", "read", "restore"), "scope", "all"));
        String one = leaver.registers("Deneb");
        deletes(operator, one);
        operator.post("/api/identity/people/" + leaver.id() + "/departure", Map.of())
                .expect(200);

        JsonNode tried =
                tries(operator, Map.of("ids", List.of(one))).expect(200).json();
        assertEquals(List.of("owner-left"), codes(tried, "obstacles"));
        assertEquals(
                "Leaver, the owner of Deneb, has left. Say who gets it.",
                tried.at("/obstacles/0/text").asText());
        restores(operator, one).expect(409);
        var named = Map.of("ids", List.of(one), "ownerId", heir.id());
        tries(clerk.http(), named).expect(403);
        tries(operator, Map.of("ids", List.of(one), "ownerId", UUID.randomUUID()))
                .expect(400);
        assertEquals(
                List.of("come-back", "new-owner"),
                codes(tries(operator, named).expect(200).json(), "effects"));
        operator.post(BIN + "/restorations", named).expect(200);

        assertEquals(
                heir.id(), heir.opens(one).expect(200).json().path("ownerId").asText());
    }

    @Test
    void aFullOwnerGetsNothingBack() {
        Person li = company.person("Li", east, "sales");
        String one = li.registers("Rigel");
        deletes(operator, one);
        String two = li.registers("Saiph");
        operator.put(
                        "/api/customer/capacities",
                        Map.of("items", List.of(Map.of("subject", "person:" + li.id(), "most", 1))))
                .expect(200);

        JsonNode tried =
                tries(li.http(), Map.of("ids", List.of(one))).expect(200).json();
        restores(li.http(), one).expect(409);
        deletes(operator, two);
        restores(li.http(), one).expect(200);

        assertEquals(
                "Li may have at most 1 customers.",
                tried.at("/obstacles/0/text").asText());
    }

    @Test
    void purgedCustomersAreGoneForGood() {
        String one = company.unowned("Mizar");
        String two = company.unowned("Alcor");
        String live = company.unowned("Merak");
        deletes(operator, one, two);

        Answer refused = purges(operator, one, live).expect(404);
        purges(operator, one).expect(204);
        purges(operator, one).expect(404);
        restores(operator, one).expect(409);
        operator.put(BIN + "/settings", Map.of("keepDays", 0)).expect(200);
        String soon = company.unowned("Dubhe");
        deletes(operator, soon);

        assertEquals("customer-not-in-bin", refused.problem());
        operator.get(CUSTOMERS + "/" + live).expect(200);
        Await.await(
                "the job that purges",
                Duration.ofMinutes(1),
                () -> operator.get(BIN + "/" + soon).status() == 404);
        operator.get(BIN + "/" + two).expect(200);
        assertEquals(
                "{}",
                operator.put(BIN + "/settings", "{\"keepDays\":null}")
                        .expect(200)
                        .text());
        String ever = company.unowned("Phecda");
        deletes(operator, ever);
        assertFalse(operator.get(BIN + "/" + ever).expect(200).json().has("purgeAfter"));
    }

    @Test
    void wrongRequestsAreRefusedByWhatIsWrongAndChangeNothing() {
        String one = company.unowned("Thuban");
        for (Object body : List.of(
                Map.of(),
                Map.of("ids", List.of()),
                Map.of("ids", List.of("nobody"), "reason", "x"),
                Map.of("ids", one, "reason", "x"),
                Map.of("ids", List.of(one)),
                Map.of("ids", List.of(one), "reason", " "),
                Map.of("ids", List.of(one), "reason", "x".repeat(501)),
                Map.of("ids", List.of(one), "reason", "x", "purge", true),
                Map.of("ids", java.util.Collections.nCopies(1001, one), "reason", "x"),
                List.of(one))) {
            operator.post(CUSTOMERS + "/deletions", body).expect(400);
            operator.post(BIN + "/purges", body).expect(400);
        }
        for (Object body : List.of(
                Map.of(),
                Map.of("batch", "all"),
                Map.of("ids", List.of(one), "ownerId", "me"),
                Map.of("ids", List.of(one), "batch", UUID.randomUUID()),
                Map.of("ids", List.of(one), "reason", 5))) {
            operator.post(BIN + "/restorations", body).expect(400);
            tries(operator, body).expect(400);
        }
        for (String days : List.of(
                "{}",
                "{\"keepDays\":-1}",
                "{\"keepDays\":1.5}",
                "{\"keepDays\":\"1\"}",
                "[]",
                "{\"keepDays\":3651}",
                "{\"keepDays\":99999999999}",
                "{\"keepDays\":1,\"more\":2}")) {
            operator.put(BIN + "/settings", days).expect(400);
        }
        for (String query : List.of("?limit=0", "?limit=201", "?mine=perhaps", "?batch=x", "?after=forged")) {
            operator.get(BIN + query).expect(400);
        }
        operator.post(CUSTOMERS + "/deletions", Map.of("ids", List.of(one, UUID.randomUUID()), "reason", "x"))
                .expect(404);
        operator.anonymous().get(BIN).expect(401);
        operator.get(CUSTOMERS + "/" + one).expect(200);
        assertFalse(bin(operator, "").contains(one));
    }

    @Test
    void aWrongTurnOfADeleteIsTheSameForOneAndForMany() {
        Person li = company.person("Li", east, "sales")
                .may(Map.of("object", "customer.customer", "actions", List.of("delete"), "scope", "own"));
        Person wang = company.person("Wang", east, "sales");
        String mine = li.registers("Izar");
        String theirs = wang.registers("Arcturus");

        Answer many = li.http().post(CUSTOMERS + "/deletions", Map.of("ids", List.of(mine, theirs), "reason", "x"));
        many.expect(403);
        li.opens(mine).expect(200);
        deletes(li.http(), mine);

        assertEquals(List.of(theirs), texts(many.json().path("records")));
        assertEquals(Set.of(mine), bin(li.http(), "&mine=true"));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    // Locks and holds

    private static Answer locks(Http who, String customer, String reason) {
        return who.put(CUSTOMERS + "/" + customer + "/lock", Map.of("reason", reason));
    }

    private static Answer unlocks(Http who, String customer) {
        return who.delete(CUSTOMERS + "/" + customer + "/lock?reason=settled", null);
    }

    private static Answer holds(Http who, String customer) {
        return who.put(CUSTOMERS + "/" + customer + "/hold", Map.of("reason", "court order 7"));
    }

    private static Answer releases(Http who, String customer) {
        return who.delete(CUSTOMERS + "/" + customer + "/hold?reason=case+closed", null);
    }

    @Test
    void aLockedCustomerIsSeenButNotChangedGivenOrDeletedByAnybody() {
        Person li = company.person("Li", east, "sales");
        Person lead = company.person("Lead", east, "sales-lead");
        String one = li.registers("Spica");
        Instant until = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);
        JsonNode closed = lead.http()
                .put(
                        CUSTOMERS + "/" + one + "/lock",
                        Map.of("reason", " a claim is settled ", "until", until.toString()))
                .expect(200)
                .json();

        assertEquals("a claim is settled", closed.at("/lock/reason").asText());
        assertEquals(lead.id(), closed.at("/lock/by").asText());
        assertEquals(until, Instant.parse(closed.at("/lock/until").asText()));
        assertEquals(
                closed,
                li.http().get(CUSTOMERS + "/" + one + "/lock").expect(200).json());
        li.opens(one).expect(200);
        assertTrue(li.list().contains(one));
        for (Answer refused : List.of(
                li.changes(one, Map.of("grade", "A")),
                operator.patch(CUSTOMERS + "/" + one, "*", Map.of("grade", "A")),
                li.gives(one, lead),
                operator.delete(CUSTOMERS + "/" + one, "*"),
                operator.post(CUSTOMERS + "/deletions", Map.of("ids", List.of(one), "reason", "x")),
                operator.post(
                        CUSTOMERS + "/transfers", Map.of("ids", List.of(one), "ownerId", lead.id(), "reason", "x")))) {
            assertEquals("record-locked", refused.expect(409).problem(), refused.toString());
            assertEquals("lock", refused.json().path("gate").asText());
            assertEquals(lead.id(), refused.json().path("by").asText());
        }
        assertEquals(
                "customer-locked", locks(lead.http(), one, "again").expect(409).problem());
        JsonNode why = li.http()
                .get("/api/access/own/explanations?permission=customer.customer:edit&record=" + one)
                .expect(200)
                .json();
        assertTrue(why.toString().contains("\"state\""), why.toString());
        assertTrue(why.toString().contains("The record is closed to “Change” until"), why.toString());
        assertTrue(why.toString().contains(": lock, by Lead."), why.toString());
        assertFalse(why.path("allowed").asBoolean(true), why.toString());

        unlocks(lead.http(), one).expect(204);
        unlocks(lead.http(), one).expect(204);
        li.changes(one, Map.of("grade", "A")).expect(200);
        assertEquals(
                "{}", li.http().get(CUSTOMERS + "/" + one + "/lock").expect(200).text());
    }

    @Test
    void aHeldCustomerIsChangedButNeverRemoved() {
        String one = company.unowned("Regulus");
        String bin = company.unowned("Algieba");
        deletes(operator, bin);
        holds(operator, bin).expect(404);
        JsonNode held = holds(operator, one).expect(200).json();

        assertEquals("court order 7", held.at("/hold/reason").asText());
        operator.patch(CUSTOMERS + "/" + one, "*", Map.of("grade", "A")).expect(200);
        assertEquals(
                "hold",
                operator.delete(CUSTOMERS + "/" + one, "*")
                        .expect(409)
                        .json()
                        .path("gate")
                        .asText());
        releases(operator, one).expect(204);
        deletes(operator, one);
        releases(operator, one).expect(204);
        purges(operator, one).expect(204);
    }

    @Test
    void locksAndHoldsAreForWhoeverHoldsTheirActions() {
        Person li = company.person("Li", east, "sales");
        Person lead = company.person("Lead", east, "sales-lead");
        Person other = company.person("Other", company.department("Far"), "sales-lead");
        Person blind = company.person("Blind", east)
                .may(Map.of(
                        "object",
                        "customer.customer",
                        "actions",
                        List.of("list", "read"),
                        "scope",
                        "all",
                        "fields",
                        Map.of("lockReason", "hidden", "lockedBy", "hidden"),
                        "otherFields",
                        "read"));
        String one = li.registers("Procyon");

        locks(li.http(), one, "mine").expect(403);
        locks(other.http(), one, "not mine").expect(404);
        other.http().get(CUSTOMERS + "/" + one + "/lock").expect(404);
        locks(lead.http(), one, "for now").expect(200);
        unlocks(li.http(), one).expect(403);
        unlocks(other.http(), one).expect(404);
        holds(lead.http(), one).expect(403);
        releases(lead.http(), one).expect(403);
        assertEquals(
                "{}",
                blind.http().get(CUSTOMERS + "/" + one + "/lock").expect(200).text());

        for (Object body : List.of(
                Map.of(),
                Map.of("reason", ""),
                Map.of("reason", "x", "until", "tomorrow"),
                Map.of("reason", "x", "until", "2020-01-01T00:00:00Z"),
                Map.of("reason", "x", "by", "me"),
                Map.of("reason", "x".repeat(501)))) {
            lead.http().put(CUSTOMERS + "/" + one + "/lock", body).expect(400);
        }
        operator.put(CUSTOMERS + "/" + one + "/hold", Map.of("reason", "x", "until", "2030-01-01T00:00:00Z"))
                .expect(400);
        operator.delete(CUSTOMERS + "/" + one + "/lock", null).expect(400);
        operator.delete(CUSTOMERS + "/" + one + "/hold", null).expect(400);
        operator.put(CUSTOMERS + "/" + UUID.randomUUID() + "/lock", Map.of("reason", "x"))
                .expect(404);
    }

    @Test
    void anImportLeavesALockedCustomerAndSaysSo() {
        String system = "s" + System.nanoTime();
        String one = operator.post(
                        CUSTOMERS, Map.of("name", "Capella", "external", Map.of("system", system, "id", "1")))
                .expect(201)
                .json()
                .path("id")
                .asText();
        locks(operator, one, "audit").expect(200);

        JsonNode started = operator.post(
                        "/api/customer/imports?source=" + system,
                        java.net.http.HttpRequest.BodyPublishers.ofString("name,external id,grade\nCapella,1,A\n"),
                        "text/csv")
                .expect(202)
                .json();
        String path = "/api/customer/imports/" + started.path("id").asText();
        Await.await(
                "the import",
                Duration.ofMinutes(1),
                () -> operator.get(path).json().path("state").asText().equals("done"));

        assertEquals(
                1,
                operator.get(path).json().path("failed").asInt(),
                operator.get(path).text());
        assertFalse(operator.get(CUSTOMERS + "/" + one).json().has("grade"));
    }
}
