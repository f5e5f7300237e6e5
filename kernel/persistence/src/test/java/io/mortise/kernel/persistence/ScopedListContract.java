package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.kernel.persistence.ListPaths.Limits;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.spi.ModuleDescriptor.ObjectType;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Page;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever way a list takes to its rows, its pages and counts are those of the one statement with the whole scope: for random
 * scopes, conditions, orders, page sizes and caps, walked from page to page. A failure names its seed.
 */
abstract class ScopedListContract {

    private static final Permission LIST = Permission.parse("list.item:list");
    private static final int ROUNDS = 700;
    private static final int ROWS = 900;
    private static final int DEPARTMENTS = 60;

    private static final Map<String, String> MIGRATIONS = migrations();

    @TempDir
    Path folder;

    private final Grants grants = new Grants();
    private NoteModule modules;
    private Persistence persistence;
    private ModuleInstance list;
    private Database database;

    /** Settings of an empty database. */
    abstract DatabaseSettings settings() throws Exception;

    private static final UUID ALL_SEEING = new UUID(6, 1);
    private static final UUID LEFT = new UUID(6, 2);

    private static Map<String, String> migrations() {
        var files = new LinkedHashMap<String, String>();
        for (String sql : List.of(
                "create table list_house (id uuid primary key, owner_id uuid)",
                "create table list_item (id uuid primary key, owner_id uuid, department_id uuid, pool_id uuid, house_id uuid,"
                        + " stage varchar(20), amount bigint, name varchar(50) not null, number bigint not null,"
                        + " created_at timestamp(6) with time zone not null)",
                "create index list_item_created on list_item (created_at desc, id desc)",
                "create index list_item_name on list_item (name, id)",
                "create unique index list_item_number on list_item (number)",
                "create index list_item_owner on list_item (owner_id, created_at desc, id desc)",
                "create index list_item_department on list_item (department_id, created_at desc, id desc)",
                "create index list_item_pool on list_item (pool_id)",
                "create index list_item_house on list_item (house_id, created_at, id)")) {
            files.put("db/expand/V%03d__list.sql".formatted(files.size() + 1), sql);
        }
        return files;
    }

    private final Set<String> givers = new HashSet<>();

    @BeforeEach
    void open() throws Exception {
        modules = new NoteModule(folder.resolve("felix"));
        persistence = Persistence.open(settings(), folder, () -> grants, ProductSchema.CURRENT, Clock.systemUTC());
        var item = new ObjectType("item", Map.of(), "list_item", true, null, List.of(), List.of());
        var house = new ObjectType("house", Map.of(), "list_house", List.of(), List.of());
        list = modules.installed("list", List.of(item, house), NoteModule.Entities.NONE, MIGRATIONS);
        persistence.open(list);
        database = (Database) persistence.services().getFirst().view().apply(list);
        fill();
        givers(store().table("list.item"), List.of(), "list").forEach(grants::giver);
    }

    @AfterEach
    void close() throws Exception {
        persistence.close(list);
        persistence.close();
        modules.close();
    }

    @Test
    void pagesAreThoseOfTheOneStatement() throws Exception {
        for (Limits limits : List.of(new Limits(3, 5, 10, 40, 100), Limits.USUAL)) {
            store().paths().limit(limits);
            int rows = 0;
            for (long seed = 1; seed <= ROUNDS; seed++) {
                var random = new Random(seed);
                Scope scope = scope(random);
                List<Condition> conditions = conditions(random);
                Order order = order(random);
                int limit = 1 + random.nextInt(random.nextBoolean() ? 4 : 60);
                grants.grant("list", scope);
                String told =
                        "seed " + seed + ", " + limits + ": " + scope + " " + conditions + " " + order + " " + limit;

                List<UUID> expected = oneStatement(scope, conditions, order);
                List<UUID> walked = new ArrayList<>();
                String after = null;
                do {
                    Page<UUID> page = page(conditions, order, limit, after);
                    boolean more = walked.size() + limit < expected.size();
                    assertEquals(
                            expected.subList(walked.size(), Math.min(expected.size(), walked.size() + limit)),
                            page.items(),
                            told);
                    walked.addAll(page.items());
                    assertEquals(more, page.next() != null, told);
                    after = page.next();
                } while (after != null && walked.size() < 8 * limit);
                rows += walked.size();
            }
            assertTrue(rows > 10 * ROUNDS, "only " + rows + " rows were seen");
        }
    }

    @Test
    void countsAreThoseOfTheOneStatement() throws Exception {
        for (Limits limits : List.of(new Limits(3, 5, 10, 40, 100), Limits.USUAL)) {
            store().paths().limit(limits);
            for (long seed = 1; seed <= ROUNDS; seed++) {
                var random = new Random(seed);
                Scope scope = scope(random);
                List<Condition> conditions = conditions(random);
                long cap = random.nextInt(4) == 0 ? 100_000 : 1 + random.nextInt(400);
                grants.grant("list", scope);

                assertEquals(
                        Math.min(
                                cap,
                                oneStatement(scope, conditions, Order.ascending("id"))
                                        .size()),
                        database.read(() -> database.count(LIST, conditions, cap)),
                        "seed " + seed + ", " + limits + ": " + scope + " " + conditions + " " + cap);
            }
        }
    }

