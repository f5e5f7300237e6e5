package io.mortise.kernel.persistence;

import io.mortise.data.Order;
import io.mortise.kernel.persistence.Branches.Keys;
import io.mortise.kernel.persistence.Branches.Linked;
import io.mortise.kernel.persistence.ScopePredicate.Any;
import io.mortise.kernel.persistence.ScopePredicate.Constant;
import io.mortise.kernel.persistence.ScopePredicate.Form;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.ScopePredicate.SqlArray;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that find the rows of one branch: their keys and ids in the order of a page, or, for a count, their ids.
 *
 * @param scope the whole scope, for its table
 * @param conditions what must hold besides, the place where the page before ended among it
 * @param order of the page; null for a count
 * @param most rows that are wanted of a branch
 */
record BranchStatements(
        ScopePredicate scope,
        List<Fragment> conditions,
        @Nullable Order order,
        long most,
        Kind dialect) {

    /** For one key, which is the first value; H2 walks the index when the order begins with its first column. */
    Fragment ofKey(Keys branch, @Nullable String bound) {
        SqlBuilder sql =
                from().add(" where r." + branch.column() + " = ?", branch.keys().getFirst());
        return closed(sql, branch.and(), "r." + branch.column(), bound).done();
    }

    /** How many rows one key has, up to what is wanted; the key is the first value. */
    Fragment countOfKey(Keys branch) {
        SqlBuilder sql = new SqlBuilder().add("select count(*) from (select 1 as one from " + table() + " r");
        sql.add(" where r." + branch.column() + " = ?", branch.keys().getFirst());
        return closed(sql, branch.and(), null, null).add(") c").done();
    }

    /** Joined to a list of keys or ids, for H2: it looks each of them up in the column's index. */
    Fragment ofList(String column, ColumnType type, List<Object> keys, Form and, @Nullable String bound) {
        SqlBuilder sql = selected()
                .add(" from ")
                .add(list(type, keys, dialect))
                .add(" ks(k) join " + table() + " r on r." + column + " = ks.k where 1 = 1");
        return closed(sql, and, null, bound).done();
    }

    /** The parts that nothing leads to. */
    Fragment ofRest(List<Form> rest, @Nullable String bound) {
        SqlBuilder sql = selected().add(" from " + table() + " r where 1 = 1");
        return closed(sql, rest.size() == 1 ? rest.getFirst() : new Any(rest), null, bound)
                .done();
    }

    /** Per key from the column's index, for PostgreSQL: never {@code = any} with an order, which walks the order's index. */
    Fragment ofKeys(Keys branch) {
        if (branch.isById()) {
            return joined(
                    new SqlBuilder()
                            .add("select ks.k as record_id from ")
                            .add(list(branch.type(), branch.keys(), dialect))
                            .add(" ks(k)")
                            .done(),
                    branch.and());
        }
        SqlBuilder sql = new SqlBuilder()
                .add("select br.* from ")
                .add(list(branch.type(), branch.keys(), dialect))
                .add(" ks(k) cross join lateral (")
                .add(selected().done())
                .add(" from " + table() + " r where r." + branch.column() + " = ks.k");
        return closed(sql, branch.and(), null, null).add(") br").done();
    }

    /** From the team or share table, for PostgreSQL. */
    Fragment ofLink(Linked branch) {
        return joined(scope.records(branch.link(), dialect), branch.and());
    }

    private Fragment joined(Fragment records, Form and) {
        SqlBuilder sql = selected()
                .add(" from (")
                .add(records)
                .add(") li join " + table() + " r on r.id = li.record_id where 1 = 1");
        return filtered(sql, and).done();
    }

    /** Keys as a table of one column. */
    static Fragment list(ColumnType type, List<Object> keys, Kind dialect) {
        String array = dialect == Kind.H2 ? type.h2Array() : type.arrayType() + "[]";
        return new Fragment("unnest(cast(? as " + array + "))", List.of(new SqlArray(type.arrayType(), keys)));
    }

    private SqlBuilder from() {
        return selected().add(" from " + table() + " r");
    }

    private SqlBuilder selected() {
        return new SqlBuilder()
                .add(
                        order == null
                                ? "select r.id as mortise_id"
                                : "select r." + order.column() + " as mortise_key, r.id as mortise_id");
    }

    private SqlBuilder filtered(SqlBuilder sql, Form and) {
        if (and != Constant.EVERYTHING) {
            sql.add(" and ").add(new ScopePredicate(scope.shape(), and).sql("r", dialect));
        }
        return sql.and(conditions);
    }

    /** The bound's value, when there is one, is the last of the statement. */
    private SqlBuilder closed(SqlBuilder sql, Form and, @Nullable String first, @Nullable String bound) {
        filtered(sql, and);
        if (bound != null) {
            sql.add(" and " + bound);
        }
        if (order != null) {
            String direction = order.descending() ? " desc" : "";
            sql.add(" order by " + (first == null ? "" : first + ", ") + "r." + order.column() + direction);
            if (!order.column().equals("id")) {
                sql.add(", r.id" + direction);
            }
        }
        return sql.add(" fetch first " + most + " rows only");
    }

    private String table() {
        return scope.shape().table();
    }
}
