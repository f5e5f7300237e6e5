package io.mortise.kernel.persistence;

import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scope in normal form over one table. The query's predicate and the check in memory are read from this one form
 * (PERMISSIONS.md, law 4).
 *
 * <p>Complements are pushed down to the single tests, and each of these is true or false for every row, also where a column
 * has no value: SQL's third truth value never comes up, so a complement is exact.
 */
final class ScopePredicate {

    private final TableShape shape;
    private final Form form;

    private ScopePredicate(TableShape shape, Form form) {
        this.shape = shape;
        this.form = form;
    }

    /** The normal form. */
    private sealed interface Form {}

    private enum Constant implements Form {
        NOTHING,
        EVERYTHING
    }

    /** At least two forms, none of them constant or of the same kind. */
    private record Any(List<Form> parts) implements Form {}

    /** At least two forms, none of them constant or of the same kind. */
    private record All(List<Form> parts) implements Form {}

    /** The column holds one of the keys, at least one; or, negated, it does not, as when it has no value. */
    private record In(String column, Set<Object> keys, boolean negated) implements Form {}

    /** A test of one column; without a value it fails, and so its negation holds. */
    private record Test(
            String column, Operator operator, @Nullable Object value, boolean negated) implements Form {}

    /**
     * Normalises a scope.
     *
     * @throws IllegalArgumentException when it names a column the table doesn't have, a key the column can't hold, or a
     *     comparison that the column doesn't know
     */
    static ScopePredicate of(Scope scope, TableShape shape) {
        return new ScopePredicate(shape, form(scope, shape, false));
    }

    private static Form form(Scope scope, TableShape shape, boolean negated) {
        return switch (scope) {
            case Scope.Nothing() -> negated ? Constant.EVERYTHING : Constant.NOTHING;
            case Scope.Everything() -> negated ? Constant.NOTHING : Constant.EVERYTHING;
            case Scope.Not(Scope part) -> form(part, shape, !negated);
            case Scope.AnyOf(List<Scope> parts) -> negated ? all(parts, shape, true) : any(parts, shape, false);
            case Scope.AllOf(List<Scope> parts) -> negated ? any(parts, shape, true) : all(parts, shape, false);
            case Scope.KeyIn(String column, List<?> values) -> {
                ColumnType type = shape.column(column);
                var keys = new LinkedHashSet<Object>();
                values.forEach(value -> keys.add(type.key(value)));
                if (keys.isEmpty()) {
                    yield negated ? Constant.EVERYTHING : Constant.NOTHING;
                }
                yield new In(column, keys, negated);
            }
            case Scope.Compare(String column, Operator operator, Object value) ->
                test(shape, column, operator, value, negated);
        };
    }

    private static Form test(
            TableShape shape, String column, Operator operator, @Nullable Object value, boolean negated) {
        ColumnType type = shape.column(column);
        if (value == null) {
            return new Test(column, Operator.EMPTY, null, negated);
        }
        boolean known = switch (operator) {
            case EMPTY -> false;
            case EQUAL, NOT_EQUAL -> type != ColumnType.OTHER;
            case LESS, AT_MOST, GREATER, AT_LEAST -> type.isOrdered();
            case CONTAINS, STARTS_WITH -> type == ColumnType.TEXT;
        };
        if (!known) {
            throw new IllegalArgumentException("column " + column + " of table " + shape.table() + " holds " + type
                    + "; it can't be compared by " + operator);
        }
        Object key = type.key(value);
        return switch (operator) {
            case EQUAL -> new In(column, Set.of(key), negated);
            case NOT_EQUAL -> new In(column, Set.of(key), !negated);
            default -> new Test(column, operator, key, negated);
        };
    }

    /** Keys of the same column become one test, so that adding a grant does not lengthen the statement. */
    private static Form any(List<Scope> scopes, TableShape shape, boolean negated) {
        var keys = new LinkedHashMap<String, Set<Object>>();
        var others = new LinkedHashSet<Form>();
        boolean everything = false;
        for (Scope scope : scopes) {
            Form one = form(scope, shape, negated);
            for (Form part : one instanceof Any(List<Form> parts) ? parts : List.of(one)) {
                if (part == Constant.EVERYTHING) {
                    everything = true;
                } else if (part instanceof In(String column, Set<Object> some, boolean not) && !not) {
                    keys.computeIfAbsent(column, _ -> new LinkedHashSet<>()).addAll(some);
                } else if (part != Constant.NOTHING) {
                    others.add(part);
                }
            }
        }
        if (everything) {
            return Constant.EVERYTHING;
        }
        var parts = new ArrayList<Form>();
        keys.forEach((column, some) -> parts.add(new In(column, some, false)));
        parts.addAll(others);
        return switch (parts.size()) {
            case 0 -> Constant.NOTHING;
            case 1 -> parts.getFirst();
            default -> new Any(List.copyOf(parts));
        };
    }

    private static Form all(List<Scope> scopes, TableShape shape, boolean negated) {
        var kept = new LinkedHashSet<Form>();
        boolean nothing = false;
        for (Scope scope : scopes) {
            Form one = form(scope, shape, negated);
            for (Form part : one instanceof All(List<Form> parts) ? parts : List.of(one)) {
                nothing |= part == Constant.NOTHING;
                if (part != Constant.EVERYTHING) {
                    kept.add(part);
                }
            }
        }
        if (nothing) {
            return Constant.NOTHING;
        }
        return switch (kept.size()) {
            case 0 -> Constant.EVERYTHING;
            case 1 -> kept.getFirst();
            default -> new All(List.copyOf(kept));
        };
    }

