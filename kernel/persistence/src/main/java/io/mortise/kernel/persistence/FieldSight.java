package io.mortise.kernel.persistence;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.Scope;
import io.mortise.data.Order;
import io.mortise.data.RecordFields;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do with the fields of the rows of one statement. Rules that say the same are one; a rule that holds for
 * every row of the statement needs no asking; for each of the others the statement tells by a flag whether it holds for the
 * row.
 *
 * @param fields declared fields
 * @param scope the rows of the statement
 * @param certain by field, what the rules say that hold for every row
 * @param asked the rules that hold for some rows and may say more
 * @param sortable fields that are readable in every row: then their order tells nothing
 */
record FieldSight(
        ObjectFields fields,
        ScopePredicate scope,
        Map<String, FieldAccess> certain,
        List<Asked> asked,
        Set<String> sortable) {

    /**
     * A rule that holds for the rows of a scope.
     *
     * @param where its rows
     * @param access by field
     */
    record Asked(ScopePredicate where, Map<String, FieldAccess> access) {
        /** Whether it shows the field. */
        boolean reads(String field) {
            return access.getOrDefault(field, FieldAccess.HIDDEN).isReadable();
        }
    }

    /**
     * Reads the rules.
     *
     * @param scope the rows of the statement
     * @param predicate normalises the scope of a rule
     */
    static FieldSight of(
            FieldRules rules, ObjectFields fields, ScopePredicate scope, Function<Scope, ScopePredicate> predicate) {
        var scopes = new LinkedHashMap<Map<String, FieldAccess>, List<Scope>>();
        for (FieldRules.Rule rule : rules.rules()) {
            var access = new LinkedHashMap<String, FieldAccess>();
            fields.masks().keySet().forEach(field -> access.put(field, rule.of(field)));
            scopes.computeIfAbsent(access, _ -> new ArrayList<>()).add(rule.scope());
        }
        var certain = new LinkedHashMap<String, FieldAccess>();
        fields.masks().keySet().forEach(field -> certain.put(field, FieldAccess.HIDDEN));
        var asked = new ArrayList<Asked>();
        boolean ruled = false;
        for (var rule : scopes.entrySet()) {
            Map<String, FieldAccess> access = rule.getKey();
            ScopePredicate where = predicate.apply(new Scope.AnyOf(rule.getValue()));
            if (scope.isWithin(where)) {
                ruled = true;
                certain.replaceAll((field, known) -> most(known, access.get(field)));
            } else if (!where.isNothing()) {
                asked.add(new Asked(where, access));
            }
        }
        var sortable = new LinkedHashSet<String>();
        for (String field : fields.masks().keySet()) {
            // Where a rule holds for every row, some rows may have no other.
            boolean everyRule = !ruled && !asked.isEmpty() && asked.stream().allMatch(one -> one.reads(field));
            if (everyRule || certain.getOrDefault(field, FieldAccess.HIDDEN).isReadable()) {
                sortable.add(field);
            }
        }
        asked.removeIf(one -> one.access().entrySet().stream()
                .allMatch(entry -> entry.getValue().compareTo(certain.get(entry.getKey())) <= 0));
        return new FieldSight(fields, scope, Map.copyOf(certain), List.copyOf(asked), Set.copyOf(sortable));
    }

    /** Where fields are not asked for. */
    static FieldSight unasked(ObjectFields fields, ScopePredicate scope) {
        return of(FieldRules.nothing(), fields, scope, _ -> scope);
    }

    private static FieldAccess most(FieldAccess one, @Nullable FieldAccess other) {
        return other != null && other.compareTo(one) > 0 ? other : one;
    }

    /** Whether at least this may be done with every field of every row. */
    boolean isEverywhere(FieldAccess least) {
        return certain.values().stream().allMatch(access -> access.compareTo(least) >= 0);
    }

    /** The rows in which all these fields are readable; in all of these predicates at once. None when that is every row. */
    List<ScopePredicate> readable(Set<String> touched) {
        var all = new LinkedHashSet<ScopePredicate>();
        for (String field : touched) {
            if (!certain.getOrDefault(field, FieldAccess.HIDDEN).isReadable()) {
                all.add(ScopePredicate.union(
                        scope.shape(),
                        asked.stream()
                                .filter(one -> one.reads(field))
                                .map(Asked::where)
                                .toList()));
            }
        }
        return List.copyOf(all);
    }

    /**
     * Lets an order pass that tells nothing about hidden values.
     *
     * @throws ProblemException 403 {@code field-not-sortable}
     */
    void requireSortable(Order order) {
        Set<String> sorted = order.field() == null ? fields.in(order.column()) : Set.of(fields.require(order.field()));
        for (String field : sorted) {
            if (!sortable.contains(field)) {
                throw new ProblemException(Problem.of("field-not-sortable", 403).with("field", field));
            }
        }
    }

    /** What a handle must cover for a statement with the flags, about an object. */
    Set<String> reads(String object) {
        var names = new LinkedHashSet<String>();
        asked.forEach(one -> names.addAll(one.where().reads(object)));
        return names;
    }

    /** Columns that tell which of the asked rules hold for the row: {@code , case … end as mortise_f0, …}. */
    Fragment flags(String alias, Kind dialect) {
        var sql = new StringBuilder();
        var values = new ArrayList<@Nullable Object>();
        for (int i = 0; i < asked.size(); i++) {
            Fragment where = asked.get(i).where().sql(alias, dialect);
            sql.append(", case when ")
                    .append(where.sql())
                    .append(" then 1 else 0 end as ")
                    .append(flag(i));
            values.addAll(where.values());
        }
        return new Fragment(sql.toString(), values);
    }

    /** The name of a flag's column. */
    static String flag(int index) {
        return "mortise_f" + index;
    }

    /** Reads the row's flags, the first of which is in this column. */
    RecordFields read(ResultSet row, int first) throws SQLException {
        var holds = new boolean[asked.size()];
        for (int i = 0; i < holds.length; i++) {
            holds[i] = row.getInt(first + i) == 1;
        }
        return record(i -> holds[i]);
    }

    /** What may be done with the fields of a row for which these rules hold. */
    RecordFields record(IntPredicate holds) {
        if (asked.isEmpty()) {
            return new Known(fields, certain);
        }
        var access = new LinkedHashMap<>(certain);
        for (int i = 0; i < asked.size(); i++) {
            if (holds.test(i)) {
                Map<String, FieldAccess> more = asked.get(i).access();
                access.replaceAll((field, known) -> most(known, more.get(field)));
            }
        }
        return new Known(fields, access);
    }

    private record Known(ObjectFields fields, Map<String, FieldAccess> access) implements RecordFields {

        @Override
        public FieldAccess of(String field) {
            return access.getOrDefault(fields.require(field), FieldAccess.HIDDEN);
        }

        @Override
        public @Nullable String shown(String field, @Nullable String value) {
            return switch (of(field)) {
                case HIDDEN -> null;
                case MASKED -> value == null ? null : fields.masked(field, value);
                case READ, CREATE, EDIT -> value;
            };
        }
    }
}
