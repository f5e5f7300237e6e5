package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.ScopePredicate.SqlArray;
import java.util.List;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/** Hands the values of a fragment to a native query of Hibernate. */
final class NativeParameters {

    private NativeParameters() {}

    /** Sets the values from a position on; the position after them. */
    static int set(NativeQuery<?> query, int from, List<? extends @Nullable Object> values) {
        int position = from;
        for (Object value : values) {
            query.setParameter(position++, value instanceof SqlArray array ? elements(array) : value);
        }
        return position;
    }

    private static Object elements(SqlArray array) {
        Object first = array.elements().getFirst();
        var typed = (Object[]) java.lang.reflect.Array.newInstance(
                first.getClass(), array.elements().size());
        return array.elements().toArray(typed);
    }
}