    boolean isEverything() {
        return form == Constant.EVERYTHING;
    }

    boolean isNothing() {
        return form == Constant.NOTHING;
    }

    /** Whether a row with these column values is reached. */
    boolean reaches(Function<String, @Nullable Object> row) {
        return reaches(form, row);
    }

    private boolean reaches(Form part, Function<String, @Nullable Object> row) {
        return switch (part) {
            case Constant constant -> constant == Constant.EVERYTHING;
            case Any(List<Form> parts) -> parts.stream().anyMatch(one -> reaches(one, row));
            case All(List<Form> parts) -> parts.stream().allMatch(one -> reaches(one, row));
            case In(String column, Set<Object> keys, boolean negated) -> {
                Object value = row.apply(column);
                yield negated
                        != (value != null && keys.contains(shape.column(column).key(value)));
            }
            case Test(String column, Operator operator, Object wanted, boolean negated) -> {
                Object value = row.apply(column);
                yield negated
                        != passes(
                                operator,
                                value == null ? null : shape.column(column).key(value),
                                wanted);
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean passes(Operator operator, @Nullable Object value, @Nullable Object wanted) {
        if (value == null || wanted == null) {
            return value == null && wanted == null;
        }
        return switch (operator) {
            case CONTAINS -> value.toString().contains(wanted.toString());
            case STARTS_WITH -> value.toString().startsWith(wanted.toString());
            case LESS -> ((Comparable) value).compareTo(wanted) < 0;
            case AT_MOST -> ((Comparable) value).compareTo(wanted) <= 0;
            case GREATER -> ((Comparable) value).compareTo(wanted) > 0;
            case AT_LEAST -> ((Comparable) value).compareTo(wanted) >= 0;
            case EQUAL -> value.equals(wanted);
            case NOT_EQUAL -> !value.equals(wanted);
            case EMPTY -> false;
        };
    }

    /** The same question in SQL, over the alias. */
    Fragment sql(String alias, Kind dialect) {
        var values = new ArrayList<@Nullable Object>();
        return new Fragment(sql(form, alias, dialect, values), values);
    }

    private String sql(Form part, String alias, Kind dialect, List<@Nullable Object> values) {
        return switch (part) {
            case Constant constant -> constant == Constant.EVERYTHING ? "1 = 1" : "1 = 0";
            case Any(List<Form> parts) -> joined(parts, " or ", alias, dialect, values);
            case All(List<Form> parts) -> joined(parts, " and ", alias, dialect, values);
            case In in -> in(in, alias + "." + in.column(), dialect, values);
            case Test test -> test(test, alias + "." + test.column(), values);
        };
    }

    private String joined(List<Form> parts, String word, String alias, Kind dialect, List<@Nullable Object> values) {
        var texts = new ArrayList<String>();
        parts.forEach(part -> texts.add(sql(part, alias, dialect, values)));
        return "(" + String.join(word, texts) + ")";
    }

    private String in(In in, String name, Kind dialect, List<@Nullable Object> values) {
        String text;
        if (in.keys().size() == 1) {
            text = name + (in.negated() ? " <> ?" : " = ?");
            values.addAll(in.keys());
        } else if (dialect == Kind.POSTGRESQL) {
            // One parameter, whatever the number: 65,535 is the most PostgreSQL takes.
            text = name + (in.negated() ? " <> all(?)" : " = any(?)");
            values.add(new SqlArray(shape.column(in.column()).arrayType(), List.copyOf(in.keys())));
        } else {
            List<Object> padded = padded(in.keys());
            text = name + (in.negated() ? " not in (" : " in (")
                    + String.join(", ", Collections.nCopies(padded.size(), "?")) + ")";
            values.addAll(padded);
        }
        return in.negated() ? "(" + name + " is null or " + text + ")" : text;
    }

    private static String test(Test test, String name, List<@Nullable Object> values) {
        Object value = test.value();
        if (value == null) {
            return name + (test.negated() ? " is not null" : " is null");
        }
        String text = switch (test.operator()) {
            case LESS -> name + (test.negated() ? " >= ?" : " < ?");
            case AT_MOST -> name + (test.negated() ? " > ?" : " <= ?");
            case GREATER -> name + (test.negated() ? " <= ?" : " > ?");
            case AT_LEAST -> name + (test.negated() ? " < ?" : " >= ?");
            case CONTAINS, STARTS_WITH -> name + (test.negated() ? " not like ?" : " like ?") + " escape '!'";
            case EQUAL, NOT_EQUAL, EMPTY -> throw new IllegalStateException(test + " is not in normal form");
        };
        values.add(
                switch (test.operator()) {
                    case CONTAINS -> "%" + escaped(value.toString()) + "%";
                    case STARTS_WITH -> escaped(value.toString()) + "%";
                    default -> value;
                });
        return test.negated() ? "(" + name + " is null or " + text + ")" : text;
    }

    /** A person's % and _ are themselves. */
    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
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
