package io.mortise.customer.itest;

import static io.mortise.customer.itest.PoolDesk.POOLS;
import static io.mortise.customer.itest.PoolDesk.claim;
import static io.mortise.customer.itest.PoolDesk.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Public pools 公海 and capacity 库容 through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class PoolsIT {

    private static final String IMPORTS = "/api/customer/imports";

    private final MortiseServer server;
    private Company company;
    private PoolDesk desk;
    private String east;
    private String west;

    PoolsIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        desk = new PoolDesk(company);
        desk.capacities(List.of());
        east = company.department("Sales East");
        west = company.department("Sales West");
    }

    /** Lets a customer's owner have it for so many days, with the last follow-up so many days ago. */
    private void past(String customer, int received, int talked) throws SQLException {
        sql("update customer_customer set created_at = dateadd('DAY', -1000, created_at),"
                + " received_at = dateadd('DAY', " + -received + ", current_timestamp),"
                + " last_follow_up_at = dateadd('DAY', " + -talked + ", current_timestamp) where id = '"
                + customer + "'");
    }

    private void set(String customer, String what) throws SQLException {
        sql("update customer_customer set " + what + " where id = '" + customer + "'");
    }

    /** In this process the server's own database can be opened beside it. */
    private int sql(String statement) throws SQLException {
        String url = "jdbc:h2:file:" + server.dataFolder().resolve("db/mortise").toAbsolutePath() + ";IFEXISTS=TRUE";
        try (var connection = DriverManager.getConnection(url, "mortise", "");
                var open = connection.createStatement()) {
            return open.executeUpdate(statement);
        }
    }

    private static Map<String, Object> rule(String basis, int days, Map<String, ?> more) {
        var rule = new HashMap<String, Object>(Map.of("basis", basis, "days", days));
        rule.putAll(more);
        return rule;
    }

    private String owned(Person owner, String name, String grade) {
        return owner.registers(Map.of("name", name, "grade", grade));
    }

    @Test
    void aPoolShowsItsMembersItsFieldsAndNobodyElseAnything() {
        String pool = desk.pool(Map.of("members", List.of("department:" + east)));
        Person seller = company.person("Wang", east, "sales");
        Person stranger = company.person("Li", west, "sales");
        Person viewer = company.person("Zhao", east, "read-only");
        String id = desk.pooled(seller, pool, 1).getFirst();
        assertEquals("Given back to the public pool Pool: no time", desk.lastOf(id));

        JsonNode shown = seller.http()
                .get(POOLS + "/" + pool + "/customers")
                .expect(200)
                .json()
                .path("items")
                .get(0);

        assertEquals(id, shown.path("id").asText());
        assertEquals("Pooled 0", shown.path("name").asText());
        assertEquals("****8000", shown.path("phone").asText());
        assertEquals(3, shown.size());
        stranger.http().get(POOLS + "/" + pool + "/customers").expect(404);
        claim(stranger, pool, List.of(id)).expect(404);
        viewer.http().get(POOLS + "/" + pool + "/customers").expect(403);
        seller.http().post(POOLS, Map.of("name", "Mine")).expect(403);
        seller.http().get(POOLS + "/" + pool + "/recycling").expect(403);
        assertEquals(
                "customer-invalid",
                PoolDesk.giveBack(seller, pool, List.of(id), " ").expect(400).problem());
    }

    @Test
    void whoHasARoleIsAMemberAsLongAsHeHasItAndPoolsStandInTheirOrder() {
        Person seller = company.person("Wang", east, "sales");
        Person helper = company.person("Sun", east, "service");
        String second = desk.pool(Map.of("name", "A", "order", 2, "members", List.of("role:" + salesRole())));
        String first = desk.pool(Map.of("name", "B", "order", 1, "members", List.of("person:" + seller.id())));

        List<String> mine = seller.http()
                .get(POOLS)
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .map(pool -> pool.path("id").asText())
                .filter(id -> id.equals(first) || id.equals(second))
                .toList();

        assertEquals(List.of(first, second), mine);
        seller.http().get(POOLS + "/" + second).expect(200);
        helper.may(Map.of("object", "customer.pool", "actions", List.of("read"), "scope", "all"));
        helper.http().get(POOLS + "/" + second).expect(404);
        helper.gets("role", salesRole());
        helper.http().get(POOLS + "/" + second).expect(200);
    }

    private String salesRole() {
        return company.keyed("roles", "sales");
    }

    @Test
    void ofTwoWhoTakeTheSameCustomerOneGetsIt() throws Exception {
        String pool = desk.pool(Map.of());
        Person seller = company.person("Wang", east, "sales");
        Person other = company.person("Li", east, "sales");
        for (String id : desk.pooled(seller, pool, 5)) {
            List<Integer> answers = together(List.of(
                    () -> claim(seller, pool, List.of(id)).status(),
                    () -> claim(other, pool, List.of(id)).status()));

            assertEquals(List.of(204, 409), answers.stream().sorted().toList());
            assertTrue(desk.lastOf(id).endsWith(" took it out of the public pool Pool."), desk.lastOf(id));
        }
    }

    @Test
    void limitsOfTheDayAndCapacitiesAreExactUnderTwentyClaimsAtOnce() throws Exception {
        String pool = desk.pool(Map.of("claimsPerDay", 7));
        Person giver = company.person("Chen", east, "sales");
        Person seller = company.person("Wang", east, "sales");
        List<String> ids = desk.pooled(giver, pool, 20);

        List<Integer> answers = together(ids.stream()
                .<Callable<Integer>>map(
                        id -> () -> claim(seller, pool, List.of(id)).status())
                .toList());
        assertEquals(7, answers.stream().filter(status -> status == 204).count(), answers.toString());
        assertEquals(13, answers.stream().filter(status -> status == 429).count(), answers.toString());

        String open = desk.pool(Map.of());
        List<String> more = desk.pooled(giver, open, 20);
        desk.capacities(List.of(Map.of("subject", "person:" + seller.id(), "most", 10)));
        List<Integer> taken = together(more.stream()
                .<Callable<Integer>>map(
                        id -> () -> claim(seller, open, List.of(id)).status())
                .toList());
        assertEquals(3, taken.stream().filter(status -> status == 204).count(), taken.toString());
        assertEquals(
                "customer-capacity-reached",
                seller.http()
                        .post(Company.CUSTOMERS, Map.of("name", "One more"))
                        .expect(409)
                        .problem());
        assertEquals(
                "customer-capacity-reached",
                giver.gives(giver.registers("Given"), seller).expect(409).problem());
    }

    @Test
    void anImportBeyondTheCapacityFailsRowByRow() {
        Person lead = company.person("He", east, "sales-lead");
        lead.registers("There already");
        desk.capacities(List.of(Map.of("subject", "department:" + east, "most", 3)));

        String path = IMPORTS + "/"
                + lead.http()
                        .post(
                                IMPORTS + "?source=s" + System.nanoTime(),
                                BodyPublishers.ofString("name\nOne\nTwo\nThree\nFour\n"),
                                "text/csv")
                        .expect(202)
                        .json()
                        .path("id")
                        .asText();
        Await.await(
                "the end of the import",
                Duration.ofMinutes(1),
                () -> lead.http().get(path).json().path("state").asText().equals("done"));

        JsonNode done = lead.http().get(path).expect(200).json();
        assertEquals(2, done.path("created").asInt(), done.toString());
        assertEquals(2, done.path("failed").asInt(), done.toString());
        String errors = lead.http()
                .with("Accept-Language", "en")
                .get(path + "/errors")
                .expect(200)
                .text();
        assertTrue(errors.contains("as many customers as he may have"), errors);
        assertTrue(errors.contains("Three") && errors.contains("Four") && !errors.contains("Two"), errors);
    }

    @Test
    void theLastOwnerAndNewRecordsWaitAndViewsAreCounted() {
        String pool = desk.pool(Map.of("previousOwnerDays", 3, "viewsPerDay", 2));
        Person giver = company.person("Chen", east, "sales");
        Person seller = company.person("Wang", east, "sales");
        List<String> ids = desk.pooled(giver, pool, 3);
        assertEquals(
                "customer-pool-waits",
                claim(giver, pool, ids.subList(0, 1)).expect(409).problem());
        claim(seller, pool, ids.subList(0, 1)).expect(204);
        String path = POOLS + "/" + pool + "/customers";
        assertEquals(2, seller.http().get(path).expect(200).json().path("items").size());
        assertEquals("customer-pool-limit", seller.http().get(path).expect(429).problem());

        String waiting = desk.pool(Map.of("newRecordHours", 1));
        List<String> fresh = desk.pooled(giver, waiting, 1);
        assertEquals(
                "customer-pool-waits", claim(seller, waiting, fresh).expect(409).problem());
    }

    @Test
    void aDayIsADayOfTheCompany() {
        String pool = desk.pool(Map.of("claimsPerDay", 1));
        Person giver = company.person("Chen", east, "sales");
        Person seller = company.person("Wang", east, "sales");
        List<String> ids = desk.pooled(giver, pool, 3);
        // It is never the same day in both.
        zone("Pacific/Kiritimati");
        claim(seller, pool, ids.subList(0, 1)).expect(204);
        claim(seller, pool, ids.subList(1, 2)).expect(429);

        zone("Etc/GMT+12");
        claim(seller, pool, ids.subList(1, 2)).expect(204);
        claim(seller, pool, ids.subList(2, 3)).expect(429);

        zone("Asia/Shanghai");
    }

    private void zone(String name) {
        company.operator()
                .patch("/api/identity/settings", "*", Map.of("timeZone", name))
                .expect(200);
    }

    @Test
    void rulesTakeWhomNobodyWorksOnAndSayBeforehandWhomAndWhy() throws Exception {
        Person seller = company.person("Wang", east, "sales");
        Person other = company.person("Li", west, "sales");
        Person lead = company.person("He", east, "sales-lead");
        String pool = desk.pool(Map.of(
                "admins",
                List.of(lead.id()),
                "recycle",
                List.of(
                        rule("follow-up", 10, Map.of("grades", List.of("A"), "departments", List.of(east))),
                        rule("deal", 40, Map.of("departments", List.of(east, west))))));
        String talkedTo = owned(seller, "Talked to", "A");
        String justGot = owned(seller, "Just got", "A");
        String ofGradeB = owned(seller, "Grade B", "B");
        String ofOthers = owned(other, "Of the west", "A");
        String dealt = owned(seller, "Dealt", "A");
        String locked = owned(seller, "Locked", "A");
        String held = owned(seller, "Held", "A");
        String protectedOne = owned(seller, "Protected", "A");
        String noDeal = owned(other, "No deal", "B");
        String forgotten = owned(seller, "Forgotten", "A");
        past(talkedTo, 30, 9);
        past(justGot, 9, 30);
        past(ofGradeB, 30, 30);
        past(ofOthers, 30, 30);
        past(dealt, 90, 90);
        past(locked, 90, 90);
        past(held, 90, 90);
        past(protectedOne, 90, 90);
        set(dealt, "deal_state = 'dealt'");
        set(locked, "lock_reason = 'audit', locked_by = 'operator', locked_at = current_timestamp");
        set(held, "legal_hold = true");
        set(protectedOne, "protection_until = dateadd('DAY', 5, current_timestamp)");
        past(noDeal, 41, 1);
        past(forgotten, 11, 12);

        JsonNode due = lead.http()
                .with("Accept-Language", "en")
                .get(POOLS + "/" + pool + "/recycling")
                .expect(200)
                .json();

        assertEquals(1, due.path("items").size(), due.toString());
        assertEquals(1, due.path("hidden").asInt(), due.toString());
        JsonNode one = due.path("items").get(0);
        assertEquals(forgotten, one.path("id").asText());
        assertEquals("Forgotten", one.path("name").asText());
        assertEquals("Wang", one.path("owner").asText());
        assertEquals(0, one.path("rule").asInt());
        assertTrue(one.path("why").asText().startsWith("No follow-up for 10 days, since "), due.toString());
        assertTrue(Instant.parse(one.path("due").asText()).isBefore(Instant.now()), due.toString());
        JsonNode later = company.operator()
                .get(POOLS + "/" + pool + "/recycling?ahead=2")
                .expect(200)
                .json();
        assertEquals(4, later.path("items").size(), later.toString());
        assertEquals(seller.id(), desk.customer(forgotten).path("ownerId").asText());

        desk.recycle(pool, forgotten);

        assertEquals("Taken into the public pool Pool: no follow-up for 10 days.", desk.lastOf(forgotten));
        assertEquals(pool, desk.customer(noDeal).path("poolId").asText());
        assertEquals(
                seller.id(), desk.customer(forgotten).path("previousOwnerId").asText());
        assertFalse(desk.customer(forgotten).has("ownerId"));
        for (String kept : List.of(talkedTo, justGot, ofGradeB, ofOthers, dealt, locked, held, protectedOne)) {
            assertFalse(desk.customer(kept).has("poolId"), kept);
        }
    }

    @Test
    void anOwnerIsWarnedDaysBeforeAndNothingIsTakenBeforeThat() throws Exception {
        Person seller = company.person("Wang", east, "sales");
        String pool = desk.pool(Map.of(
                "recycle", List.of(rule("follow-up", 10, Map.of("warnDays", 3, "departments", List.of(east))))));
        String plain = desk.pool(Map.of("order", 1, "recycle", List.of(rule("follow-up", 500, Map.of()))));
        String overdue = owned(seller, "Overdue", "A");
        String soon = owned(seller, "Soon", "A");
        String notYet = owned(seller, "Not yet", "A");
        past(overdue, 600, 600);
        past(soon, 100, 8);
        past(notYet, 100, 5);

        // The second pool's rule knows no warning: it takes the overdue one after the first has had its turn.
        desk.run(pool);
        Await.await("two warnings", Duration.ofMinutes(1), () -> warnings(pool) == 2);
        assertEquals(seller.id(), desk.customer(overdue).path("ownerId").asText());
        assertEquals("Wang was told: without a follow-up the public pool Pool takes it in 3 days.", desk.lastOf(soon));
        JsonNode notices = seller.http()
                .with("Accept-Language", "en")
                .get("/api/identity/own/notifications")
                .expect(200)
                .json();
        assertEquals(1, notices.path("items").size(), notices.toString());
        assertEquals(
                "customer.pool-warning",
                notices.path("items").get(0).path("kind").asText());
        desk.recycle(plain, overdue);
        assertEquals(seller.id(), desk.customer(soon).path("ownerId").asText());

        sql("update customer_pool_warning set warned_at = dateadd('DAY', -4, warned_at) where pool_id = '" + pool
                + "'");
        past(soon, 100, 12);
        desk.recycle(pool, soon);
        assertEquals(seller.id(), desk.customer(notYet).path("ownerId").asText());
    }

    private int warnings(String pool) throws SQLException {
        return sql("update customer_pool_warning set basis = basis where pool_id = '" + pool + "'");
    }

    @Test
    void wrongPoolsAreRefusedWithTheirFaultsAndStaleOnesAreNotWritten() {
        for (Map<String, ?> wrong : List.of(
                Map.of("visible", List.of("revenue")),
                Map.of("members", List.of("group:x")),
                Map.of("masked", Map.of("region", "all")),
                Map.of("visible", List.of("name"), "masked", Map.of("name", "rot13")),
                Map.of("masked", List.of("name")),
                Map.of("recycle", List.of(rule("moon", 1, Map.of()))),
                Map.of("recycle", List.of(rule("deal", 0, Map.of()))),
                Map.of("recycle", List.of(rule("deal", 5, Map.of("warnDays", 5)))),
                Map.of("recycle", List.of("deal")),
                Map.of("order", 1.5),
                Map.of("claimsPerDay", -1),
                Map.of("surprise", 1))) {
            var body = new HashMap<String, Object>(Map.of("name", "Wrong"));
            body.putAll(wrong);
            company.operator().post(POOLS, body).expect(400);
        }
        String pool = desk.pool(Map.of());
        company.operator().get(POOLS + "/" + pool + "/recycling?after=x").expect(400);
        company.operator()
                .with("If-Match", "\"9\"")
                .put(POOLS + "/" + pool, Map.of("name", "New"))
                .expect(412);
        company.operator()
                .with("If-Match", "\"0\"")
                .put(POOLS + "/" + pool, Map.of("name", "New"))
                .expect(200);
        company.operator().delete(POOLS + "/" + pool, "*").expect(204);
        company.operator().get(POOLS + "/" + pool).expect(404);
    }
}
