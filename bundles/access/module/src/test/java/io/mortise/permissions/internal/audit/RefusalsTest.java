package io.mortise.permissions.internal.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Work;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:10Z");

    private final List<Map<String, Object>> inserted = new ArrayList<>();
    private final List<Long> added = new ArrayList<>();
    private final Database database = (Database) Proxy.newProxyInstance(
            Database.class.getClassLoader(),
            new Class<?>[] {Database.class},
            (_, method, arguments) -> switch (method.getName()) {
                case "write" -> ((Work<?, ?>) arguments[0]).run();
                case "execute" -> executed((String) arguments[0], values(arguments[1]));
                default -> throw new UnsupportedOperationException(method.getName());
            });
    private final Refusals refusals = new Refusals(database, new AuditStore(database));

    @SuppressWarnings("unchecked")
    private static Map<String, Object> values(Object argument) {
        return (Map<String, Object>) argument;
    }

    private int executed(String sql, Map<String, Object> values) {
        if (sql.startsWith("insert")) {
            inserted.add(Map.copyOf(values));
        } else {
            added.add((Long) values.get("more"));
        }
        return 1;
    }

    private static AuditEntry refused(String person, @Nullable UUID record) {
        var caller = new Caller(person, "Somebody", Caller.Kind.PERSON, Set.of(), Locale.ENGLISH, "0".repeat(32), null);
        return new AuditEntry(
                NOW,
                caller,
                Permission.parse("customer.customer:delete"),
                record,
                AuditEntry.Outcome.REFUSED,
                null,
                Map.of(),
                Map.of());
    }

    @Test
    void aFloodOfRefusalsIsOneRowWithACount() {
        for (int i = 0; i < 10_000; i++) {
            refusals.count(refused("a", null), 1L);
        }
        refusals.count(refused("b", null), 1L);
        refusals.write(NOW);
        refusals.count(refused("a", null), 1L);
        refusals.write(NOW);
        refusals.write(NOW);

        assertEquals(2, inserted.size());
        assertEquals(
                10_000L,
                inserted.stream()
                        .filter(row -> row.get("caller_id").equals("a"))
                        .findFirst()
                        .orElseThrow()
                        .get("times"));
        assertEquals(List.of(1L), added);
    }

    /** Whoever guesses ids leaves the first of them, and a count of all. */
    @Test
    void guessingIdsFillsNoTableEither() {
        for (int i = 0; i < 1_000; i++) {
            refusals.count(refused("a", UUID.randomUUID()), 1L);
        }
        refusals.write(NOW);

        assertEquals(21, inserted.size());
        assertEquals(
                1_000L,
                inserted.stream().mapToLong(row -> (Long) row.get("times")).sum());
    }
}
