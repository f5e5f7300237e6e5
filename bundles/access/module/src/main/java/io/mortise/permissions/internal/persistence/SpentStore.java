package io.mortise.permissions.internal.persistence;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What was used today of what is limited. Everything happens in the unit of work of the caller: the counted row stays locked
 * until it ends, so that nobody slips past beside it, and a roll-back gives back.
 *
 * <p>The first use of a day makes the row. Two at once would both make it, and the failure of the second would doom its unit of
 * work; so they take turns on a row that always exists.
 */
public final class SpentStore {

    private static final int TURNS = 64;

    /** Days that are kept behind today, for whoever asks what was used. */
    private static final int KEPT_DAYS = 31;

    private static final String KEY =
            " where counter = :counter and object = :object and action = :action and spent_on = :day";

    private final Database database;

    public SpentStore(Database database) {
        this.database = database;
    }

    /** One counter and the most that it may show. */
    public record Bound(String counter, long most) {}

    /**
     * Takes from all counters or from none.
     *
     * @return what is left of the tightest; -1 when one has not enough, and then nothing was taken
     */
    public long take(List<Bound> bounds, Permission permission, LocalDate day, long amount) {
        long left = Long.MAX_VALUE;
        for (Bound bound : locked(bounds, permission, day)) {
            long free = bound.most() - used(bound.counter(), permission, day);
            if (free < amount) {
                return -1;
            }
            left = Math.min(left, free - amount);
        }
        for (Bound bound : bounds) {
            var values = values(bound.counter(), permission, day);
            values.put("more", amount);
            database.execute("update access_spent set used = used + :more" + KEY, values);
        }
        return left;
    }

    /** How much was used; 0 before the first use. */
    public long used(String counter, Permission permission, LocalDate day) {
        return database
                .rows(
                        "select used from access_spent" + KEY,
                        values(counter, permission, day),
                        row -> row.requireNumber("used"))
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /** Locks the rows, in one order everywhere, so that no two wait for each other. */
    private List<Bound> locked(List<Bound> bounds, Permission permission, LocalDate day) {
        var counters = new TreeSet<String>();
        bounds.forEach(bound -> counters.add(bound.counter()));
        for (String counter : counters) {
            if (!lock(counter, permission, day)) {
                takeTurn(counter);
                if (!lock(counter, permission, day)) {
                    make(counter, permission, day);
                }
            }
        }
        return bounds;
    }

    private boolean lock(String counter, Permission permission, LocalDate day) {
        return !database.rows(
                        "select used from access_spent" + KEY + " for update",
                        values(counter, permission, day),
                        row -> row.requireNumber("used"))
                .isEmpty();
    }

    private void takeTurn(String counter) {
        database.rows(
                "select turn from access_spent_turn where turn = :turn for update",
                Map.of("turn", Math.floorMod(counter.hashCode(), TURNS)),
                row -> row.requireNumber("turn"));
    }

    private void make(String counter, Permission permission, LocalDate day) {
        var values = values(counter, permission, day);
        database.execute(
                "insert into access_spent (counter, object, action, spent_on, used)"
                        + " values (:counter, :object, :action, :day, 0)",
                values);
        values.put("day", day.minusDays(KEPT_DAYS));
        database.execute(
                "delete from access_spent where counter = :counter and object = :object and action = :action"
                        + " and spent_on < :day",
                values);
    }

    private static Map<String, Object> values(String counter, Permission permission, LocalDate day) {
        return new HashMap<>(
                Map.of("counter", counter, "object", permission.object(), "action", permission.action(), "day", day));
    }
}
