package io.mortise.kernel.persistence;

import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.SqlText.Token;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a list as this caller may ask them: each matches rows alone in which he may read every field that it
 * touches, so that nobody finds out by filters what he may not see (PERMISSIONS.md, law 7).
 *
 * @param parts over the alias {@code r}; all must hold
 * @param isNothing whether no row can match, whatever is stored
 * @param scope rows that the conditions are within
 * @param reads what a handle must cover beside the object
 */
record ListFilter(List<Fragment> parts, boolean isNothing, List<Scope> scope, Set<String> reads) {

    /** No condition. */
    static ListFilter none() {
        return new ListFilter(List.of(), false, List.of(), Set.of());
    }

    /**
     * Reads them.
     *
     * @throws UnscopedStatementException when one names a protected table: only the scope may bring one in
     */
    static ListFilter of(
            List<Condition> conditions, FieldSight sight, StatementRules rules, String object, Kind dialect) {
        var parts = new ArrayList<Fragment>();
        var touched = new LinkedHashSet<String>();
        var scopes = new ArrayList<Scope>();
        for (Condition condition : conditions) {
            if (!condition.scope().equals(Scope.everything())) {
                scopes.add(condition.scope());
                condition.fields().forEach(field -> touched.add(sight.fields().require(field)));
                if (condition.sql().equals(Condition.ALWAYS)) {
                    continue;
                }
            }
            SqlText text = SqlText.statement(condition.sql());
            rules.requireOnly(text, Set.of());
            touched.addAll(touched(text, sight.fields()));
            condition.fields().forEach(field -> touched.add(sight.fields().require(field)));
            Fragment marks = NamedSql.marks(condition.sql(), condition.parameters());
            parts.add(new Fragment("(" + marks.sql() + ")", marks.values()));
        }
        var reads = new LinkedHashSet<String>();
        boolean nothing = false;
        for (ScopePredicate readable : sight.readable(touched)) {
            nothing |= readable.isNothing();
            parts.add(readable.sql("r", dialect));
            reads.addAll(readable.reads(object));
        }
        return new ListFilter(parts, nothing, List.copyOf(scopes), reads);
    }

    /** Fields stored in a column that the text names, of the object's table or without saying of which. */
    private static Set<String> touched(SqlText text, ObjectFields fields) {
        var touched = new LinkedHashSet<String>();
        List<Token> tokens = text.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            boolean elsewhere = i > 1
                    && tokens.get(i - 1).is(".")
                    && !tokens.get(i - 2).text().equals("r");
            if (tokens.get(i).isName() && !elsewhere) {
                touched.addAll(fields.in(tokens.get(i).text()));
            }
        }
        return touched;
    }

    /** {@code where …} with the rows of a scope, or nothing at all. */
    Fragment where(ScopePredicate scope, Kind dialect) {
        var all = new ArrayList<Fragment>();
        if (!scope.isEverything()) {
            all.add(scope.sql("r", dialect));
        }
        all.addAll(parts);
        var values = new ArrayList<@Nullable Object>();
        all.forEach(part -> values.addAll(part.values()));
        String text = String.join(" and ", all.stream().map(Fragment::sql).toList());
        return new Fragment(text.isEmpty() ? "" : " where " + text, values);
    }
}
