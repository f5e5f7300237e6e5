package io.mortise.kernel.persistence;

import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A scope in normal form over one table. The query's predicate and the check in memory are read from this one form
 * (PERMISSIONS.md, law 4).
 *
 * <p>Complements are pushed down to the single tests, and each of these is true or false for every row, also where a column
 * has no value: SQL's third truth value never comes up, so a complement is exact.
 *
 * <p>Teams, shares and parents lie in other tables. They are asked for in the same statement, as they are at that moment: on
 * PostgreSQL as an array computed once, since an {@code or} with {@code exists} can't use an index (PLATFORM.md, section 13);
 * on H2 as a list computed once.
 *
 * @param shape its table
 * @param form the scope in normal form
 */
record ScopePredicate(TableShape shape, Form form) {

    /** The normal form. */
    sealed interface Form {}

    enum Constant implements Form {
        NOTHING,
        EVERYTHING
    }

    /** At least two forms, none of them constant or of the same kind. */
    record Any(List<Form> parts) implements Form {}

    /** At least two forms, none of them constant or of the same kind. */
    record All(List<Form> parts) implements Form {}

    /** The column holds one of the keys, at least one; or, negated, it does not, as when it has no value. */
    record In(String column, Set<Object> keys, boolean negated) implements Form {}

    /** A test of one column; without a value it fails, and so its negation holds. */
    record Test(String column, Operator operator, @Nullable Object value, boolean negated) implements Form {}

    /** A person is in the row's team. */
    record Team(UUID member, boolean writing, boolean negated) implements Form {}

    /**
     * The row is shared with one of the subjects, at least one, for the action.
     *
     * @param givers what each who shared reaches himself, never nothing: only then his shares count; null when all count
     */
    record Shared(
            Set<String> subjects, String action, @Nullable Map<String, Form> givers, boolean negated) implements Form {}

    /** The column holds the id of a row of another table that its predicate, never nothing, reaches. */
    record Below(String column, String object, ScopePredicate parent, boolean negated) implements Form {}

    /** What a row's own columns do not tell; asked of the database. */
    interface Links {
        /** Whether a person is in the team of a record now. */
        boolean inTeam(TableShape table, Object record, UUID member, boolean writing);

        /** Whether a record is shared now. */
        boolean isShared(TableShape table, Object record, Set<String> subjects, String action);

        /** Who has shared a record so, as far as it has not ended. */
        Set<String> givers(TableShape table, Object record, Set<String> subjects, String action);

        /** The columns of a record; null when there is none. */
        @Nullable
        Function<String, @Nullable Object> row(TableShape table, Object record);
    }

    /** Who shared rows of a table, and what each reaches himself. */
    @FunctionalInterface
    interface Givers {
        /** By the id of each who shared a row with one of the subjects for the action; more than these do no harm. */
        Map<String, Scope> of(TableShape table, List<String> subjects, String action);
    }

    /**
     * Normalises a scope that stays within one table.
     *
     * @throws IllegalArgumentException as {@link #of(Scope, TableShape, Function, Givers)}, and for one that names another object
     */
    static ScopePredicate of(Scope scope, TableShape shape) {
        return of(
                scope,
                shape,
                object -> {
                    throw new IllegalArgumentException("object " + object + " is not known here");
                },
                (table, _, _) -> {
                    throw new IllegalArgumentException("nobody knows here who shared rows of " + table.table());
                });
    }

    /**
     * Normalises a scope.
     *
     * @param objects the table of another object of the module; throws when there is none
     * @param givers who shared
     * @throws IllegalArgumentException when it names a column the table doesn't have, a key the column can't hold, a comparison
     *     that the column doesn't know, teams or shares that the table doesn't have, or an object that there isn't
     */
    static ScopePredicate of(Scope scope, TableShape shape, Function<String, TableShape> objects, Givers givers) {
        return new ScopePredicate(shape, new Normal(shape, objects, givers).form(scope, false));
    }

    /** Makes the normal form. */
    private record Normal(TableShape shape, Function<String, TableShape> objects, Givers givers) {

