package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.kernel.persistence.ScopePredicate.SqlArray;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a scope reaches in a query, in memory and by a slow, plain reading of its words is the same (PERMISSIONS.md, laws 1,
 * 4 and 5), for random scopes over rows with every kind of value and with none, with teams and shares that begin and end, and
 * with parents that are missing. A failure names its seed.
 */
class ScopePredicateTest {

    private static final int ROUNDS = 4_000;
    private static final List<String> COLUMNS =
            List.of("owner_id", "stage", "amount", "revenue", "open", "since", "born");
    private static final List<String> ACTIONS = List.of("read", "edit");

    private static final ScopePredicate.Givers GIVERS = (_, subjects, action) -> SharedTables.granted(subjects, action);

    private final SharedTables tables = new SharedTables();
    private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

    @Test
    void queryAndMemoryReachWhatTheWordsSayOnH2() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            agree(connection, Kind.H2);
        }
    }

    @Test
    void queryAndMemoryReachWhatTheWordsSayOnPostgresql() throws Exception {
        try (var server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
                var connection = server.getPostgresDatabase().getConnection()) {
            agree(connection, Kind.POSTGRESQL);
        }
    }

    @Test
    void aWholeNumberIsComparedWithWhatLiesBetweenAndBeyondWholeNumbers() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            TableShape shape = table(connection);
            var amounts = List.of(Long.MIN_VALUE, -1L, 0L, 2L, 3L, Long.MAX_VALUE);
            for (String text : List.of("2.5", "-0.5", "1e30", "-1e30", "9223372036854775807.5")) {
                for (Operator operator : Operator.values()) {
                    if (operator == Operator.EMPTY
                            || operator == Operator.CONTAINS
                            || operator == Operator.STARTS_WITH) {
                        continue;
                    }
                    Scope scope = new Scope.Compare("amount", operator, new BigDecimal(text));
                    for (Long amount : amounts) {
                        Map<String, @Nullable Object> row = Map.of("amount", amount);
                        boolean said = reached(scope, "thing", row);
                        var links = new StoredLinks(connection);
                        assertEquals(said, ScopePredicate.of(scope, shape).reaches(row::get, links), scope + " " + row);
                        assertEquals(
                                !said,
                                ScopePredicate.of(new Scope.Not(scope), shape).reaches(row::get, links),
                                scope + " " + row);
                    }
                }
            }
            assertTrue(ScopePredicate.of(Scope.keyIn("amount", List.of(new BigDecimal("2.5"))), shape)
                    .isNothing());
        }
    }

    @Test
    void nothingGrantedIsNothingReached() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            TableShape shape = table(connection);
            assertTrue(ScopePredicate.of(Scope.anyOf(), shape).isNothing());
            assertTrue(
                    ScopePredicate.of(Scope.keyIn("owner_id", List.of()), shape).isNothing());
            assertTrue(
                    ScopePredicate.of(new Scope.Not(Scope.everything()), shape).isNothing());
            assertTrue(ScopePredicate.of(Scope.allOf(Scope.nothing(), Scope.everything()), shape)
                    .isNothing());
            assertFalse(ScopePredicate.of(new Scope.Not(Scope.nothing()), shape).isNothing());
        }
    }

    @Test
    void aScopeThatTheTableCannotAnswerIsRefused() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            TableShape shape = table(connection);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ScopePredicate.of(new Scope.InTeam(new UUID(0, 1), false), SharedTables.house()));
            for (Scope wrong : List.of(
                    Scope.keyIn("no_such", List.of(1)),
                    Scope.keyIn("owner_id", List.of("no id")),
                    new Scope.Compare("stage", Operator.LESS, "a"),
                    new Scope.Compare("amount", Operator.CONTAINS, "1"),
                    new Scope.Compare("open", Operator.EQUAL, "perhaps"),
                    new Scope.Below("owner_id", "thing.street", Scope.everything()),
                    new Scope.Below("amount", "thing.house", Scope.everything()),
                    new Scope.Below("owner_id", "thing.house", Scope.keyIn("no_such", List.of(1))),
                    new Scope.Not(new Scope.Compare("no_such", Operator.EMPTY, null)))) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ScopePredicate.of(wrong, shape, tables::shape, GIVERS),
                        wrong.toString());
                // Never swallowed by a neighbour that decides alone.
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ScopePredicate.of(Scope.anyOf(Scope.everything(), wrong), shape, tables::shape, GIVERS));
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ScopePredicate.of(Scope.allOf(Scope.nothing(), wrong), shape, tables::shape, GIVERS));
            }
        }
    }

    private void agree(Connection connection, Kind dialect) throws SQLException {
        TableShape shape = table(connection);
        fill(connection);
        tables.fill(connection, rows.size());
        var links = new StoredLinks(connection);
        int some = 0;
        int within = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            var random = new Random(seed);
            Scope scope = scope(random, 4);
            Set<Integer> expected = new TreeSet<>();
            Set<Integer> inMemory = new TreeSet<>();
            ScopePredicate predicate = ScopePredicate.of(scope, shape, tables::shape, GIVERS);
            for (int row = 0; row < rows.size(); row++) {
                if (reached(scope, "thing", rows.get(row))) {
                    expected.add(row);
                }
                if (predicate.reaches(rows.get(row)::get, links)) {
                    inMemory.add(row);
                }
            }
            String told = "seed " + seed + ": " + scope;
            assertEquals(expected, inMemory, told);
            assertEquals(expected, queried(connection, predicate, dialect), told);
            assertEquals(
                    expected,
                    queried(connection, ScopePredicate.of(turned(scope), shape, tables::shape, GIVERS), dialect),
                    told);
            Scope more = scope(random, 2);
            ScopePredicate wider = ScopePredicate.of(Scope.anyOf(more, scope), shape, tables::shape, GIVERS);
            ScopePredicate narrower = ScopePredicate.of(Scope.allOf(more, scope), shape, tables::shape, GIVERS);
            ScopePredicate other = ScopePredicate.of(more, shape, tables::shape, GIVERS);
            for (ScopePredicate one : List.of(wider, narrower, other)) {
                if (predicate.isWithin(one)) {
                    within++;
                    assertTrue(queried(connection, one, dialect).containsAll(expected), told + " within " + one);
                }
            }
            some += expected.isEmpty() || expected.size() == rows.size() ? 0 : 1;
        }
        assertTrue(within > ROUNDS / 2, "only " + within + " were known to lie within another");
        assertTrue(some > ROUNDS / 3, "only " + some + " of the scopes told rows apart");
    }

    /** The oracle: the words of {@link Scope}, one by one. */
    private boolean reached(Scope scope, String table, Map<String, @Nullable Object> row) {
        return switch (scope) {
            case Scope.Nothing() -> false;
            case Scope.Everything() -> true;
            case Scope.Not(Scope part) -> !reached(part, table, row);
            case Scope.AnyOf(List<Scope> parts) -> parts.stream().anyMatch(part -> reached(part, table, row));
            case Scope.AllOf(List<Scope> parts) -> parts.stream().allMatch(part -> reached(part, table, row));
            case Scope.InTeam(UUID member, boolean writing) -> tables.isInTeam(table, row, member, writing);
            case Scope.SharedWith(List<String> subjects, String action, boolean lasting) ->
                tables.isShared(
                        table,
                        row,
                        subjects,
                        action,
                        giver -> lasting || reached(SharedTables.granted(giver), table, row));
            case Scope.Below(String column, String _, Scope parent) -> {
                var above = tables.houses().get(row.get(column));
                yield above != null && reached(parent, "house", above);
            }
            case Scope.KeyIn(String column, List<?> keys) ->
                row.get(column) != null && keys.stream().anyMatch(key -> compared(row.get(column), key) == 0);
            case Scope.Compare(String column, Operator operator, Object wanted) -> {
                Object value = row.get(column);
                yield switch (operator) {
                    case EMPTY -> value == null;
                    case NOT_EQUAL -> value == null || compared(value, wanted) != 0;
                    case EQUAL -> value != null && compared(value, wanted) == 0;
                    case LESS -> value != null && compared(value, wanted) < 0;
                    case AT_MOST -> value != null && compared(value, wanted) <= 0;
                    case GREATER -> value != null && compared(value, wanted) > 0;
                    case AT_LEAST -> value != null && compared(value, wanted) >= 0;
                    case CONTAINS -> value != null && value.toString().contains(String.valueOf(wanted));
                    case STARTS_WITH -> value != null && value.toString().startsWith(String.valueOf(wanted));
                };
            }
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compared(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number && other instanceof Number) {
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
        }
        return ((Comparable) one).compareTo(other);
    }

    /** The same scope with its parts the other way round. */
    private static Scope turned(Scope scope) {
        return switch (scope) {
            case Scope.Not(Scope part) -> new Scope.Not(turned(part));
            case Scope.AnyOf(List<Scope> parts) ->
                new Scope.AnyOf(parts.reversed().stream()
                        .map(ScopePredicateTest::turned)
                        .toList());
            case Scope.AllOf(List<Scope> parts) ->
                new Scope.AllOf(parts.reversed().stream()
                        .map(ScopePredicateTest::turned)
                        .toList());
            case Scope.Below(String column, String object, Scope parent) ->
                new Scope.Below(column, object, turned(parent));
            case Scope leaf -> leaf;
        };
    }

    private static Scope scope(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 8 : 14) - 2;
        if (kind == -2) {
            return random.nextInt(3) == 0 && depth > 0
                    ? new Scope.Below("owner_id", "thing.house", parent(random, depth - 1))
                    : new Scope.InTeam(new UUID(1, random.nextInt(4)), random.nextBoolean());
        }
        if (kind == -1) {
            return shared(random);
        }
        if (kind >= 6) {
            var parts = new ArrayList<Scope>();
            for (int i = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
                parts.add(scope(random, depth - 1));
            }
            return switch (kind) {
                case 6, 7, 8 -> new Scope.AnyOf(parts);
                case 9, 10 -> new Scope.AllOf(parts);
                default -> new Scope.Not(scope(random, depth - 1));
            };
        }
        if (kind == 0 && random.nextInt(4) == 0) {
            return random.nextBoolean() ? Scope.everything() : Scope.nothing();
        }
        String column = COLUMNS.get(random.nextInt(COLUMNS.size()));
        if (kind <= 2) {
            var keys = new ArrayList<Object>();
            for (int i = random.nextInt(6); i > 0; i--) {
                keys.add(value(column, random));
            }
            return Scope.keyIn(column, keys);
        }
        List<Operator> operators = switch (column) {
            case "owner_id", "open" -> List.of(Operator.EMPTY, Operator.EQUAL, Operator.NOT_EQUAL);
            case "stage" ->
                List.of(Operator.EMPTY, Operator.EQUAL, Operator.NOT_EQUAL, Operator.CONTAINS, Operator.STARTS_WITH);
            default ->
                List.of(
                        Operator.EMPTY,
                        Operator.EQUAL,
                        Operator.NOT_EQUAL,
                        Operator.LESS,
                        Operator.AT_MOST,
                        Operator.GREATER,
                        Operator.AT_LEAST);
        };
        Operator operator = operators.get(random.nextInt(operators.size()));
        return new Scope.Compare(column, operator, operator == Operator.EMPTY ? null : value(column, random));
    }

    private static Scope shared(Random random) {
        var subjects = new ArrayList<String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            subjects.add(SharedTables.receiver(random));
        }
        return new Scope.SharedWith(subjects, ACTIONS.get(random.nextInt(2)), random.nextInt(4) == 0);
    }

    /** Over houses, which have teams and shares of their own, and belong to houses. */
    private static Scope parent(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> random.nextBoolean() ? Scope.everything() : Scope.nothing();
            case 1 -> Scope.keyIn("owner_id", List.of(value("owner_id", random), value("owner_id", random)));
            case 2 -> new Scope.Compare("stage", Operator.NOT_EQUAL, value("stage", random));
            case 3 -> new Scope.InTeam(new UUID(1, random.nextInt(4)), random.nextBoolean());
            case 4 -> shared(random);
            case 5 -> new Scope.Not(parent(random, depth - 1));
            case 6 -> new Scope.AnyOf(List.of(parent(random, depth - 1), parent(random, depth - 1)));
            default -> new Scope.Below("owner_id", "thing.house", parent(random, depth - 1));
        };
    }

    /** Few values of each type, so that rows and scopes meet. */
    private static Object value(String column, Random random) {
        int few = random.nextInt(4);
        return switch (column) {
            case "owner_id" -> new UUID(0, few);
            case "stage" -> List.of("won", "100%_", "a_b!", "华东").get(few);
            case "amount" ->
                few == 3 && random.nextBoolean() ? (Object) new BigDecimal("0.5") : (Object) ((long) few - 1);
            case "revenue" -> new BigDecimal(List.of("1.5", "-2", "0", "100").get(few));
            case "open" -> few < 2;
            case "since" -> Instant.parse("2026-01-0" + (few + 1) + "T00:00:00.123456Z");
            default -> LocalDate.of(2000, 2, 27 + few % 2).plusDays(few);
        };
    }

    private static TableShape table(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "create table thing (id bigint primary key, owner_id uuid, stage varchar(40), amount bigint, "
                            + "revenue numeric(20, 2), open boolean, since timestamp(6) with time zone, born date)");
        }
        return TableShape.read(connection, "thing").withSharing();
    }

    private void fill(Connection connection) throws SQLException {
        var random = new Random(20_261_124);
        try (var insert = connection.prepareStatement("insert into thing values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int id = 0; id < 40; id++) {
                var row = new HashMap<String, @Nullable Object>();
                row.put("id", (long) id);
                insert.setInt(1, id);
                for (int column = 0; column < COLUMNS.size(); column++) {
                    String name = COLUMNS.get(column);
                    Object value = random.nextInt(4) == 0 ? null : value(name, random);
                    if (name.equals("amount") && value instanceof BigDecimal) {
                        value = 1L;
                    }
                    row.put(name, value);
                    insert.setObject(column + 2, TableShape.toJdbc(value));
                }
                insert.executeUpdate();
                rows.add(Collections.unmodifiableMap(row));
            }
        }
    }

    private static Set<Integer> queried(Connection connection, ScopePredicate predicate, Kind dialect)
            throws SQLException {
        var fragment = predicate.sql("r", dialect);
        var found = new TreeSet<Integer>();
        try (var statement = connection.prepareStatement("select r.id from thing r where " + fragment.sql())) {
            int position = 1;
            for (Object value : fragment.values()) {
                if (value instanceof SqlArray(String type, List<Object> elements)) {
                    Object[] all = elements.stream().map(TableShape::toJdbc).toArray();
                    statement.setArray(position++, connection.createArrayOf(type, all));
                } else {
                    statement.setObject(position++, TableShape.toJdbc(value));
                }
            }
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(result.getInt(1));
                }
            }
        }
        return found;
    }
}
