package io.mortise.customer.internal.pools;

import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.pools.Pool.Basis;
import io.mortise.customer.internal.pools.Pool.Rule;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Statements that find customers whom the rules of a pool concern, and remember who was warned of it. Needs an open unit of
 * work of the module itself.
 */
final class RecycleStore {

    /** Since when the basis of each rule did not happen; whoever got the customer later has his time from then on. */
    private static final String RECEIVED = "coalesce(r.received_at, r.created_at)";

    private static final String TALKED = "coalesce(r.last_follow_up_at, r.created_at)";

    /** Whom no rule takes: those in pools, deleted, that have bought, locked, held for the law, or protected for a time. */
    private static final String FREE = " r.owner_id is not null and r.pool_id is null and r.deleted_at is null"
            + " and r.deal_state = 'none' and r.legal_hold = false"
            + " and (r.lock_reason is null or r.lock_until <= :at)"
            + " and (r.protection_until is null or r.protection_until <= :at)";

    private final Database database;

    RecycleStore(Database database) {
        this.database = database;
    }

    /**
     * A customer that a rule concerns.
     *
     * @param owner who has it
     * @param updatedAt when it was last written: whoever writes it meanwhile keeps it
     * @param rule number of the first rule of the pool that concerns it
     * @param since when the basis of that rule last happened
     */
    record Concerned(UUID id, UUID owner, Instant updatedAt, int rule, Instant since) {}

    /**
     * Customers that the rules of a pool take at a moment, after an id in the order of ids.
     *
     * @param warned whether only those whose owner was warned in time, where a rule warns
     */
    List<Concerned> due(Pool pool, Instant now, boolean warned, UUID after, int most) {
        var values = new HashMap<String, Object>();
        var cases = new StringBuilder();
        List<Rule> rules = pool.setup().recycle();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            when(cases, values, rule, i, now.minus(Duration.ofDays(rule.days())));
            if (warned && rule.warnDays() > 0) {
                cases.append(" and exists (")
                        .append(warning(rule))
                        .append(" and w.warned_at <= :told")
                        .append(i);
                cases.append(")");
                values.put("told" + i, now.minus(Duration.ofDays(rule.warnDays())));
                values.put("pool", pool.id());
            }
            cases.append(" then ").append(i);
        }
        return concerned(rules, cases, values, now, after, most);
    }

    /** Customers that rules which warn will take soon, and of whom their owners were not told yet. */
    List<Concerned> unwarned(Pool pool, Instant now, UUID after, int most) {
        var values = new HashMap<String, Object>();
        var cases = new StringBuilder();
        List<Rule> rules = pool.setup().recycle();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.warnDays() > 0) {
                when(cases, values, rule, i, now.minus(Duration.ofDays(rule.days() - rule.warnDays())));
                cases.append(" and not exists (").append(warning(rule)).append(")");
                cases.append(" then ").append(i);
                values.put("pool", pool.id());
            }
        }
        return cases.isEmpty() ? List.of() : concerned(rules, cases, values, now, after, most);
    }

    /** Remembers that owners were told. */
    void warned(UUID pool, Basis basis, List<Concerned> told, Instant now) {
        if (told.isEmpty()) {
            return;
        }
        database.execute(
                "delete from customer_pool_warning where customer_id in (:ids) and pool_id = :pool and basis = :basis",
                Map.of(
                        "ids", told.stream().map(Concerned::id).toList(),
                        "pool", pool,
                        "basis", basis.word()));
        for (Concerned one : told) {
            database.execute(
                    "insert into customer_pool_warning (customer_id, pool_id, basis, since, warned_at)"
                            + " values (:customer, :pool, :basis, :since, :now)",
                    Map.of(
                            "customer", one.id(),
                            "pool", pool,
                            "basis", basis.word(),
                            "since", one.since(),
                            "now", now));
        }
    }

    private static void when(StringBuilder cases, Map<String, Object> values, Rule rule, int number, Instant cutoff) {
        cases.append(" when ").append(RECEIVED).append(" <= :cutoff").append(number);
        values.put("cutoff" + number, cutoff);
        if (rule.basis() == Basis.FOLLOW_UP) {
            cases.append(" and ").append(TALKED).append(" <= :cutoff").append(number);
        }
        if (!rule.grades().isEmpty()) {
            cases.append(" and r.grade in (:grades").append(number).append(")");
            values.put("grades" + number, rule.grades());
        }
        if (!rule.departments().isEmpty()) {
            cases.append(" and r.owner_department_id in (:departments")
                    .append(number)
                    .append(")");
            values.put("departments" + number, rule.departments());
        }
    }

    /** A warning that still holds: the basis did not happen again since. */
    private static String warning(Rule rule) {
        return "select w.customer_id from customer_pool_warning w where w.customer_id = r.id and w.pool_id = :pool"
                + " and w.basis = '" + rule.basis().word() + "' and w.since >= " + RECEIVED
                + (rule.basis() == Basis.FOLLOW_UP ? " and w.since >= " + TALKED : "");
    }

    private List<Concerned> concerned(
            List<Rule> rules, CharSequence cases, Map<String, Object> values, Instant now, UUID after, int most) {
        values.put("after", after);
        values.put("at", now);
        String rule = "case" + cases + " else -1 end";
        return database.query(
                CustomerPermissions.RECYCLE,
                "select r.id, r.owner_id, r.updated_at, r.created_at, r.received_at, r.last_follow_up_at, " + rule
                        + " as concerned_by from customer_customer r where {scope:r} and r.id > :after and" + FREE
                        + " and " + rule + " >= 0 order by r.id fetch first " + most + " rows only",
                values,
                row -> concerned(row, rules));
    }

    private static Concerned concerned(Row row, List<Rule> rules) {
        int rule = Math.toIntExact(row.requireNumber("concerned_by"));
        Instant created = row.requireInstant("created_at");
        Instant since = later(created, row.instant("received_at"));
        if (rules.get(rule).basis() == Basis.FOLLOW_UP) {
            since = later(since, row.instant("last_follow_up_at"));
        }
        return new Concerned(
                row.requireUuid("id"), row.requireUuid("owner_id"), row.requireInstant("updated_at"), rule, since);
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other == null || one.isAfter(other) ? one : other;
    }
}