        Form form(Scope scope, boolean negated) {
            return switch (scope) {
                case Scope.Nothing() -> constant(negated);
                case Scope.Everything() -> constant(!negated);
                case Scope.Not(Scope part) -> form(part, !negated);
                case Scope.AnyOf(List<Scope> parts) -> negated ? all(parts, true) : any(parts, false);
                case Scope.AllOf(List<Scope> parts) -> negated ? any(parts, true) : all(parts, false);
                case Scope.KeyIn(String column, List<?> values) -> {
                    ColumnType type = shape.column(column);
                    var keys = new LinkedHashSet<Object>();
                    values.stream().filter(type::holds).forEach(value -> keys.add(type.key(value)));
                    yield keys.isEmpty() ? constant(negated) : new In(column, keys, negated);
                }
                case Scope.Compare(String column, Operator operator, Object value) ->
                    test(column, operator, value, negated);
                case Scope.InTeam(UUID member, boolean writing) -> {
                    requireShareable(scope);
                    yield new Team(member, writing, negated);
                }
                case Scope.SharedWith(List<String> subjects, String action, boolean lasting) -> {
                    requireShareable(scope);
                    Map<String, Form> reach = lasting || subjects.isEmpty() ? null : reach(subjects, action);
                    yield subjects.isEmpty() || reach != null && reach.isEmpty()
                            ? constant(negated)
                            : new Shared(new LinkedHashSet<>(subjects), action, reach, negated);
                }
                case Scope.Below(String column, String object, Scope parent) -> {
                    TableShape above = objects.apply(object);
                    if (shape.column(column) != above.column("id")) {
                        throw new IllegalArgumentException(
                                "column " + column + " of table " + shape.table() + " can't hold the id of " + object);
                    }
                    ScopePredicate reached = of(parent, above, objects, givers);
                    yield reached.isNothing() ? constant(negated) : new Below(column, object, reached, negated);
                }
            };
        }

        /** In the order of their ids, so that the same people make the same statement. */
        private Map<String, Form> reach(List<String> subjects, String action) {
            var reach = new TreeMap<String, Form>();
            givers.of(shape, subjects, action).forEach((giver, scope) -> {
                Form own = form(withoutShares(scope, true), false);
                if (own != Constant.NOTHING) {
                    reach.put(giver, own);
                }
            });
            return reach;
        }

        private static Form constant(boolean everything) {
            return everything ? Constant.EVERYTHING : Constant.NOTHING;
        }

        private void requireShareable(Scope scope) {
            if (!shape.shareable()) {
                throw new IllegalArgumentException(
                        scope + " asks for a team or a share; module.json does not call the object of table "
                                + shape.table() + " shareable");
            }
        }

        private Form test(String column, Operator operator, @Nullable Object value, boolean negated) {
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
            if (!type.holds(value)) {
                return between(column, operator, new BigDecimal(value.toString()), negated);
            }
            Object key = type.key(value);
            return switch (operator) {
                case EQUAL -> new In(column, Set.of(key), negated);
                case NOT_EQUAL -> new In(column, Set.of(key), !negated);
                default -> new Test(column, operator, key, negated);
            };
        }

        /** Whole numbers beside one that lies between two of them, or beyond all. */
        private static Form between(String column, Operator operator, BigDecimal value, boolean negated) {
            boolean below = operator == Operator.LESS || operator == Operator.AT_MOST;
            boolean above = operator == Operator.GREATER || operator == Operator.AT_LEAST;
            BigDecimal next = value.setScale(0, below ? RoundingMode.FLOOR : RoundingMode.CEILING);
            if (!below && !above) {
                return constant(negated != (operator == Operator.NOT_EQUAL));
            }
            if (below && next.signum() > 0 && !ColumnType.NUMBER.holds(next)) {
                return new Test(column, Operator.AT_MOST, Long.MAX_VALUE, negated);
            }
            if (above && next.signum() < 0 && !ColumnType.NUMBER.holds(next)) {
                return new Test(column, Operator.AT_LEAST, Long.MIN_VALUE, negated);
            }
            return ColumnType.NUMBER.holds(next)
                    ? new Test(column, below ? Operator.AT_MOST : Operator.AT_LEAST, next.longValueExact(), negated)
                    : constant(negated);
        }

