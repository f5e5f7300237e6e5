package io.mortise.kernel.persistence;

import io.mortise.data.Condition;
import io.mortise.data.Listing;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement for one page: scope, conditions, the key where the page before ended, one row more than asked for. The flags
 * of the fields stand before the columns that were asked for.
 */
record PageStatement(Listing<?> listing, TableShape table, FieldSight sight, Kind dialect) {

    /** Index of the first flag in the result, after the key and the id. */
    static final int FLAGS = 3;

    Fragment with(ScopePredicate scope, @Nullable Cursor after) {
        String key = listing.order().column();
        String direction = listing.order().descending() ? " desc" : "";
        table.column(key);
        var sql = new StringBuilder("select r.").append(key).append(" as mortise_key, r.id as mortise_id");
        Fragment flags = sight.flags("r", dialect);
        sql.append(flags.sql());
        for (String column : listing.columns()) {
            table.column(column);
            sql.append(", r.").append(column);
        }
        Fragment where = where(scope, listing.conditions(), dialect);
        sql.append(" from ").append(table.table()).append(" r").append(where.sql());
        var values = new ArrayList<@Nullable Object>(flags.values());
        values.addAll(where.values());
        if (after != null) {
            sql.append(where.sql().isEmpty() ? " where " : " and ").append(beyond(key, after, values));
        }
        sql.append(" order by r.").append(key).append(direction);
        if (!key.equals("id")) {
            sql.append(", r.id").append(direction);
        }
        sql.append(" fetch first ").append(listing.limit() + 1).append(" rows only");
        return new Fragment(sql.toString(), values);
    }

    /** PostgreSQL walks the index from a row value; H2 does from a plain bound on its first column. */
    private String beyond(String key, Cursor after, List<@Nullable Object> values) {
        String past = listing.order().descending() ? "<" : ">";
        Object id = value(table.column("id"), after.id());
        if (key.equals("id")) {
            values.add(id);
            return "r.id " + past + " ?";
        }
        Object bound = value(table.column(key), after.key());
        if (dialect == Kind.POSTGRESQL) {
            values.addAll(List.of(bound, id));
            return "(r." + key + ", r.id) " + past + " (?, ?)";
        }
        values.addAll(List.of(bound, bound, id));
        return "r." + key + " " + past + "= ? and (r." + key + " " + past + " ? or r.id " + past + " ?)";
    }

    private static Object value(ColumnType type, String text) {
        try {
            return type.value(text);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw Cursor.invalid(e);
        }
    }

    /** {@code where …} over the alias {@code r}, or nothing at all. */
    static Fragment where(ScopePredicate scope, List<Condition> conditions, Kind dialect) {
        var parts = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        if (!scope.isEverything()) {
            Fragment predicate = scope.sql("r", dialect);
            parts.add(predicate.sql());
            values.addAll(predicate.values());
        }
        for (Condition condition : conditions) {
            Fragment marks = NamedSql.marks(condition.sql(), condition.parameters());
            parts.add("(" + marks.sql() + ")");
            values.addAll(marks.values());
        }
        return new Fragment(parts.isEmpty() ? "" : " where " + String.join(" and ", parts), values);
    }
}
