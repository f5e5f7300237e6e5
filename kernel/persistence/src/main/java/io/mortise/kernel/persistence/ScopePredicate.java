package io.mortise.kernel.persistence;

import io.mortise.access.Scope;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scope in normal form over one table: everything, or columns with the keys that open a row; no column at all is
 * nothing. The query's predicate and the check in memory are read from this one form.
 */
final class ScopePredicate {

    private final TableShape shape;
    private final boolean everything;
    private final Map<String, Set<Object>> keys;

    private ScopePredicate(TableShape shape, boolean everything, Map<String, Set<Object>> keys) {
        this.shape = shape;
        this.everything = everything;
        this.keys = keys;
    }

    /**
     * Normalises a scope.
     *
     * @throws IllegalArgumentException when it names a column the table doesn't have, or a key the column can't hold
     */
    static ScopePredicate of(Scope scope, TableShape shape) {
        var keys = new LinkedHashMap<String, Set<Object>>();
        boolean everything = collect(scope, shape, keys);
        return new ScopePredicate(shape, everything, everything ? Map.of() : Collections.unmodifiableMap(keys));
    }

    private static boolean collect(Scope scope, TableShape shape, Map<String, Set<Object>> keys) {
        return switch (scope) {
            case Scope.Nothing() -> false;
            case Scope.Everything() -> true;
            case Scope.KeyIn(String column, List<?> values) -> {
                ColumnType type = shape.column(column);
                for (Object value : values) {
                    keys.computeIfAbsent(column, _ -> new LinkedHashSet<>()).add(type.value(value));
                }
                yield false;
            }
            case Scope.AnyOf(List<Scope> parts) -> {
                boolean all = false;
                for (Scope part : parts) {
                    all |= collect(part, shape, keys);
                }
                yield all;
            }
            case Scope.AllOf _, Scope.Not _, Scope.Compare _, Scope.InTeam _, Scope.SharedWith _, Scope.Below _ ->
                throw new IllegalArgumentException(scope + " is not read here yet");
        };
    }

    boolean isEverything() {
        return everything;
    }

    boolean isNothing() {
        return !everything && keys.isEmpty();
    }

    /** Whether a row with these column values is reached. */
    boolean reaches(Function<String, @Nullable Object> row) {
        if (everything) {
            return true;
        }
        return keys.entrySet().stream().anyMatch(column -> {
            Object value = row.apply(column.getKey());
            return value != null
                    && column.getValue().contains(shape.column(column.getKey()).value(value));
        });
    }

    /** The same question in SQL, over the alias. */
    Fragment sql(String alias, Kind dialect) {
        if (everything) {
            return new Fragment("1 = 1", List.of());
        }
        if (keys.isEmpty()) {
            return new Fragment("1 = 0", List.of());
        }
        var parts = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        keys.forEach((column, wanted) -> {
            String name = alias + "." + column;
            if (wanted.size() == 1) {
                parts.add(name + " = ?");
                values.addAll(wanted);
            } else if (dialect == Kind.POSTGRESQL) {
                // One parameter, whatever the number: 65,535 is the most PostgreSQL takes.
                parts.add(name + " = any(?)");
                values.add(new SqlArray(shape.column(column).arrayType(), List.copyOf(wanted)));
            } else {
                List<Object> padded = padded(wanted);
                parts.add(name + " in (" + String.join(", ", Collections.nCopies(padded.size(), "?")) + ")");
                values.addAll(padded);
            }
        });
        String sql = String.join(" or ", parts);
        return new Fragment(parts.size() == 1 ? sql : "(" + sql + ")", values);
    }

    /** Up to the next power of two, so that few texts are seen, judged and planned. */
    private static List<Object> padded(Set<Object> keys) {
        var all = new ArrayList<>(keys);
        int size = Integer.highestOneBit(all.size() - 1) << 1;
        while (all.size() < size) {
            all.add(all.getFirst());
        }
        return all;
    }

    /** Elements of an array parameter. */
    record SqlArray(String type, List<Object> elements) {}

    /** A piece of SQL and the values of its marks. */
    record Fragment(String sql, List<@Nullable Object> values) {}
}