        private Form any(List<Scope> scopes, boolean negated) {
            return union(scopes.stream().map(scope -> form(scope, negated)).toList());
        }

        private Form all(List<Scope> scopes, boolean negated) {
            var kept = new LinkedHashSet<Form>();
            boolean nothing = false;
            for (Scope scope : scopes) {
                Form one = form(scope, negated);
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
    }

    /**
     * What somebody reaches at least without any share: his shares must not rest on others', which may rest on his.
     *
     * @param least whether less is asked for; inside a complement it is more
     */
    static Scope withoutShares(Scope scope, boolean least) {
        return switch (scope) {
            case Scope.SharedWith _ -> least ? Scope.nothing() : Scope.everything();
            case Scope.AnyOf(List<Scope> parts) ->
                new Scope.AnyOf(
                        parts.stream().map(part -> withoutShares(part, least)).toList());
            case Scope.AllOf(List<Scope> parts) ->
                new Scope.AllOf(
                        parts.stream().map(part -> withoutShares(part, least)).toList());
            case Scope.Not(Scope part) -> new Scope.Not(withoutShares(part, !least));
            case Scope.Below(String column, String object, Scope parent) ->
                new Scope.Below(column, object, withoutShares(parent, least));
            case Scope.Nothing _, Scope.Everything _, Scope.KeyIn _, Scope.Compare _, Scope.InTeam _ -> scope;
        };
    }

    /** Keys of the same column become one test, so that adding a grant does not lengthen the statement; likewise shares. */
    private static Form union(List<Form> forms) {
        var keys = new LinkedHashMap<String, Set<Object>>();
        var shares = new LinkedHashMap<List<Object>, Shared>();
        var others = new LinkedHashSet<Form>();
        for (Form one : forms) {
            for (Form part : one instanceof Any(List<Form> parts) ? parts : List.of(one)) {
                switch (part) {
                    case Constant.EVERYTHING -> {
                        return Constant.EVERYTHING;
                    }
                    case Constant.NOTHING -> {
                        // Adds no row.
                    }
                    case In(String column, Set<Object> some, boolean negated)
                    when !negated ->
                        keys.computeIfAbsent(column, _ -> new LinkedHashSet<>()).addAll(some);
                    case Shared shared
                    when !shared.negated() ->
                        shares.merge(List.of(shared.action(), shared.givers() == null), shared, ScopePredicate::both);
                    case Form other -> others.add(other);
                }
            }
        }
        var parts = new ArrayList<Form>();
        keys.forEach((column, some) -> parts.add(new In(column, some, false)));
        parts.addAll(shares.values());
        parts.addAll(others);
        return switch (parts.size()) {
            case 0 -> Constant.NOTHING;
            case 1 -> parts.getFirst();
            default -> new Any(List.copyOf(parts));
        };
    }

    /** Of two that differ in whom and by whom alone; what one giver reaches is the same in both. */
    private static Shared both(Shared one, Shared other) {
        var subjects = new LinkedHashSet<>(one.subjects());
        subjects.addAll(other.subjects());
        if (one.givers() == null || other.givers() == null) {
            return new Shared(subjects, one.action(), null, false);
        }
        var givers = new TreeMap<>(one.givers());
        givers.putAll(other.givers());
        return new Shared(subjects, one.action(), givers, false);
    }

    /** Whether all of its rows are among the other's, as far as the words alone tell; a no may be wrong. */
    boolean isWithin(ScopePredicate other) {
        return isWithin(form, other.form);
    }

    private static boolean isWithin(Form one, Form other) {
        if (one == Constant.NOTHING || other == Constant.EVERYTHING || one.equals(other)) {
            return true;
        }
        if (one instanceof Any(List<Form> parts)) {
            return parts.stream().allMatch(part -> isWithin(part, other));
        }
        if (other instanceof All(List<Form> parts)) {
            return parts.stream().allMatch(part -> isWithin(one, part));
        }
        return one instanceof All(List<Form> parts) && parts.stream().anyMatch(part -> isWithin(part, other))
                || other instanceof Any(List<Form> some) && some.stream().anyMatch(part -> isWithin(one, part))
                || one instanceof In few
                        && other instanceof In many
                        && !few.negated()
                        && !many.negated()
                        && few.column().equals(many.column())
                        && many.keys().containsAll(few.keys())
                || one instanceof Shared few
                        && other instanceof Shared many
                        && !few.negated()
                        && !many.negated()
                        && few.action().equals(many.action())
                        && many.subjects().containsAll(few.subjects())
                        && (many.givers() == null
                                || few.givers() != null
                                        && many.givers()
                                                .entrySet()
                                                .containsAll(few.givers().entrySet()));
    }

    /** The rows that at least one of these reaches. */
    static ScopePredicate union(TableShape shape, List<ScopePredicate> predicates) {
        return new ScopePredicate(
                shape, union(predicates.stream().map(ScopePredicate::form).toList()));
    }

    /** What a handle must cover for a statement with this predicate about an object. */
    Set<String> reads(String object) {
        var names = new LinkedHashSet<String>();
        reads(object, form, names);
        return names;
    }

    private static void reads(String object, Form form, Set<String> names) {
        names.add(object);
        switch (form) {
            case Any(List<Form> parts) -> parts.forEach(part -> reads(object, part, names));
            case All(List<Form> parts) -> parts.forEach(part -> reads(object, part, names));
            case Team _ -> names.add(Catalog.team(object));
            case Shared shared -> {
                names.add(Catalog.shares(object));
                if (shared.givers() != null) {
                    shared.givers().values().forEach(part -> reads(object, part, names));
                }
            }
            case Below below -> reads(below.object(), below.parent().form(), names);
            case Constant _, In _, Test _ -> {
                // Columns of the object's own table.
            }
        }
    }

    boolean isEverything() {
        return form == Constant.EVERYTHING;
    }

    boolean isNothing() {
        return form == Constant.NOTHING;
    }

    /** Whether a row with these column values is reached. */
    boolean reaches(Function<String, @Nullable Object> row, Links links) {
        return reaches(form, row, links);
    }

    private boolean reaches(Form part, Function<String, @Nullable Object> row, Links links) {
        return switch (part) {
            case Constant constant -> constant == Constant.EVERYTHING;
            case Any(List<Form> parts) -> parts.stream().anyMatch(one -> reaches(one, row, links));
            case All(List<Form> parts) -> parts.stream().allMatch(one -> reaches(one, row, links));
            case Team(UUID member, boolean writing, boolean negated) ->
                negated != links.inTeam(shape, id(row), member, writing);
            case Shared(Set<String> subjects, String action, Map<String, Form> givers, boolean negated) ->
                negated
                        != (givers == null
                                ? links.isShared(shape, id(row), subjects, action)
                                : links.givers(shape, id(row), subjects, action).stream()
                                        .map(givers::get)
                                        .anyMatch(reach -> reach != null && reaches(reach, row, links)));
            case Below(String column, String _, ScopePredicate parent, boolean negated) -> {
                Object above = row.apply(column);
                var found = above == null ? null : links.row(parent.shape, above);
                yield negated != (found != null && parent.reaches(found, links));
            }
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

    private static Object id(Function<String, @Nullable Object> row) {
        return Objects.requireNonNull(row.apply("id"), "a stored row has an id");
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

    /**
     * The same for a statement that is told which index to walk: long lists as arrays there too, where H2 would otherwise walk
     * a whole index of the column for one, but compares them faster.
     */
    Fragment scan(String alias, Kind dialect) {
        var values = new ArrayList<@Nullable Object>();
        var texts = new ArrayList<String>();
        for (Form part : parts()) {
            boolean listed = part instanceof In in && !in.negated();
            texts.add(sql(part, alias, listed ? Kind.POSTGRESQL : dialect, values));
        }
        return new Fragment("(" + String.join(" or ", texts) + ")", values);
    }

    /** The forms of which one must hold. */
    List<Form> parts() {
        return form instanceof Any(List<Form> parts) ? parts : List.of(form);
    }

    private String sql(Form part, String alias, Kind dialect, List<@Nullable Object> values) {
        return switch (part) {
            case Constant constant -> constant == Constant.EVERYTHING ? "1 = 1" : "1 = 0";
            case Any(List<Form> parts) -> joined(parts, " or ", alias, dialect, values);
            case All(List<Form> parts) -> joined(parts, " and ", alias, dialect, values);
            case In in -> in(in, alias + "." + in.column(), shape.column(in.column()), dialect, values);
            case Test test -> test(test, alias + "." + test.column(), values);
            case Team team -> team(team, alias, dialect, values);
            case Shared shared -> shared(shared, alias, dialect, values);
            case Below below -> below(below, alias, dialect, values);
        };
    }

    private String team(Team team, String alias, Kind dialect, List<@Nullable Object> values) {
        return among(alias + ".id", records(team, values), team.negated(), dialect);
    }

    private String shared(Shared shared, String alias, Kind dialect, List<@Nullable Object> values) {
        return among(alias + ".id", records(shared, dialect, values), shared.negated(), dialect);
    }

    /** The ids, as {@code record_id}, of the rows whose team or shares hold, whether negated or not; some may come twice. */
    Fragment records(Form link, Kind dialect) {
        var values = new ArrayList<@Nullable Object>();
        String sql = switch (link) {
            case Team team -> records(team, values);
            case Shared shared -> records(shared, dialect, values);
            default -> throw new IllegalArgumentException(link + " is neither a team nor a share");
        };
        return new Fragment(sql, values);
    }

    private String records(Team team, List<@Nullable Object> values) {
        Instant now = now();
        values.addAll(List.of(team.member(), now, now));
        return "select m.record_id from " + shape.teamTable() + " m where m.member_id = ? and m.from_at <= ?"
                + " and (m.until_at is null or m.until_at > ?)" + (team.writing() ? " and m.writing" : "");
    }

    private String records(Shared shared, Kind dialect, List<@Nullable Object> values) {
        String receiver = in(
                new In("receiver", Set.copyOf(shared.subjects()), false),
                "s.receiver",
                ColumnType.TEXT,
                dialect,
                values);
        values.addAll(List.of(shared.action(), now()));
        Map<String, Form> givers = shared.givers();
        String given = givers == null ? "" : " and " + given(givers, dialect, values);
        // Not by exists: for each row H2 would pay twice as much.
        String rows = givers != null && givers.values().stream().anyMatch(reach -> reach != Constant.EVERYTHING)
                ? " join " + shape.table() + " g on g.id = s.record_id"
                : "";
        return "select s.record_id from " + shape.shareTable() + " s" + rows + " where " + receiver
                + " and s.action = ? and (s.until_at is null or s.until_at > ?)" + given;
    }

    /** A test of the giver's own id in a column, whoever he is. */
    private record OwnColumn(String column) {}

    /** The giver is in the team himself. */
    private record OwnTeam(boolean writing) {}

    /**
     * Whether who gave the share {@code s} reaches its row himself. What is the same for many of them is asked once, and so is
     * what differs in nothing but who "I" is: the statement does not grow with their number.
     */
    private String given(Map<String, Form> givers, Kind dialect, List<@Nullable Object> values) {
        var alike = new LinkedHashMap<Object, Set<Object>>();
        givers.forEach((giver, reach) -> {
            for (Form part : reach instanceof Any(List<Form> parts) ? parts : List.of(reach)) {
                alike.computeIfAbsent(likeOthers(part, giver), _ -> new LinkedHashSet<>())
                        .add(giver);
            }
        });
        var texts = new ArrayList<String>();
        Set<Object> everywhere = alike.remove(Constant.EVERYTHING);
        if (everywhere != null) {
            texts.add(givenBy(everywhere, dialect, values));
        }
        alike.forEach((test, some) -> texts.add("(" + givenBy(some, dialect, values) + " and "
                + switch (test) {
                    case OwnColumn(String column) ->
                        (shape.column(column) == ColumnType.TEXT
                                        ? "g." + column
                                        : "cast(g." + column + " as varchar(36))")
                                + " = s.shared_by";
                    case OwnTeam(boolean writing) -> ownTeam(writing, values);
                    default -> sql((Form) test, "g", dialect, values);
                }
                + ")"));
        return "(" + String.join(" or ", texts) + ")";
    }

    private Object likeOthers(Form part, String giver) {
        return switch (part) {
            case In(String column, Set<Object> keys, boolean negated)
            when !negated
                    && keys.size() == 1
                    && (shape.column(column) == ColumnType.UUID || shape.column(column) == ColumnType.TEXT)
                    && keys.iterator().next().toString().equals(giver) -> new OwnColumn(column);
            case Team(UUID member, boolean writing, boolean negated)
            when !negated && member.toString().equals(giver) -> new OwnTeam(writing);
            default -> part;
        };
    }

    private static String givenBy(Set<Object> givers, Kind dialect, List<@Nullable Object> values) {
        return in(new In("shared_by", givers, false), "s.shared_by", ColumnType.TEXT, dialect, values);
    }

    private String ownTeam(boolean writing, List<@Nullable Object> values) {
        Instant now = now();
        values.addAll(List.of(now, now));
        return "exists (select 1 from " + shape.teamTable() + " m where m.record_id = g.id"
                + " and cast(m.member_id as varchar(36)) = s.shared_by and m.from_at <= ?"
                + " and (m.until_at is null or m.until_at > ?)" + (writing ? " and m.writing" : "") + ")";
    }

    /** Not by an array: many rows may lie above, and PostgreSQL makes a hash table of a list but not of an array. */
    private String below(Below below, String alias, Kind dialect, List<@Nullable Object> values) {
        String name = alias + "." + below.column();
        // A name of its own at each depth, since the parent of a parent may be the same table.
        String above = alias + "p";
        String list = "(select " + above + ".id from " + below.parent().shape.table() + " " + above + " where "
                + below.parent().sql(below.parent().form, above, dialect, values) + ")";
        return below.negated() ? "(" + name + " is null or " + name + " not in " + list + ")" : name + " in " + list;
    }

    /** Neither the id nor the list ever holds null, so that both forms are true or false. */
    private static String among(String id, String list, boolean negated, Kind dialect) {
        if (dialect == Kind.POSTGRESQL) {
            return id + (negated ? " <> all(array(" : " = any(array(") + list + "))";
        }
        return id + (negated ? " not in (" : " in (") + list + ")";
    }

    /** A value, not a function: H2 computes a list anew for each row when a function in it may change. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private String joined(List<Form> parts, String word, String alias, Kind dialect, List<@Nullable Object> values) {
        var texts = new ArrayList<String>();
        parts.forEach(part -> texts.add(sql(part, alias, dialect, values)));
        return "(" + String.join(word, texts) + ")";
    }

    private static String in(In in, String name, ColumnType type, Kind dialect, List<@Nullable Object> values) {
        String text;
        if (in.keys().size() == 1) {
            text = name + (in.negated() ? " <> ?" : " = ?");
            values.addAll(in.keys());
        } else if (dialect == Kind.POSTGRESQL) {
            // One parameter, whatever the number: 65,535 is the most PostgreSQL takes.
            text = name + (in.negated() ? " <> all(?)" : " = any(?)");
            values.add(new SqlArray(type.arrayType(), List.copyOf(in.keys())));
        } else {
            List<Object> padded = padded(in.keys());
            text = name + (in.negated() ? " not in (" : " in (") + marks(padded.size()) + ")";
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
    static List<Object> padded(Collection<Object> keys) {
        var all = new ArrayList<>(keys);
        int size = Integer.highestOneBit(all.size() - 1) << 1;
        while (all.size() < size) {
            all.add(all.getFirst());
        }
        return all;
    }

    /** So many marks. */
    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Elements of an array parameter. */
    record SqlArray(String type, List<Object> elements) {}

    /** A piece of SQL and the values of its marks. */
    record Fragment(String sql, List<@Nullable Object> values) {}
}
