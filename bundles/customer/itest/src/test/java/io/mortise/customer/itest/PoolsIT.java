package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Public pools 公海 and capacity 库容 through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class PoolsIT {

    private static final String POOLS = "/api/customer/pools";
    private static final String CAPACITIES = "/api/customer/capacities";

    private final MortiseServer server;
    private Company company;
    private String east;
    private String west;

    PoolsIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        company.operator().put(CAPACITIES, Map.of("items", List.of())).expect(200);
        east = company.department("Sales East");
        west = company.department("Sales West");
    }

    private String pool(Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of(
                "name",
                "Pool",
                "members",
                List.of("department:" + east),
                "visible",
                List.of("name", "phone"),
                "masked",
                List.of("phone")));
        body.putAll(more);
        return company.operator()
                .post(POOLS, body)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** Customers of a person, given back into the pool. */
    private List<String> pooled(Person owner, String pool, int count) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i -> owner.registers(Map.of("name", "Pooled " + i, "phone", "13800138000", "grade", "A")))
                .toList();
        owner.http()
                .post(POOLS + "/" + pool + "/returns", Map.of("customers", ids, "reason", "no time"))
                .expect(204);
        return ids;
    }

    private static Answer claim(Person person, String pool, List<String> ids) {
        return person.http().post(POOLS + "/" + pool + "/claims", Map.of("customers", ids));
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<T>();
            for (var one : threads.invokeAll(calls)) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    @Test
    void aPoolShowsItsMembersItsFieldsAndNobodyElseAnything() {
        String pool = pool(Map.of());
        Person seller = company.person("Wang", east, "sales");
        Person stranger = company.person("Li", west, "sales");
        Person viewer = company.person("Zhao", east, "read-only");
        String id = pooled(seller, pool, 1).getFirst();

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
    }

    @Test
    void ofTwoWhoTakeTheSameCustomerOneGetsIt() throws Exception {
        String pool = pool(Map.of());
        Person seller = company.person("Wang", east, "sales");
        Person other = company.person("Li", east, "sales");
        for (String id : pooled(seller, pool, 5)) {
            List<Integer> answers = together(List.of(
                    () -> claim(seller, pool, List.of(id)).status(),
                    () -> claim(other, pool, List.of(id)).status()));

            assertEquals(List.of(204, 409), answers.stream().sorted().toList());
        }
    }

    @Test
    void limitsOfTheDayAndCapacitiesAreExactUnderTwentyClaimsAtOnce() throws Exception {
        String pool = pool(Map.of("claimsPerDay", 7));
        Person giver = company.person("Chen", east, "sales");
        Person seller = company.person("Wang", east, "sales");
        List<String> ids = pooled(giver, pool, 20);

        List<Integer> answers = together(ids.stream()
                .<Callable<Integer>>map(
                        id -> () -> claim(seller, pool, List.of(id)).status())
                .toList());
        assertEquals(7, answers.stream().filter(status -> status == 204).count(), answers.toString());
        assertEquals(13, answers.stream().filter(status -> status == 429).count(), answers.toString());

        String open = pool(Map.of());
        List<String> more = pooled(giver, open, 20);
        company.operator()
                .put(CAPACITIES, Map.of("items", List.of(Map.of("subject", "person:" + seller.id(), "most", 10))))
                .expect(200);
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
                giver.http()
                        .post(
                                Company.CUSTOMERS + "/" + giver.registers(Map.of("name", "Given")) + "/transfers",
                                Map.of("ownerId", seller.id(), "reason", "yours"))
                        .expect(409)
                        .problem());
    }

    @Test
    void theLastOwnerAndNewRecordsWaitAndViewsAreCounted() {
        String pool = pool(Map.of("previousOwnerDays", 3, "viewsPerDay", 2));
        Person giver = company.person("Chen", east, "sales");
        Person seller = company.person("Wang", east, "sales");
        List<String> ids = pooled(giver, pool, 3);
        assertEquals(
                "customer-pool-waits",
                claim(giver, pool, ids.subList(0, 1)).expect(409).problem());
        claim(seller, pool, ids.subList(0, 1)).expect(204);
        String path = POOLS + "/" + pool + "/customers";
        assertEquals(2, seller.http().get(path).expect(200).json().path("items").size());
        assertEquals("customer-pool-limit", seller.http().get(path).expect(429).problem());

        String waiting = pool(Map.of("newRecordHours", 1));
        List<String> fresh = pooled(giver, waiting, 1);
        assertEquals(
                "customer-pool-waits", claim(seller, waiting, fresh).expect(409).problem());
    }

    @Test
    void wrongPoolsAreRefusedWithTheirFaultsAndStaleOnesAreNotWritten() {
        for (Map<String, ?> wrong : List.of(
                Map.of("visible", List.of("revenue")),
                Map.of("members", List.of("role:x")),
                Map.of("recycle", List.of(Map.of("basis", "moon", "days", 1))),
                Map.of("recycle", List.of(Map.of("basis", "deal", "days", 0))),
                Map.of("claimsPerDay", -1),
                Map.of("surprise", 1))) {
            var body = new HashMap<String, Object>(Map.of("name", "Wrong"));
            body.putAll(wrong);
            company.operator().post(POOLS, body).expect(400);
        }
        String pool = pool(Map.of());
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
