package io.mortise.customer.itest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Makes pools, fills them, takes from them, and waits for their job. */
record PoolDesk(Company company) {

    static final String POOLS = "/api/customer/pools";
    static final String CAPACITIES = "/api/customer/capacities";

    /** A pool that shows name and phone to everybody, unless something else is said. */
    String pool(Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of(
                "name", "Pool",
                "members", List.of("everybody"),
                "visible", List.of("name", "phone"),
                "masked", Map.of("phone", "tail4")));
        body.putAll(more);
        return company.operator()
                .post(POOLS, body)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** Nobody but these has a limit. */
    void capacities(List<Map<String, ?>> limits) {
        company.operator().put(CAPACITIES, Map.of("items", limits)).expect(200);
    }

    /** Customers of a person, given back into the pool. */
    List<String> pooled(Person owner, String pool, int count) {
        List<String> ids = IntStream.range(0, count)
                .mapToObj(i -> owner.registers(Map.of("name", "Pooled " + i, "phone", "13800138000", "grade", "A")))
                .toList();
        giveBack(owner, pool, ids, "no time").expect(204);
        return ids;
    }

    static Answer giveBack(Person owner, String pool, List<String> ids, String reason) {
        return owner.http().post(POOLS + "/" + pool + "/returns", Map.of("customers", ids, "reason", reason));
    }

    static Answer claim(Person person, String pool, List<String> ids) {
        return person.http().post(POOLS + "/" + pool + "/claims", Map.of("customers", ids));
    }

    static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<T>();
            for (var one : threads.invokeAll(calls)) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    /** What a customer looks like to the operator. */
    JsonNode customer(String id) {
        return company.operator().get(Company.CUSTOMERS + "/" + id).expect(200).json();
    }

    /** The newest sentence of a customer's timeline. */
    String lastOf(String id) {
        return company.operator()
                .get(Company.CUSTOMERS + "/" + id + "/timeline?limit=1")
                .expect(200)
                .json()
                .path("items")
                .path(0)
                .path("text")
                .asText();
    }

    /** Lets a job run the rules of a pool. */
    void run(String pool) {
        company.operator().post(POOLS + "/" + pool + "/recycling", Map.of()).expect(202);
    }

    /** Runs the rules of a pool until this customer, the last it looks at, lies in it. */
    void recycle(String pool, String last) {
        run(pool);
        Await.await(
                "customer " + last + " in the pool",
                Duration.ofMinutes(1),
                () -> customer(last).path("poolId").asText().equals(pool));
    }
}
