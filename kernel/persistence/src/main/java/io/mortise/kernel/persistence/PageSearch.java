package io.mortise.kernel.persistence;

import io.mortise.access.FieldAccess;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.data.RecordFields;
import io.mortise.kernel.persistence.BestRows.Place;
import io.mortise.kernel.persistence.Branches.Branch;
import io.mortise.kernel.persistence.Branches.Keys;
import io.mortise.kernel.persistence.Branches.Linked;
import io.mortise.kernel.persistence.ListPaths.Limits;
import io.mortise.kernel.persistence.ScopePredicate.Form;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.ScopePredicate.In;
import io.mortise.kernel.persistence.TableIndexes.Index;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import io.mortise.rest.Page;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds one page by the statements that are fastest for its scope (PLATFORM.md, section 13); the answer is that of the one
 * statement with the whole scope. Nothing is counted beforehand: where the scope may be dense, the next rows of the order are
 * looked at first, as many as cost no more than what follows, and only when they do not fill the page the branches are asked.
 */
final class PageSearch<R> {

    private final Asking asking;
    private final Limits limits;
    private final Listing<R> listing;
    private final PageStatement statement;
    private final ScopePredicate scope;
    private final @Nullable Cursor after;
    private final String question;
    private final ColumnType keyType;
    private final ColumnType idType;

    PageSearch(
            Asking asking,
            Listing<R> listing,
            PageStatement statement,
            ScopePredicate scope,
            @Nullable Cursor after,
            String question) {
        this.asking = asking;
        this.limits = asking.store().paths().limits();
        this.listing = listing;
        this.statement = statement;
        this.scope = scope;
        this.after = after;
        this.question = question;
        this.keyType = statement.table().column(listing.order().column());
        this.idType = statement.table().column("id");
    }

    Page<R> page() {
        if (scope.isEverything() || keyType == ColumnType.OTHER) {
            return read(statement.with(scope, after));
        }
        TableIndexes indexes = asking.indexes(statement.table());
        if (isH2() && scope.form() instanceof In in && isOneSortedKey(in, indexes)) {
            return read(statement.ofKey(in.column(), scope, after));
        }
        Branches branches = Branches.of(scope, indexes);
        if (branches.branches().isEmpty() && order().column().equals("id")) {
            // A look-up by its conditions, in a scope without keys (a gate, say): walking the order would read every
            // row.
            return read(statement.with(scope, after));
        }
        int prefix = prefix(branches, indexes);
        Optional<Page<R>> early =
                prefix == 0 ? Optional.empty() : indexes.along(order()).flatMap(index -> early(index, prefix));
        if (early.isPresent()) {
            return early.get();
        }
        if (branches.branches().isEmpty() || isH2() && indexes.folded().contains(order().column())) {
            return read(statement.with(scope, after));
        }
        if (prefix > 0 && !statement.filter().parts().isEmpty() && isMuch(branches)) {
            return read(isH2() ? statement.ofTable(scope, after) : statement.with(scope, after));
        }
        if (!isH2()) {
            return united(branches);
        }
        return branches.rest().isEmpty() && branches.branches().size() == 1
                ? ofOne(branches.branches().getFirst(), indexes)
                : merged(branches, indexes);
    }

    /** H2: one branch; rows that have to be looked up to be sorted are read at once. */
    private Page<R> ofOne(Branch branch, TableIndexes indexes) {
        return switch (branch) {
            case Keys keys
            when keys.isById() || !indexes.isSorted(keys.column(), order()) ->
                read(statement.ofList(keys.column(), keys.type(), keys.keys(), also(keys), after));
            case Linked linked -> {
                List<Object> ids = asking.records(scope, linked.link(), idType);
                yield ids.isEmpty()
                        ? new Page<>(List.of(), null)
                        : read(statement.ofList("id", idType, ids, also(linked), after));
            }
            case Keys _ -> merged(new Branches(List.of(branch), List.of()), indexes);
        };
    }

    private boolean isOneSortedKey(In in, TableIndexes indexes) {
        return in.keys().size() == 1 && !in.negated() && indexes.isSorted(in.column(), order());
    }