    @Test
    void rowsThatComeAndGoBetweenPagesDoNotMoveTheOthers() throws Exception {
        grants.grant("list", Scope.keyIn("department_id", List.of(department(1), department(2), department(3))));
        Order order = Order.descending("created_at");
        List<UUID> before = oneStatement(grants.scope(io.mortise.access.Caller.current(), LIST), List.of(), order);
        Page<UUID> first = page(List.of(), order, 5, null);
        try (Connection connection = persistence.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("delete from list_item where id = '" + before.get(0) + "'");
            statement.executeUpdate("delete from list_item where id = '" + before.get(6) + "'");
        }

        Page<UUID> second = page(List.of(), order, 5, first.next());

        assertEquals(before.subList(0, 5), first.items());
        assertEquals(
                before.subList(5, 11).stream()
                        .filter(id -> !id.equals(before.get(6)))
                        .toList(),
                second.items());
    }

    private Page<UUID> page(List<Condition> conditions, Order order, int limit, @Nullable String after) {
        return database.read(() -> database.page(new Listing<>(
                LIST, List.of("id", "name"), conditions, order, limit, after, row -> row.requireUuid("id"))));
    }

    private Fragment where(ScopePredicate predicate, List<Condition> conditions) {
        var parts = conditions.stream()
                .map(condition -> NamedSql.marks("(" + condition.sql() + ")", condition.parameters()))
                .toList();
        return new ListFilter(parts, false, List.of(), Set.of()).where(predicate, persistence.kind());
    }

    private List<UUID> oneStatement(Scope scope, List<Condition> conditions, Order order) throws SQLException {
        ScopePredicate predicate = ScopePredicate.of(scope, store().table("list.item"), store()::table, this::givers);
        Fragment where = where(predicate, conditions);
        String direction = order.descending() ? " desc" : "";
        String sql = "select r.id from list_item r" + where.sql() + " order by r." + order.column() + direction
                + ", r.id" + direction;
        var ids = new ArrayList<UUID>();
        try (Connection connection = persistence.dataSource().getConnection();
                var statement = connection.prepareStatement(sql)) {
            Prepared.bind(statement, where.values());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    /** Owners, members and others share; everybody what he owns or is in the team of, one everything, one nothing. */
    private static String giver(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> owner(random).toString();
            case 1 -> person(random).toString();
            case 2 -> ALL_SEEING.toString();
            default -> LEFT.toString();
        };
    }

    private static Scope own(UUID giver) {
        if (giver.equals(ALL_SEEING) || giver.equals(LEFT)) {
            return giver.equals(LEFT) ? Scope.nothing() : Scope.everything();
        }
        return Scope.anyOf(
                Scope.keyIn("owner_id", List.of(giver)),
                new Scope.InTeam(giver, false),
                Scope.keyIn("department_id", List.of(department(giver.hashCode() & 3))));
    }

    private Map<String, Scope> givers(TableShape table, List<String> subjects, String action) {
        var all = new HashMap<String, Scope>();
        givers.forEach(one -> all.put(one, own(UUID.fromString(one))));
        return all;
    }

    private ModuleStore store() {
        return list.attachment(ModuleStore.class).orElseThrow();
    }

    // Random questions

    private static Order order(Random random) {
        String column =
                List.of("created_at", "created_at", "name", "number", "id").get(random.nextInt(5));
        return new Order(column, random.nextBoolean());
    }

    private static List<Condition> conditions(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> List.of(Condition.of("r.stage = :stage", "stage", stage(random)));
            case 1 -> List.of(Condition.of("r.name like :text", "text", "%" + random.nextInt(10) + "%"));
            case 2 ->
                List.of(
                        Condition.of("r.amount > :least or r.amount is null", "least", random.nextInt(8)),
                        Condition.of("r.owner_id in (:some)", "some", List.of(owner(random), owner(random))));
            default -> List.of();
        };
    }

