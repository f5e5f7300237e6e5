package io.mortise.customer.itest;

import static io.mortise.customer.itest.PoolDesk.claim;
import static io.mortise.customer.itest.PoolDesk.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Who takes what at the same moment, where rows are locked otherwise than in H2. */
@MortiseTest(database = TestDatabase.POSTGRESQL)
class PoolRaceIT {

    @Test
    void ofManyWhoTakeTheSameCustomersEachIsTakenOnceAndNobodyExceedsHisLimits(MortiseServer server) throws Exception {
        Company company = Company.on(server);
        var desk = new PoolDesk(company);
        String east = company.department("Sales East");
        Person giver = company.person("Chen", east, "sales");
        Person first = company.person("Wang", east, "sales");
        Person second = company.person("Li", east, "sales");
        // Together just more than there is: whoever is refused has reached his limit, or the other one was faster.
        String pool = desk.pool(Map.of("claimsPerDay", 8));
        desk.capacities(List.of(Map.of("subject", "person:" + second.id(), "most", 5)));
        List<String> ids = desk.pooled(giver, pool, 12);
        var claims = new ArrayList<Callable<Integer>>();
        for (String id : ids) {
            for (Person one : List.of(first, second)) {
                claims.add(() ->
                        claim(one, pool, List.of(id)).expect(204, 409, 429).status());
            }
        }

        List<Integer> answers = together(claims);

        assertEquals(12, answers.stream().filter(status -> status == 204).count(), answers.toString());
        List<String> owners = ids.stream()
                .map(id -> desk.customer(id).path("ownerId").asText())
                .toList();
        long firsts = owners.stream().filter(first.id()::equals).count();
        long seconds = owners.stream().filter(second.id()::equals).count();
        assertEquals(12, firsts + seconds, owners.toString());
        assertTrue(firsts <= 8 && seconds <= 5, firsts + " and " + seconds);
    }
}