    /** How many rows of the order to look at first; 0 when the branches can't cost much. */
    private int prefix(Branches branches, TableIndexes indexes) {
        if (!branches.rest().isEmpty()) {
            return limits.longPrefix();
        }
        if (branches.keys() > limits.manyKeys()) {
            return limits.prefix(branches.keys());
        }
        boolean large = branches.branches().stream()
                .anyMatch(branch -> branch instanceof Keys keys
                        && !keys.isById()
                        && !indexes.isSorted(keys.column(), order())
                        && isLarge(keys));
        return large ? limits.longPrefix() : 0;
    }

    /** Whether one of the keys has so many rows that they had better not all be sorted. */
    private boolean isLarge(Keys keys) {
        var counting = new BranchStatements(scope, List.of(), null, limits.fewRows() + 1, dialect());
        return asking.ask(counting.countOfKey(keys), counted -> {
            for (Object key : keys.keys()) {
                counted.setObject(1, TableShape.toJdbc(key));
                if (ScopedStatements.single(counted) > limits.fewRows()) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * Whether the keys have so many rows that, when conditions match few of them, the whole table is read faster than each row
     * is looked up.
     */
    private boolean isMuch(Branches branches) {
        long enough = limits.muchRows();
        long rows = 0;
        for (Branch branch : branches.branches()) {
            if (branch instanceof Keys keys && !keys.isById() && rows < enough) {
                rows += new CappedCount(asking, scope, ListFilter.none(), enough).byKey(keys);
            }
        }
        return rows >= enough;
    }

    /** The page, when the next so many rows of the order fill it or are all there are. */
    private Optional<Page<R>> early(Index index, int rows) {
        if (!isH2()) {
            return Optional.of(read(statement.ofPrefix(rows, scope, after))).filter(page -> page.next() != null);
        }
        Optional<Object> end = after == null
                ? asking.store().paths().end(statement.table().table(), order(), rows, () -> keyAfter(rows, index))
                : keyAfter(rows, index);
        Page<R> page = read(statement.ofPrefix(index.name(), end.orElse(null), scope, after));
        return Optional.of(page).filter(it -> end.isEmpty() || it.next() != null);
    }

    private Optional<Object> keyAfter(int rows, Index index) {
        return asking.ask(statement.keyAfter(rows, index.name(), after), asked -> {
            try (ResultSet result = asked.executeQuery()) {
                return result.next() ? Optional.ofNullable(keyType.read(result, 1)) : Optional.empty();
            }
        });
    }

    /** PostgreSQL: all branches in one statement. */
    private Page<R> united(Branches branches) {
        BranchStatements finding = finding();
        var found = new ArrayList<Fragment>();
        for (Branch branch : branches.branches()) {
            found.add(
                    switch (branch) {
                        case Keys keys -> finding.ofKeys(keys);
                        case Linked linked -> finding.ofLink(linked);
                    });
        }
        if (!branches.rest().isEmpty()) {
            found.add(finding.ofRest(branches.rest(), null));
        }
        return read(statement.ofFound(found));
    }

    /** H2: a statement per key, merged here; the later ones need not look behind the rows that are found already. */
    private Page<R> merged(Branches branches, TableIndexes indexes) {
        var best = new BestRows(order(), listing.limit() + 1);
        BranchStatements finding = finding();
        var unsorted = new ArrayList<Branch>();
        for (Branch branch : branches.branches()) {
            if (branch instanceof Keys keys && !keys.isById() && indexes.isSorted(keys.column(), order())) {
                byKey(finding, keys, best);
            } else {
                unsorted.add(branch);
            }
        }
        for (Branch branch : unsorted) {
            switch (branch) {
                case Keys(String column, ColumnType type, List<Object> keys, Form and) ->
                    collect(bound -> finding.ofList(column, type, keys, and, bound), best);
                case Linked(Form link, Form and) -> {
                    List<Object> ids = asking.records(scope, link, idType);
                    if (!ids.isEmpty()) {
                        collect(bound -> finding.ofList("id", idType, ids, and, bound), best);
                    }
                }
            }
        }
        if (!branches.rest().isEmpty()) {
            collect(bound -> finding.ofRest(branches.rest(), bound), best);
        }
        return page(best.places());
    }

    /** What must hold for the rows of a branch besides what leads to them. */
    private ScopePredicate also(Branch branch) {
        return new ScopePredicate(scope.shape(), branch.and());
    }

    private void byKey(BranchStatements finding, Keys keys, BestRows best) {
        Iterator<Object> left = keys.keys().iterator();
        asking.ask(finding.ofKey(keys, null), open -> {
            while (left.hasNext() && !best.isFull()) {
                open.setObject(1, TableShape.toJdbc(left.next()));
                collect(open, best);
            }
            return best;
        });
        if (left.hasNext()) {
            Fragment bounded = finding.ofKey(keys, statement.upTo());
            asking.ask(bounded, narrow -> {
                while (left.hasNext()) {
                    narrow.setObject(1, TableShape.toJdbc(left.next()));
                    bind(narrow, bounded, best);
                    collect(narrow, best);
                }
                return best;
            });
        }
    }

    private void collect(Function<@Nullable String, Fragment> statements, BestRows best) {
        boolean full = best.isFull();
        Fragment finding = statements.apply(full ? statement.upTo() : null);
        asking.ask(finding, asked -> {
            if (full) {
                bind(asked, finding, best);
            }
            collect(asked, best);
            return best;
        });
    }

    private static void bind(PreparedStatement asked, Fragment finding, BestRows best) throws SQLException {
        asked.setObject(
                finding.values().size() + 1, TableShape.toJdbc(best.last().key()));
    }

    private void collect(PreparedStatement asked, BestRows best) throws SQLException {
        try (ResultSet rows = asked.executeQuery()) {
            while (rows.next()) {
                Object key = keyType.read(rows, 1);
                Object id = idType.read(rows, 2);
                if (key != null && id != null) {
                    best.add(key, id);
                }
            }
        }
    }

    /**
     * Reads the rows that were found. What has left the scope since is left out, so that what was allowed is what is read; the
     * next page still begins behind the last of them.
     */
    private Page<R> page(List<Place> places) {
        List<Place> wanted = places.subList(0, Math.min(places.size(), listing.limit()));
        if (wanted.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        List<Object> ids = wanted.stream().map(Place::id).toList();
        Page<R> page = read(statement.ofIds(ids, scope));
        Place last = wanted.getLast();
        return new Page<>(page.items(), places.size() > wanted.size() ? cursor(last.key(), last.id()) : null);
    }

    /** A statement that reads a row more than the page has, if there is one. */
    private Page<R> read(Fragment reading) {
        FieldSight sight = statement.sight();
        return asking.ask(reading, asked -> {
            var items = new ArrayList<R>();
            String next = null;
            try (ResultSet rows = asked.executeQuery()) {
                // Where every field is readable in every row, none of them is asked for again.
                var row = new ResultRow(rows, sight.isEverywhere(FieldAccess.READ) ? null : sight.fields());
                RecordFields alike = sight.asked().isEmpty() ? sight.record(_ -> false) : null;
                while (items.size() < listing.limit() && rows.next()) {
                    row.show(alike == null ? sight.read(rows, PageStatement.FLAGS) : alike);
                    items.add(listing.reader().read(row));
                    if (items.size() == listing.limit()) {
                        String last = cursor(keyType.read(rows, 1), idType.read(rows, 2));
                        next = rows.next() ? last : null;
                    }
                }
            }
            return new Page<>(items, next);
        });
    }

    private String cursor(@Nullable Object key, @Nullable Object id) {
        return new Cursor(question, String.valueOf(key), String.valueOf(id)).encode();
    }

    private BranchStatements finding() {
        var conditions = new ArrayList<>(statement.filter().parts());
        conditions.addAll(statement.beyond(after));
        return new BranchStatements(scope, conditions, order(), listing.limit() + 1, dialect());
    }

    private Order order() {
        return listing.order();
    }

    private Kind dialect() {
        return statement.dialect();
    }

    private boolean isH2() {
        return dialect() == Kind.H2;
    }
}
