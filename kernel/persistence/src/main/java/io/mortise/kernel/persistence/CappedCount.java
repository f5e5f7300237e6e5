package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.Branches.Branch;
import io.mortise.kernel.persistence.Branches.Keys;
import io.mortise.kernel.persistence.Branches.Linked;
import io.mortise.kernel.persistence.ScopePredicate.Form;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Counts the rows of a scope up to a cap, branch by branch where that is faster (PLATFORM.md, section 13). */
final class CappedCount {

    /** Ids that are kept at once to tell which rows were counted already. */
    private static final int MOST_IDS = 20_000;

    private final Asking asking;
    private final ScopePredicate scope;
    private final ListFilter filter;
    private final long cap;

    CappedCount(Asking asking, ScopePredicate scope, ListFilter filter, long cap) {
        this.asking = asking;
        this.scope = scope;
        this.filter = filter;
        this.cap = cap;
    }

    long count() {
        if (scope.isEverything() || cap > MOST_IDS) {
            return inOne();
        }
        Branches branches = Branches.of(scope, asking.indexes(scope.shape()));
        if (!branches.rest().isEmpty()) {
            return inOne();
        }
        if (!isH2()) {
            // With many keys PostgreSQL meets enough rows soon.
            boolean worth = branches.branches().size() > 1
                    && branches.keys() <= asking.store().paths().limits().manyKeys();
            return worth ? united(branches) : inOne();
        }
        return branches.branches().size() == 1 && branches.branches().getFirst() instanceof Keys keys && !keys.isById()
                ? byKey(keys)
                : distinct(branches);
    }

    private long inOne() {
        Fragment where = filter.where(scope, asking.store().dialect());
        return asking.ask(
                new SqlBuilder()
                        .add("select count(*) from (select 1 as one from "
                                + scope.shape().table() + " r")
                        .add(where)
                        .add(" fetch first " + cap + " rows only) c")
                        .done(),
                ScopedStatements::single);
    }

    /** PostgreSQL: all branches in one statement. */
    private long united(Branches branches) {
        BranchStatements finding = finding();
        var found = new SqlBuilder().add("select count(*) from (select pg.mortise_id from (");
        String word = "";
        for (Branch branch : branches.branches()) {
            found.add(word).add("(");
            found.add(
                    switch (branch) {
                        case Keys keys -> finding.ofKeys(keys);
                        case Linked linked -> finding.ofLink(linked);
                    });
            found.add(")");
            word = " union ";
        }
        return asking.ask(found.add(") pg fetch first " + cap + " rows only) c").done(), ScopedStatements::single);
    }

    /** A row has one key, so none is counted twice. */
    long byKey(Keys keys) {
        return asking.ask(finding().countOfKey(keys), counting -> {
            long sum = 0;
            for (Iterator<Object> left = keys.keys().iterator(); left.hasNext() && sum < cap; ) {
                counting.setObject(1, TableShape.toJdbc(left.next()));
                sum += ScopedStatements.single(counting);
            }
            return Math.min(sum, cap);
        });
    }

    private long distinct(Branches branches) {
        var ids = new HashSet<Object>();
        for (Branch branch : branches.branches()) {
            switch (branch) {
                case Keys keys when keys.isById() -> byList(keys.keys(), keys.and(), ids);
                case Keys keys -> byKey(keys, ids);
                case Linked(Form link, Form and) -> byList(asking.records(scope, link, idType()), and, ids);
            }
        }
        return Math.min(ids.size(), cap);
    }

    private void byKey(Keys keys, Set<Object> ids) {
        asking.ask(finding().ofKey(keys, null), finding -> {
            for (Iterator<Object> left = keys.keys().iterator(); left.hasNext() && ids.size() < cap; ) {
                finding.setObject(1, TableShape.toJdbc(left.next()));
                collect(finding, ids);
            }
            return ids;
        });
    }

    private void byList(List<Object> keys, Form and, Set<Object> ids) {
        if (!keys.isEmpty() && ids.size() < cap) {
            asking.ask(finding().ofList("id", idType(), keys, and, null), finding -> {
                collect(finding, ids);
                return ids;
            });
        }
    }

    private void collect(PreparedStatement finding, Set<Object> ids) throws SQLException {
        try (ResultSet rows = finding.executeQuery()) {
            while (rows.next()) {
                ids.add(idType().read(rows, 1));
            }
        }
    }

    private ColumnType idType() {
        return scope.shape().column("id");
    }

    private BranchStatements finding() {
        return new BranchStatements(
                scope, filter.parts(), null, cap, asking.store().dialect());
    }

    private boolean isH2() {
        return asking.store().dialect() == Kind.H2;
    }
}
