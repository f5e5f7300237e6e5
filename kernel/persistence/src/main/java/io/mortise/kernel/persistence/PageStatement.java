package io.mortise.kernel.persistence;

import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that read the rows of one page: scope, conditions, the key where the page before ended, one row more than
 * asked for. The flags of the fields stand before the columns that were asked for.
 */
record PageStatement(Listing<?> listing, TableShape table, FieldSight sight, ListFilter filter, Kind dialect) {

    /** Index of the first flag in the result, after the key and the id. */
    static final int FLAGS = 3;

    /** The whole page in one statement. */
    Fragment with(ScopePredicate scope, @Nullable Cursor after) {
        return with(scope, after, "");
    }

    /**
     * The same for a scope that is one key of a column: H2 walks the column's index when the order begins with it, else it
     * reads and sorts the whole key.
     */
    Fragment ofKey(String column, ScopePredicate scope, @Nullable Cursor after) {
        return with(scope, after, "r." + column + ", ");
    }

    private Fragment with(ScopePredicate scope, @Nullable Cursor after, String first) {
        SqlBuilder sql = selected().add(" from " + table.table() + " r where 1 = 1");
        return limited(filtered(sql, scope).and(beyond(after)), " order by " + first + ordered(), listing.limit() + 1)
                .done();
    }

    /** The page out of the next so many rows of the order (PostgreSQL). */
    Fragment ofPrefix(int rows, ScopePredicate scope, @Nullable Cursor after) {
        SqlBuilder sql = selected().add(" from (select * from " + table.table() + " r where 1 = 1");
        limited(sql.and(beyond(after)), " order by " + ordered(), rows).add(") r where 1 = 1");
        return limited(filtered(sql, scope), " order by " + ordered(), listing.limit() + 1)
                .done();
    }

    /** The page out of what lies before the end along an index (H2); a null end is none. */
    Fragment ofPrefix(String index, @Nullable Object end, ScopePredicate scope, @Nullable Cursor after) {
        SqlBuilder sql = selected().add(" from " + table.table() + " r use index (" + index + ") where 1 = 1");
        sql.and(filter.parts()).and(beyond(after));
        if (end != null) {
            sql.add(" and " + upTo(), end);
        }
        sql.add(" and ").add(scope.scan("r", dialect));
        return limited(sql, " order by " + ordered(), listing.limit() + 1).done();
    }

    /** The whole page out of the table as it lies there (H2, which else would walk the order's index); conditions first. */
    Fragment ofTable(ScopePredicate scope, @Nullable Cursor after) {
        SqlBuilder sql = new SqlBuilder().add("select * from (").add(selected().done());
        sql.add(" from " + table.table() + " r use index () where 1 = 1");
        sql.and(filter.parts()).and(beyond(after)).add(" and ").add(scope.scan("r", dialect));
        String direction = direction();
        return limited(
                        sql.add(") pg"),
                        " order by mortise_key" + direction + ", mortise_id" + direction,
                        listing.limit() + 1)
                .done();
    }

    /** The key that stands so many rows further along an index (H2). */
    Fragment keyAfter(int rows, String index, @Nullable Cursor after) {
        return new SqlBuilder()
                .add("select r." + key() + " from " + table.table() + " r use index (" + index + ") where 1 = 1")
                .and(beyond(after))
                .add(" order by " + ordered() + " offset " + rows + " rows fetch first 1 rows only")
                .done();
    }

    /** The page out of the rows with these keys, which are looked up one by one (H2), for which this holds also. */
    Fragment ofList(String column, ColumnType type, List<Object> keys, ScopePredicate also, @Nullable Cursor after) {
        SqlBuilder sql = selected().add(" from ").add(BranchStatements.list(type, keys, dialect));
        sql.add(" ks(k) join " + table.table() + " r on r." + column + " = ks.k where 1 = 1");
        return limited(filtered(sql, also).and(beyond(after)), " order by " + ordered(), listing.limit() + 1)
                .done();
    }

    /** The rows with these ids, as far as scope and conditions still reach them. */
    Fragment ofIds(List<Object> ids, ScopePredicate scope) {
        List<Object> padded = ScopePredicate.padded(ids);
        SqlBuilder sql = selected().add(" from " + table.table() + " r where r.id in (");
        sql.add(ScopePredicate.marks(padded.size()), padded.toArray()).add(")");
        return filtered(sql, scope).add(" order by " + ordered()).done();
    }

    /** The first rows among the keys and ids that other statements find, in the same moment. */
    Fragment ofFound(List<Fragment> found) {
        SqlBuilder sql = selected().add(" from (select pg.mortise_id from (");
        String word = "";
        for (Fragment one : found) {
            sql.add(word).add("(").add(one).add(")");
            word = " union ";
        }
        String direction = direction();
        sql.add(") pg order by pg.mortise_key" + direction + ", pg.mortise_id" + direction);
        sql.add(" fetch first " + (listing.limit() + 1) + " rows only) pg join " + table.table()
                + " r on r.id = pg.mortise_id order by " + ordered());
        return sql.done();
    }

    private SqlBuilder selected() {
        table.column(key());
        var sql = new SqlBuilder().add("select r." + key() + " as mortise_key, r.id as mortise_id");
        sql.add(sight.flags("r", dialect));
        for (String column : new LinkedHashSet<>(listing.columns())) {
            table.column(column);
            sql.add(", r." + column);
        }
        return sql;
    }

    private SqlBuilder filtered(SqlBuilder sql, ScopePredicate scope) {
        if (!scope.isEverything()) {
            sql.add(" and ").add(scope.sql("r", dialect));
        }
        return sql.and(filter.parts());
    }

    private static SqlBuilder limited(SqlBuilder sql, String order, int rows) {
        return sql.add(order).add(" fetch first " + rows + " rows only");
    }

    private String key() {
        return listing.order().column();
    }

    private String direction() {
        return listing.order().descending() ? " desc" : "";
    }

    /** The order without its words. */
    String ordered() {
        String id = "r.id" + direction();
        return key().equals("id") ? id : "r." + key() + direction() + ", " + id;
    }

    /** Not behind a value of the key. */
    String upTo() {
        return "r." + key() + (listing.order().descending() ? " >= ?" : " <= ?");
    }

    /** PostgreSQL walks the index from a row value; H2 does from a plain bound on its first column. */
    List<Fragment> beyond(@Nullable Cursor after) {
        if (after == null) {
            return List.of();
        }
        Order order = listing.order();
        String key = order.column();
        String past = order.descending() ? "<" : ">";
        Object id = value(table.column("id"), after.id());
        if (key.equals("id")) {
            return List.of(new Fragment("r.id " + past + " ?", List.of(id)));
        }
        Object bound = value(table.column(key), after.key());
        if (dialect == Kind.POSTGRESQL) {
            return List.of(new Fragment("(r." + key + ", r.id) " + past + " (?, ?)", List.of(bound, id)));
        }
        return List.of(
                new Fragment("r." + key + " " + past + "= ?", List.of(bound)),
                new Fragment("r." + key + " " + past + " ? or r.id " + past + " ?", List.of(bound, id)));
    }

    private static Object value(ColumnType type, String text) {
        try {
            return type.value(text);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw Cursor.invalid(e);
        }
    }
}
