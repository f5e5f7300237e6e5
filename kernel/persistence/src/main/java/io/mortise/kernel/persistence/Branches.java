package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.ScopePredicate.All;
import io.mortise.kernel.persistence.ScopePredicate.Constant;
import io.mortise.kernel.persistence.ScopePredicate.Form;
import io.mortise.kernel.persistence.ScopePredicate.In;
import io.mortise.kernel.persistence.ScopePredicate.Shared;
import io.mortise.kernel.persistence.ScopePredicate.Team;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A scope taken apart (PLATFORM.md, section 13): branches whose rows an index, a team table or a share table leads to, and
 * the rest, whose rows can only be found by looking at all. Together they reach exactly the rows of the scope; a row may be
 * in several.
 *
 * @param branches each with what leads to its rows
 * @param rest the parts that nothing leads to
 */
record Branches(List<Branch> branches, List<Form> rest) {

    /** Rows that something leads to. */
    sealed interface Branch {

        /** What must hold besides; {@link Constant#EVERYTHING} for nothing. */
        Form and();
    }

    /**
     * Rows by the keys of a column that an index begins with.
     *
     * @param keys distinct, at least one
     */
    record Keys(String column, ColumnType type, List<Object> keys, Form and) implements Branch {

        /** Whether each key is one row. */
        boolean isById() {
            return column.equals("id");
        }
    }

    /**
     * Rows that a team or share table names.
     *
     * @param link a {@link Team} or a {@link Shared}, not negated
     */
    record Linked(Form link, Form and) implements Branch {}

    Branches {
        branches = List.copyOf(branches);
        rest = List.copyOf(rest);
    }

    /** Takes a scope apart that is neither nothing nor everything. */
    static Branches of(ScopePredicate scope, TableIndexes indexes) {
        var branches = new ArrayList<Branch>();
        var rest = new ArrayList<Form>();
        for (Form part : scope.parts()) {
            branch(part, scope.shape(), indexes).ifPresentOrElse(branches::add, () -> rest.add(part));
        }
        return new Branches(branches, rest);
    }

    /** The keys of all branches by column, teams and shares aside. */
    int keys() {
        return branches.stream()
                .mapToInt(branch -> branch instanceof Keys keys && !keys.isById()
                        ? keys.keys().size()
                        : 0)
                .sum();
    }

    private static Optional<Branch> branch(Form part, TableShape shape, TableIndexes indexes) {
        return switch (part) {
            case All(List<Form> parts) -> {
                Optional<Form> leader = parts.stream()
                        .filter(one -> leads(one, shape, indexes))
                        .min(Comparator.comparingInt(Branches::weight));
                yield leader.map(one -> led(one, shape, and(parts, one)));
            }
            case Form one ->
                leads(one, shape, indexes) ? Optional.of(led(one, shape, Constant.EVERYTHING)) : Optional.empty();
        };
    }

    private static boolean leads(Form part, TableShape shape, TableIndexes indexes) {
        return switch (part) {
            case In(String column, Set<Object> _, boolean negated) ->
                !negated && indexes.isFound(column) && isListed(shape.column(column));
            case Team team -> !team.negated() && isListed(shape.column("id"));
            case Shared shared -> !shared.negated() && isListed(shape.column("id"));
            default -> false;
        };
    }

    /** Types of which there are arrays of the same name everywhere. */
    private static boolean isListed(ColumnType type) {
        return type == ColumnType.UUID || type == ColumnType.NUMBER || type == ColumnType.TEXT;
    }

    /** Fewer keys lead to fewer rows, as far as can be told. */
    private static int weight(Form part) {
        return part instanceof In in ? in.keys().size() : Integer.MAX_VALUE;
    }

    private static Branch led(Form leader, TableShape shape, Form and) {
        return leader instanceof In in
                ? new Keys(in.column(), shape.column(in.column()), List.copyOf(in.keys()), and)
                : new Linked(leader, and);
    }

    private static Form and(List<Form> parts, Form without) {
        List<Form> others = parts.stream().filter(part -> part != without).toList();
        return others.size() == 1 ? others.getFirst() : new All(others);
    }
}
