package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Grows a statement together with the values of its marks, so that neither gets ahead of the other. */
final class SqlBuilder {

    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** A piece, and the values of its marks. */
    SqlBuilder add(String text, Object... some) {
        sql.append(text);
        values.addAll(List.of(some));
        return this;
    }

    SqlBuilder add(Fragment piece) {
        sql.append(piece.sql());
        values.addAll(piece.values());
        return this;
    }

    /** {@code and (…)} for each. */
    SqlBuilder and(List<Fragment> pieces) {
        for (Fragment piece : pieces) {
            sql.append(" and (");
            add(piece).add(")");
        }
        return this;
    }

    Fragment done() {
        return new Fragment(sql.toString(), values);
    }
}