    private static Scope scope(Random random) {
        var parts = new ArrayList<Scope>();
        for (int i = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4); i > 0; i--) {
            parts.add(part(random, 2));
        }
        return new Scope.AnyOf(parts);
    }

    private static Scope part(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 10 : 14)) {
            case 0, 1 -> Scope.keyIn("owner_id", keys(random, 2, ScopedListContract::owner));
            case 2, 3 ->
                Scope.keyIn("department_id", keys(random, DEPARTMENTS, r -> department(r.nextInt(DEPARTMENTS))));
            case 4 -> Scope.keyIn("pool_id", keys(random, 3, r -> new UUID(3, r.nextInt(4))));
            case 5 -> Scope.keyIn("id", keys(random, 40, r -> item(r.nextInt(ROWS))));
            case 6 -> new Scope.InTeam(person(random), random.nextBoolean());
            case 7 ->
                new Scope.SharedWith(
                        keys(random, 2, r -> "person:" + person(r)),
                        random.nextBoolean() ? "list" : "edit",
                        random.nextInt(4) == 0);
            case 8 -> Scope.keyIn("stage", keys(random, 2, ScopedListContract::stage));
            case 9 ->
                random.nextInt(3) == 0
                        ? random.nextInt(4) == 0 ? Scope.everything() : Scope.nothing()
                        : new Scope.Compare("amount", Scope.Operator.LESS, (long) random.nextInt(9));
            case 10 ->
                new Scope.Below(
                        "house_id", "list.house", Scope.keyIn("owner_id", keys(random, 2, ScopedListContract::owner)));
            case 11 -> new Scope.Not(part(random, depth - 1));
            default -> Scope.allOf(part(random, depth - 1), part(random, depth - 1));
        };
    }

    private static <T> List<T> keys(Random random, int most, java.util.function.Function<Random, T> key) {
        var keys = new ArrayList<T>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            keys.add(key.apply(random));
        }
        return keys;
    }

    private static String stage(Random random) {
        return List.of("new", "won", "lost").get(random.nextInt(3));
    }

    private static UUID person(Random random) {
        return new UUID(1, random.nextInt(5));
    }

    private static UUID owner(Random random) {
        // Some with many rows, some with few; a sign where Java would see one.
        return new UUID(random.nextBoolean() ? 1 : Long.MIN_VALUE, random.nextInt(1 + random.nextInt(20)));
    }

    private static UUID department(int number) {
        return new UUID(2, number);
    }

    private static UUID item(int number) {
        return new UUID(number % 2 == 0 ? number : Long.MIN_VALUE | number, -number);
    }

    private void fill() throws SQLException {
        var random = new Random(20_261_125);
        try (Connection connection = persistence.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 30; i++) {
                insert(connection, "list_house", new UUID(4, i), owner(random));
            }
            for (int i = 0; i < ROWS; i++) {
                insert(
                        connection,
                        "list_item",
                        item(i),
                        rarely(random, owner(random)),
                        rarely(random, department(random.nextInt(DEPARTMENTS))),
                        random.nextInt(3) > 0 ? null : new UUID(3, random.nextInt(4)),
                        rarely(random, new UUID(4, random.nextInt(30))),
                        rarely(random, stage(random)),
                        rarely(random, (long) random.nextInt(10)),
                        List.of("客户", "Größe", "a", "A", "ab").get(random.nextInt(5)) + random.nextInt(40),
                        (long) i * 7919 % 10007,
                        // Many at the same moment: the id decides.
                        Instant.parse("2026-01-01T00:00:00.123456Z").plusSeconds(random.nextInt(200)));
            }
            share(connection, random);
            connection.commit();
        }
    }

    private void share(Connection connection, Random random) throws SQLException {
        var members = new HashSet<String>();
        for (int i = 0; i < 150; i++) {
            UUID record = item(random.nextInt(ROWS));
            UUID person = person(random);
            if (members.add(record + " " + person)) {
                try (var insert = connection.prepareStatement(
                        "insert into list_item_team (record_id, member_id, writing, from_at, until_at, reason, joined_by)"
                                + " values (?, ?, ?, ?, ?, 'helps', 'nobody')")) {
                    Prepared.bind(insert, values(record, person, random.nextBoolean(), Instant.EPOCH, until(random)));
                    insert.executeUpdate();
                }
                String giver = giver(random);
                givers.add(giver);
                try (var insert = connection.prepareStatement(
                        "insert into list_item_share (share_id, record_id, receiver, action, until_at, reason, shared_by,"
                                + " shared_at) values (?, ?, ?, ?, ?, 'asked', ?, current_timestamp)")) {
                    Prepared.bind(
                            insert,
                            values(
                                    new UUID(5, i),
                                    record,
                                    "person:" + person,
                                    random.nextBoolean() ? "list" : "edit",
                                    until(random),
                                    giver));
                    insert.executeUpdate();
                }
            }
        }
    }

    private static @Nullable Instant until(Random random) {
        return random.nextBoolean() ? null : Instant.now().plusSeconds(random.nextBoolean() ? 100_000 : -1000);
    }

    private static <T> @Nullable T rarely(Random random, T value) {
        return random.nextInt(8) == 0 ? null : value;
    }

    private static List<@Nullable Object> values(@Nullable Object... values) {
        return new ArrayList<>(java.util.Arrays.asList(values));
    }

    private static void insert(Connection connection, String table, @Nullable Object... values) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into " + table + " values (" + ScopePredicate.marks(values.length) + ")")) {
            Prepared.bind(insert, values(values));
            insert.executeUpdate();
        }
    }
}
