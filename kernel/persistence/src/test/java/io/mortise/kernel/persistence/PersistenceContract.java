package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.kernel.persistence.note.NoteEntity;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.Idempotency.Reservation;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What persistence promises, on whichever database. */
abstract class PersistenceContract {

    private static final Permission READ = Permission.parse("note.note:read");
    private static final Permission LIST = Permission.parse("note.note:list");
    private static final Permission CREATE = Permission.parse("note.note:create");
    private static final Permission EDIT = Permission.parse("note.note:edit");
    private static final Permission DELETE = Permission.parse("note.note:delete");
    private static final UUID ANNA = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    private static final UUID BERT = UUID.fromString("00000000-0000-7000-8000-00000000000b");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private Grants grants;
    private NoteModule modules;
    private Persistence persistence;
    private ModuleInstance note;
    private Database database;

    /** Settings of an empty database. */
    abstract DatabaseSettings settings() throws Exception;

    @BeforeEach
    void open() throws Exception {
        grants = new Grants().everything();
        modules = new NoteModule(folder.resolve("felix"));
        persistence = Persistence.open(settings(), folder, () -> grants, ProductSchema.CURRENT, clock());
        note = modules.install(NoteModule.MIGRATIONS);
        persistence.open(note);
        database = databaseOf(note);
    }

    @AfterEach
    void close() throws Exception {
        assertEquals(0, persistence.poolUse().active(), "connections that were not given back");
        persistence.close(note);
        persistence.close();
        modules.close();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    private Database databaseOf(ModuleInstance instance) {
        return (Database) persistence.services().getFirst().view().apply(instance);
    }

    private static Problem problem(Executable executable) {
        return assertThrows(ProblemException.class, executable).problem();
    }

    private NoteEntity stored(String title, UUID owner) {
        var entity = new NoteEntity(title, owner);
        database.write(() -> {
            database.insert(CREATE, entity);
            return true;
        });
        return entity;
    }

    private long stored() throws SQLException {
        return persistence.rows("note").get("note_note");
    }

    // Starts

    @Test
    void theEntitiesOfAnArtifactThatWasOpenBeforeWaitUntilSomebodyNeedsOne() throws Exception {
        stored("one", ANNA);
        persistence.close(note);
        persistence.deferEntities();
        persistence.open(note);
        database = databaseOf(note);
        ModuleStore store = note.attachment(ModuleStore.class).orElseThrow();

        assertEquals(1, stored());
        assertFalse(store.isMapped());
        assertEquals(List.of(), persistence.check(note));

        stored("two", BERT);
        assertTrue(store.isMapped());
        assertEquals(2, stored());
    }

    @Test
    void afterTheStartAllEntitiesAreMappedAndLaterOnesAtOnce() throws Exception {
        persistence.close(note);
        persistence.deferEntities();
        persistence.open(note);

        persistence.mapEntities();

        assertTrue(note.attachment(ModuleStore.class).orElseThrow().isMapped());
        assertEquals(List.of(), persistence.unmapped());
        persistence.close(note);
        persistence.open(note);
        assertTrue(note.attachment(ModuleStore.class).orElseThrow().isMapped());
    }

    @Test
    void anArtifactThatIsNewHereIsMappedAtOnceAlsoDuringTheStart() throws Exception {
        persistence.close(note);
        persistence.deferEntities();
        note = modules.install(Map.of("db/expand/V009__new.sql", "create table note_new (id integer primary key)"));

        persistence.open(note);

        assertTrue(note.attachment(ModuleStore.class).orElseThrow().isMapped());
        assertTrue(persistence.rows("note").containsKey("note_new"));
    }

    @Test
    void entitiesThatCantBeMappedAfterTheStartAreTold() throws Exception {
        persistence.close(note);
        persistence.deferEntities();
        // The framework's: it knows no such class.
        var blind = new ModuleInstance(
                note.descriptor(), note.version(), note.sha256(), note.bundle(), ClassLoader.getPlatformClassLoader());
        persistence.open(blind);

        persistence.mapEntities();

        assertEquals(1, persistence.unmapped().size());
        String told = persistence.unmapped().getFirst();
        assertTrue(told.startsWith("the entities of module note can't be mapped: "), told);
        persistence.close(blind);
        assertEquals(List.of(), persistence.unmapped());
    }

    @Test
    void anArtifactIsOpenedAnewAfterAPurge() throws Exception {
        persistence.close(note);
        persistence.purge("note");

        persistence.open(note);

        assertEquals(0, stored());
    }

    // Units of work

    @Test
    void anExceptionRollsBackWhatEveryModuleWrote() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> database.write(() -> {
                    database.insert(CREATE, new NoteEntity("one", ANNA));
                    database.write(() -> database.execute("insert into note_tag values (1, 'a')", Map.of()));
                    throw new IllegalStateException("no");
                }));

        assertEquals(Map.of("note_note", 0L, "note_tag", 0L), persistence.rows("note"));
    }

    @Test
    void aFailureThatWasSwallowedStillRollsBack() throws Exception {
        var thrown = assertThrows(
                IllegalStateException.class,
                () -> database.write(() -> {
                    database.insert(CREATE, new NoteEntity("one", ANNA));
                    try {
                        database.write(() -> {
                            throw new IllegalArgumentException("inner");
                        });
                    } catch (IllegalArgumentException swallowed) {
                        assertEquals("inner", swallowed.getMessage());
                    }
                    return true;
                }));

        assertTrue(thrown.getMessage().contains("rolled back"));
        assertEquals(0, stored());
    }

    @Test
    void aWriteInsideAReadIsRefused() {
        var thrown = assertThrows(IllegalStateException.class, () -> database.read(() -> database.write(() -> true)));

        assertTrue(thrown.getMessage().contains("write inside a read"));
    }

    @Test
    void whoFindsNoConnectionInTimeIsToldThatTheDatabaseIsBusy() throws Exception {
        DatabaseSettings same = reopened();
        persistence.close(note);
        persistence.close();
        persistence = Persistence.open(
                with(same, 4, Duration.ofMillis(250), false), folder, () -> grants, ProductSchema.CURRENT, clock());
        persistence.open(note);
        database = databaseOf(note);
        var inside = new CountDownLatch(3);
        var leave = new CountDownLatch(1);
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var working = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 3; i++) {
                working.add(workers.submit(() -> database.read(() -> {
                    inside.countDown();
                    return leave.await(60, TimeUnit.SECONDS);
                })));
            }
            assertTrue(inside.await(60, TimeUnit.SECONDS));

            Problem busy = problem(() -> database.read(() -> true));

            assertEquals("database-busy", busy.type());
            assertEquals(503, busy.status());
            leave.countDown();
            for (Future<Boolean> work : working) {
                assertTrue(work.get(60, TimeUnit.SECONDS));
            }
        }
        assertTrue(database.read(() -> true));
    }

    /** The same database with other limits. */
    static DatabaseSettings with(
            DatabaseSettings same, int poolSize, Duration connectionTimeout, boolean upgradeWithoutBackup) {
        return new DatabaseSettings(
                same.url(),
                same.user(),
                same.password(),
                same.passwordFile(),
                poolSize,
                connectionTimeout,
                same.lockTimeout(),
                same.statementTimeout(),
                upgradeWithoutBackup);
    }

    @Test
    void outsideAUnitOfWorkNothingGoes() {
        assertThrows(IllegalStateException.class, () -> database.find(READ, NoteEntity.class, ANNA));
        assertThrows(IllegalStateException.class, () -> database.execute("delete from note_tag", Map.of()));
        assertThrows(
                IllegalStateException.class,
                () -> database.read(() -> database.execute("delete from note_tag", Map.of())));
        assertFalse(persistence.units().active());
    }

    @Test
    void afterCommitRunsAfterTheCommitAndNotAfterARollBack() {
        var seen = new ArrayList<String>();
        database.write(() -> {
            database.insert(CREATE, new NoteEntity("one", ANNA));
            database.afterCommit(
                    () -> seen.add("rows " + persistence.rows("note").get("note_note")));
            assertTrue(seen.isEmpty());
            return true;
        });
        assertThrows(
                IllegalStateException.class,
                () -> database.write(() -> {
                    database.afterCommit(() -> seen.add("never"));
                    throw new IllegalStateException("no");
                }));

        assertEquals(List.of("rows 1"), seen);
    }

    @Test
    void separateWorkStaysWhenTheOuterIsRolledBack() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> database.write(() -> {
                    database.execute("insert into note_tag values (1, 'outer')", Map.of());
                    persistence
                            .units()
                            .separately(() -> database.execute("insert into note_tag values (2, 'own')", Map.of()));
                    throw new IllegalStateException("no");
                }));

        assertEquals(
                List.of("own"),
                database.read(
                        () -> database.rows("select word from note_tag", Map.of(), row -> row.requireText("word"))));
    }

    @Test
    void separateWorkInsideEveryPermittedUnitNeverLocksThePoolUp() throws Exception {
        var threads = new ArrayList<Thread>();
        var failures = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        for (int i = 0; i < 64; i++) {
            int id = i;
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    database.read(() -> persistence
                            .units()
                            .separately(() ->
                                    database.execute("insert into note_tag values (:id, 'x')", Map.of("id", id))));
                } catch (Throwable failure) {
                    failures.add(failure);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(List.of(), List.copyOf(failures));
        assertEquals(64, persistence.rows("note").get("note_tag"));
    }

    @Test
    void aKernelPartCantEndTheTransactionOfAUnit() {
        database.write(() -> {
            Connection connection = persistence.units().connection();
            assertThrows(SQLException.class, connection::commit);
            assertThrows(SQLException.class, connection::rollback);
            org.junit.jupiter.api.Assertions.assertDoesNotThrow(connection::close);
            assertTrue(persistence.units().writing());
            return true;
        });
    }

    // Entities

    @Test
    void anEntityComesBackAsItWasStored() {
        NoteEntity one = stored("Größe 客户", ANNA);

        NoteEntity found = database.read(
                () -> database.find(READ, NoteEntity.class, one.id).orElseThrow());

        assertEquals("Größe 客户", found.title);
        assertEquals(ANNA, found.ownerId);
        assertEquals(one.createdAt, found.createdAt);
    }

    @Test
    void whatTheScopeDoesNotReachIsNotFound() {
        NoteEntity one = stored("one", ANNA);

        grants.grant("read", Scope.keyIn("owner_id", List.of(BERT)));
        assertTrue(database.read(() -> database.find(READ, NoteEntity.class, one.id))
                .isEmpty());
        grants.grant("read", Scope.anyOf(Scope.nothing(), Scope.keyIn("owner_id", List.of(BERT, ANNA.toString()))));
        assertTrue(database.read(() -> database.find(READ, NoteEntity.class, one.id))
                .isPresent());
        grants.grant("read", Scope.nothing());
        assertTrue(database.read(() -> database.find(READ, NoteEntity.class, one.id))
                .isEmpty());
    }

    @Test
    void unreadableIs404AndReadableButForbiddenIs403() {
        NoteEntity one = stored("one", ANNA);
        grants.grant("edit", Scope.keyIn("owner_id", List.of(BERT)))
                .grant("delete", Scope.keyIn("owner_id", List.of(BERT)));

        assertEquals(
                403,
                problem(() -> change(one, null, note -> note.title = "two")).status());
        assertEquals(403, problem(() -> remove(one, null)).status());
        grants.grant("read", Scope.keyIn("owner_id", List.of(BERT)));
        assertEquals(
                404,
                problem(() -> change(one, null, note -> note.title = "two")).status());
        assertEquals(404, problem(() -> remove(one, null)).status());
    }

    @Test
    void aChangeThatLeavesTheScopeIs403AndIsNotStored() throws Exception {
        NoteEntity one = stored("one", ANNA);
        grants.grant("edit", Scope.keyIn("owner_id", List.of(ANNA)))
                .grant("create", Scope.keyIn("owner_id", List.of(ANNA)));

        assertEquals(
                403,
                problem(() -> change(one, null, note -> note.ownerId = BERT)).status());
        assertEquals(403, problem(() -> stored("two", BERT)).status());
        assertEquals(
                403,
                problem(() -> database.write(() -> {
                            database.insertAll(
                                    CREATE, List.of(new NoteEntity("three", ANNA), new NoteEntity("four", BERT)));
                            return true;
                        }))
                        .status());

        assertEquals(1, stored());
        assertEquals(
                ANNA,
                database.read(() -> database.find(READ, NoteEntity.class, one.id))
                        .orElseThrow()
                        .ownerId);
    }

    @Test
    void aStaleRevisionIs412WithTheCurrentOne() {
        NoteEntity one = stored("one", ANNA);
        NoteEntity changed = change(one, one.revision, note -> note.title = "two");

        Problem stale = problem(() -> change(one, one.revision, note -> note.title = "three"));

        assertEquals(one.revision + 1, changed.revision);
        assertEquals("stale-revision", stale.type());
        assertEquals(412, stale.status());
        assertEquals(changed.revision, stale.extras().get("revision"));
        assertEquals(412, problem(() -> remove(one, one.revision)).status());
    }

    @Test
    void aTakenValueIs409WithTheConstraintsName() throws Exception {
        stored("one", ANNA);

        Problem taken = problem(() -> stored("one", BERT));
        Problem many = problem(() -> database.write(() -> {
            database.insertAll(CREATE, List.of(new NoteEntity("two", ANNA), new NoteEntity("one", ANNA)));
            return true;
        }));

        assertEquals("unique-taken", taken.type());
        assertEquals(Map.of("constraint", "note_title_taken"), taken.extras());
        assertEquals(Map.of("constraint", "note_title_taken"), many.extras());
        assertEquals(1, stored());
    }

    @Test
    void removingRemoves() throws Exception {
        NoteEntity one = stored("one", ANNA);

        remove(one, one.revision);

        assertEquals(0, stored());
        assertEquals(404, problem(() -> remove(one, null)).status());
    }

    @Test
    void twoChangersOfOneRecordNeverLoseAChange() throws Exception {
        NoteEntity one = stored("0", ANNA);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 5; n++) {
                    change(one, null, note -> note.title = String.valueOf(Integer.parseInt(note.title) + 1));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(
                "40",
                database.read(() -> database.find(READ, NoteEntity.class, one.id))
                        .orElseThrow()
                        .title);
    }

    private NoteEntity change(NoteEntity entity, Long revision, java.util.function.Consumer<NoteEntity> mutation) {
        return database.write(() -> database.change(EDIT, NoteEntity.class, entity.id, revision, mutation));
    }

    private void remove(NoteEntity entity, Long revision) {
        database.write(() -> {
            database.delete(DELETE, NoteEntity.class, entity.id, revision);
            return true;
        });
    }

    // Lists

    private static Listing<String> listing(Order order, int limit, String after, Condition... conditions) {
        return new Listing<>(
                LIST, List.of("title"), List.of(conditions), order, limit, after, row -> row.requireText("title"));
    }

    private List<String> allPages(Order order, int limit) {
        var all = new ArrayList<String>();
        String after = null;
        do {
            String from = after;
            Page<String> page = database.read(() -> database.page(listing(order, limit, from)));
            assertTrue(page.items().size() <= limit);
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    @Test
    void pagesByKeyShowEveryRowOnceInOrderAndUnderTheScope() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var rows = new ArrayList<NoteEntity>();
        for (int i = 0; i < 137; i++) {
            var entity = new NoteEntity("n" + i, random.nextBoolean() ? ANNA : BERT);
            entity.createdAt = Instant.ofEpochSecond(random.nextInt(20));
            rows.add(entity);
        }
        database.write(() -> {
            database.insertAll(CREATE, rows);
            return true;
        });

        for (boolean descending : new boolean[] {true, false}) {
            List<String> reference = database.read(() -> database.query(
                    LIST,
                    "select n.title from note_note n where {scope:n} order by n.created_at "
                            + (descending ? "desc, n.id desc" : "asc, n.id asc"),
                    Map.of(),
                    row -> row.requireText("title")));
            assertEquals(137, reference.size());
            var order = new Order("created_at", descending);
            assertEquals(reference, allPages(order, 10), "seed " + seed);
            assertEquals(reference, allPages(order, 137), "seed " + seed);
            assertEquals(reference, allPages(order, 1000), "seed " + seed);
        }
        grants.grant("list", Scope.keyIn("owner_id", List.of(ANNA)));
        assertEquals(
                rows.stream()
                        .filter(each -> each.ownerId.equals(ANNA))
                        .map(NoteEntity::title)
                        .sorted()
                        .toList(),
                allPages(Order.ascending("created_at"), 7).stream().sorted().toList());
    }

    @Test
    void aBrokenOrForeignCursorIs400() {
        stored("one", ANNA);
        stored("two", ANNA);
        String next = database.read(() -> database.page(listing(Order.ascending("title"), 1, null)))
                .next();

        for (Executable foreign : List.<Executable>of(
                () -> database.read(() -> database.page(listing(Order.descending("title"), 1, next))),
                () -> database.read(() -> database.page(listing(Order.ascending("created_at"), 1, next))),
                () -> database.read(() -> database.page(
                        listing(Order.ascending("title"), 1, next, Condition.of("r.title = :t", "t", "x")))),
                () -> database.read(() -> database.page(listing(Order.ascending("title"), 1, "!!"))),
                () -> database.read(() -> database.page(listing(Order.ascending("title"), 1, "bnVsbA"))),
                () -> database.read(() -> database.page(listing(
                        Order.ascending("created_at"),
                        1,
                        new Cursor(Cursor.question(listing(Order.ascending("created_at"), 1, null)), "soon", "x")
                                .encode()))))) {
            assertEquals("invalid-cursor", problem(foreign).type());
        }
    }

    @Test
    void countsStopAtTheirCapAndKnowTheScope() {
        for (String title : List.of("one", "two", "three")) {
            stored(title, title.equals("one") ? BERT : ANNA);
        }

        assertEquals(3, database.read(() -> database.count(LIST, List.of(), 10)));
        assertEquals(2, database.read(() -> database.count(LIST, List.of(), 2)));
        assertEquals(
                1,
                database.read(() ->
                        database.count(LIST, List.of(Condition.of("r.title in (:t)", "t", List.of("one", "x"))), 9)));
        grants.grant("list", Scope.keyIn("owner_id", List.of(ANNA)));
        assertEquals(2, database.read(() -> database.count(LIST, List.of(), 10)));
        grants.grant("list", Scope.nothing());
        assertEquals(0, database.read(() -> database.count(LIST, List.of(), 10)));
        assertNull(database.read(() -> database.page(listing(Order.ascending("title"), 1, null)))
                .next());
    }

    /** The scopes of this test stay within one table; StoredLinks answers where they do not. */
    private static final ScopePredicate.Links NO_LINKS = new ScopePredicate.Links() {
        @Override
        public boolean inTeam(TableShape table, Object record, UUID member, boolean writing) {
            throw new AssertionError(table);
        }

        @Override
        public boolean isShared(TableShape table, Object record, Set<String> subjects, String action) {
            throw new AssertionError(table);
        }

        @Override
        public Set<String> givers(TableShape table, Object record, Set<String> subjects, String action) {
            throw new AssertionError(table);
        }

        @Override
        public Function<String, Object> row(TableShape table, Object record) {
            throw new AssertionError(table);
        }
    };

    @Test
    void theCheckInMemoryAndTheQueryAgreeForEveryScope() throws Exception {
        var people = List.of(ANNA, BERT, UUID.randomUUID(), UUID.randomUUID());
        for (int i = 0; i < 40; i++) {
            stored("t" + i, people.get(i % people.size()));
        }
        var random = new Random(7);
        TableShape shape = note.attachment(ModuleStore.class).orElseThrow().table("note.note");
        for (int i = 0; i < 60; i++) {
            Scope scope = scope(random, people, 3);
            grants.grant("list", scope);
            ScopePredicate predicate = ScopePredicate.of(scope, shape);
            List<String> queried = allPages(Order.ascending("title"), 50);
            grants.grant("list", Scope.everything());
            List<String> checked = database.read(() -> database
                    .page(new Listing<>(
                            LIST,
                            List.of("title", "owner_id"),
                            List.of(),
                            Order.ascending("title"),
                            50,
                            null,
                            row -> predicate.reaches(
                                            column -> column.equals("title") ? row.text(column) : row.uuid(column),
                                            NO_LINKS)
                                    ? row.requireText("title")
                                    : ""))
                    .items()
                    .stream()
                    .filter(title -> !title.isEmpty())
                    .toList());
            assertEquals(checked, queried, scope.toString());
        }
    }

    private static Scope scope(Random random, List<UUID> people, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> random.nextInt(4) == 0 ? Scope.everything() : Scope.nothing();
            case 1 -> Scope.keyIn("title", List.of("t" + random.nextInt(40), "t" + random.nextInt(40), "none"));
            case 2 -> Scope.keyIn("owner_id", people.subList(0, random.nextInt(people.size())));
            case 3 ->
                Scope.keyIn(
                        "owner_id",
                        List.of(people.get(random.nextInt(people.size())).toString()));
            default -> Scope.anyOf(scope(random, people, depth - 1), scope(random, people, depth - 1));
        };
    }

    // The guard

    @Test
    void noWayLeadsAroundTheGuard() {
        NoteEntity one = stored("one", ANNA);
        NoteEntity child = new NoteEntity("child", ANNA);
        child.parent = one;
        database.write(() -> {
            database.insert(CREATE, child);
            return true;
        });
        Map<String, Executable> ways = new HashMap<>();
        for (String sql : List.of(
                "select * from note_note",
                "SELECT * FROM PUBLIC.NOTE_NOTE",
                "select * from \"NOTE_NOTE\"",
                "select 1 from note_tag where exists (select 1 from note_note)",
                "with x as (select * from note_note) select * from x",
                "select * from note_tag /* {scope:n} */, note_note",
                "select * from note_tag; select * from note_note",
                "table note_note",
                "select * from kernel_persistence_product",
                "select * from information_schema.tables",
                "select query_to_xml('select * from note' || '_note', true, true, '')",
                "select * from U&\"note\\005fnote\"",
                "select * from $$x$$, note_tag",
                "explain select * from note_tag")) {
            ways.put("rows: " + sql, () -> database.read(() -> database.rows(sql, Map.of(), row -> row)));
        }
        for (String sql : List.of(
                "update note_note set title = 'x'",
                "delete from note_note",
                "insert into note_tag select 1, title from note_note",
                "create view note_v as select * from note_note",
                "execute immediate 'delete from note_note'",
                "do 'delete from note_note'",
                "script to 'x'",
                "set schema public")) {
            ways.put("execute: " + sql, () -> database.write(() -> database.execute(sql, Map.of())));
        }
        ways.put(
                "query without place",
                () -> database.read(() -> database.query(LIST, "select title from note_note n", Map.of(), row -> row)));
        ways.put(
                "query with one place for two",
                () -> database.read(() -> database.query(
                        LIST,
                        "select n.title from note_note n join note_note m on m.id = n.id where {scope:n}",
                        Map.of(),
                        row -> row)));
        ways.put(
                "query that deletes",
                () -> database.write(
                        () -> database.query(LIST, "delete from note_note n where {scope:n}", Map.of(), row -> row)));
        session(
                ways,
                "HQL",
                session ->
                        session.createQuery("from NoteEntity", NoteEntity.class).list());
        session(
                ways,
                "bulk HQL",
                session -> session.createMutationQuery("delete NoteEntity").executeUpdate());
        session(
                ways,
                "native",
                session -> session.createNativeQuery("select * from note_note", NoteEntity.class)
                        .list());
        session(ways, "find", session -> session.find(NoteEntity.class, one.id));
        session(
                ways,
                "lazy",
                session -> session.getReference(NoteEntity.class, one.id).title());
        session(ways, "insert", session -> {
            session.persist(new NoteEntity("three", ANNA));
            session.flush();
            return true;
        });
        connection(ways, "createStatement", Connection::createStatement);
        connection(ways, "prepareCall", connection -> connection.prepareCall("select 1"));
        connection(ways, "unwrap", connection -> connection.unwrap(Connection.class));
        connection(ways, "prepareStatement", connection -> connection.prepareStatement("select * from note_note"));
        connection(
                ways,
                "through a statement",
                connection -> connection
                        .prepareStatement("select * from note_tag")
                        .getConnection()
                        .prepareStatement("select * from note_note"));
        connection(
                ways,
                "through a result",
                connection -> connection
                        .prepareStatement("select * from note_tag")
                        .executeQuery()
                        .getStatement()
                        .getConnection()
                        .createStatement());
        connection(
                ways,
                "through meta data",
                connection -> connection.getMetaData().getConnection().createStatement());
        connection(
                ways,
                "text at the last moment",
                connection ->
                        connection.prepareStatement("select * from note_tag").executeQuery("select * from note_note"));
        ways.put("lazily from a mutation", () -> change(child, null, note -> note.title = note.parent.title()));

        assertTrue(ways.size() >= 35, "only " + ways.size() + " ways were tried");
        ways.forEach((way, attempt) -> {
            Throwable thrown = assertThrows(Throwable.class, attempt, way);
            boolean byGuard = false;
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                byGuard |= each instanceof UnscopedStatementException
                        || each instanceof SqlText.Unreadable
                        || each instanceof java.sql.SQLFeatureNotSupportedException;
            }
            assertTrue(byGuard, way + " was not refused by the guard but by " + thrown);
        });
    }

    @FunctionalInterface
    private interface Attempt<T> {
        Object on(T target) throws Exception;
    }

    private void session(Map<String, Executable> ways, String name, Attempt<Session> attempt) {
        ModuleStore store = note.attachment(ModuleStore.class).orElseThrow();
        Transactions units = (Transactions) persistence.units();
        ways.put(
                name,
                () -> database.write(
                        () -> attempt.on(store.session(units.require()).session())));
    }

    private void connection(Map<String, Executable> ways, String name, Attempt<Connection> attempt) {
        session(
                ways,
                "JDBC " + name,
                session -> session.doReturningWork(connection -> {
                    try {
                        return attempt.on(connection);
                    } catch (SQLException | RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }));
    }

    @Test
    void anotherModulesTablesAreOutOfReach() throws Exception {
        ModuleInstance other = modules.install(
                "memo",
                List.of(),
                NoteModule.Entities.NONE,
                Map.of("db/expand/V001__memo.sql", "create table memo_memo (id integer primary key)"));
        persistence.open(other);

        var thrown = assertThrows(
                UnscopedStatementException.class,
                () -> database.read(() -> database.rows("select * from memo_memo", Map.of(), row -> row)));
        assertThrows(
                UnscopedStatementException.class,
                () -> databaseOf(other)
                        .read(() -> databaseOf(other).rows("select * from note_tag", Map.of(), row -> row)));

        assertTrue(thrown.getMessage().contains("\"memo_memo\" is no table of the module note"));
        persistence.close(other);
    }

    // Migrations

    private static Map<String, String> with(String path, String sql) {
        var files = new HashMap<>(NoteModule.MIGRATIONS);
        files.put(path, sql);
        return files;
    }

    @Test
    void aMigrationThatFailsLeavesTheOldVersionServingAndTheNextTryWorks() throws Exception {
        stored("one", ANNA);
        ModuleInstance broken = modules.install(
                with("db/expand/V004__colour.sql", "alter table note_note add column colour nonsense(3)"));
        assertThrows(Exception.class, () -> persistence.open(broken));
        persistence.close(broken);
        stored("two", ANNA);
        ModuleInstance mended = modules.install(
                with("db/expand/V004__colour.sql", "alter table note_note add column colour varchar(3)"));

        persistence.open(mended);

        assertEquals(2, databaseOf(mended).read(() -> databaseOf(mended).count(LIST, List.of(), 9)));
        stored("three", ANNA);
        assertEquals(List.of(), persistence.check(note));
        persistence.close(mended);
    }

    @Test
    void aLowerNumberThatComesLaterStillRuns() throws Exception {
        Map<String, String> first =
                with("db/expand/V050__place.sql", "create table note_place (id integer primary key)");
        ModuleInstance before = modules.install(first);
        persistence.open(before);
        persistence.close(before);
        var second = new HashMap<>(first);
        second.put("db/expand/V040__colour.sql", "alter table note_note add column colour varchar(3)");

        assertEquals(
                List.of("db/expand/V040__colour.sql"),
                persistence.pending("note", second).stream()
                        .map(each -> each.file())
                        .toList());
        ModuleInstance next = modules.install(second);
        persistence.open(next);

        assertEquals(List.of(), persistence.pending("note", second));
        persistence.close(next);
    }

    @Test
    void anExpandingMigrationThatTakesAwayIsRefusedBeforeAnythingRan() throws Exception {
        ModuleInstance bad =
                modules.install(with("db/expand/V004__drop.sql", "alter table note_note drop column title"));

        var thrown = assertThrows(IllegalStateException.class, () -> persistence.open(bad));

        assertTrue(thrown.getMessage().contains("move it to db/contract/"), thrown.getMessage());
        persistence.close(bad);
        stored("one", ANNA);
    }

    @Test
    void contractingMigrationsWaitForTheirStep() throws Exception {
        Map<String, String> files = with("db/contract/V001__tag.sql", "drop table note_tag");
        ModuleInstance next = modules.install(files);
        persistence.open(next);
        assertTrue(persistence.rows("note").containsKey("note_tag"));
        assertEquals(
                List.of("db/contract/V001__tag.sql"),
                persistence.pending("note", files).stream()
                        .map(each -> each.file())
                        .toList());

        persistence.contract(next);

        assertFalse(persistence.rows("note").containsKey("note_tag"));
        assertEquals(List.of(), persistence.pending("note", files));
        persistence.close(next);
    }

    @Test
    void aChangedMigrationAndAnOlderJarAreToldApart() {
        String fault = persistence
                .pending("note", with("db/expand/V003__tag.sql", "create table note_tag (id integer primary key)"))
                .getFirst()
                .fault();
        var older = new HashMap<>(NoteModule.MIGRATIONS);
        older.remove("db/expand/V003__tag.sql");

        assertTrue(fault.contains("changed after it had run"), fault);
        assertEquals(List.of(), persistence.pending("note", older));
    }

    @Test
    void aDialectsOwnFileBelongsToTheSameHistory() throws Exception {
        Map<String, String> files = new HashMap<>(NoteModule.MIGRATIONS);
        files.put("db/h2/expand/V004__place.sql", "create table note_place_h2 (id integer primary key)");
        files.put("db/postgresql/expand/V004__place.sql", "create table note_place_pg (id integer primary key)");
        ModuleInstance next = modules.install(files);

        persistence.open(next);

        String expected =
                persistence.kind() == io.mortise.kernel.spi.KernelDatabase.Kind.H2 ? "note_place_h2" : "note_place_pg";
        assertTrue(persistence.rows("note").containsKey(expected));
        assertEquals(3, persistence.rows("note").size());
        persistence.close(next);
    }

    @Test
    void purgingLeavesNothingAndTheModuleCanComeAgain() throws Exception {
        stored("one", ANNA);
        persistence.close(note);

        persistence.purge("note");

        assertEquals(Map.of(), persistence.rows("note"));
        note = modules.install(NoteModule.MIGRATIONS);
        persistence.open(note);
        database = databaseOf(note);
        assertEquals(0, stored());
    }

    @Test
    void aClosedInstanceLeavesNoClassLoader() throws Exception {
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        for (int i = 0; i < 3; i++) {
            loaders.add(openAndCloseOne());
        }

        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (loaders.stream().anyMatch(each -> each.get() != null)) {
            assertTrue(System.nanoTime() < deadline, "class loaders of closed modules are held");
            System.gc();
            Thread.onSpinWait();
        }
    }

    private WeakReference<ClassLoader> openAndCloseOne() throws Exception {
        ModuleInstance instance =
                modules.install("note", List.of("note"), NoteModule.Entities.OF_THE_BUNDLE, NoteModule.MIGRATIONS);
        persistence.open(instance);
        assertEquals(List.of(), persistence.check(instance));
        Class<?> type = instance.loader().loadClass(NoteEntity.class.getName());
        assertFalse(type == NoteEntity.class);
        Database own = databaseOf(instance);
        assertTrue(own.read(() -> own.find(READ, type, ANNA)).isEmpty());
        persistence.close(instance);
        var loader = new WeakReference<>(instance.loader());
        instance.bundle().uninstall();
        return loader;
    }

    // Idempotency

    @Test
    void aKeyIsReservedAnsweredRefusedAndForgotten() throws Exception {
        Idempotency keys = persistence.idempotency();
        var answer = new Idempotency.Answer(201, "application/json", "/x", "\"7\"", new byte[] {1, 2});
        String token = assertInstanceOf(Reservation.Granted.class, keys.reserve("a POST /x", "k", "d"))
                .token();

        assertInstanceOf(Reservation.Running.class, keys.reserve("a POST /x", "k", "d"));
        assertInstanceOf(Reservation.OtherBody.class, keys.reserve("a POST /x", "k", "e"));
        assertInstanceOf(Reservation.Granted.class, keys.reserve("b POST /x", "k", "d"));
        assertThrows(
                IllegalStateException.class,
                () -> persistence.units().write(() -> {
                    keys.complete(token, answer);
                    throw new IllegalStateException("the work failed");
                }));
        assertInstanceOf(Reservation.Running.class, keys.reserve("a POST /x", "k", "d"));
        persistence.units().write(() -> {
            keys.complete(token, answer);
            return true;
        });
        var done = assertInstanceOf(Reservation.Done.class, keys.reserve("a POST /x", "k", "d"));
        assertEquals(201, done.answer().status());
        assertEquals(2, done.answer().body()[1]);
        assertEquals("\"7\"", done.answer().etag());
        assertEquals("/x", keys.find("a POST /x", "k").orElseThrow().location());
        assertEquals("\"7\"", keys.find("a POST /x", "k").orElseThrow().etag());

        now.updateAndGet(time -> time.plus(Duration.ofHours(25)));
        assertInstanceOf(Reservation.Granted.class, keys.reserve("c", "k", "d"));
        assertEquals(1, kernelRows());
    }

    private long kernelRows() throws SQLException {
        try (Connection connection = persistence.dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from kernel_persistence_idempotency")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void aReleasedOrDeadReservationCanBeTakenAgain() {
        Idempotency keys = persistence.idempotency();
        String first = assertInstanceOf(Reservation.Granted.class, keys.reserve("s", "k", "d"))
                .token();
        keys.release(first);
        String second = assertInstanceOf(Reservation.Granted.class, keys.reserve("s", "k", "d"))
                .token();
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(6)));

        assertInstanceOf(Reservation.Granted.class, keys.reserve("s", "k", "d"));
        assertThrows(
                IllegalStateException.class,
                () -> persistence.units().write(() -> {
                    keys.complete(second, new Idempotency.Answer(200, "", "", "", new byte[0]));
                    return true;
                }));
    }

    // The product

    @Test
    void olderDataIsBackedUpAndUpgradedAndNewerDataIsRefused() throws Exception {
        stored("one", ANNA);
        DatabaseSettings same = reopened();
        persistence.close(note);
        persistence.close();

        persistence = Persistence.open(same, folder, () -> grants, new ProductSchema(2, "0.2.0"), clock());
        note = modules.install(NoteModule.MIGRATIONS);
        persistence.open(note);
        database = databaseOf(note);
        assertEquals(1, stored());
        assertEquals(1, backups());
        persistence.close(note);
        persistence.close();

        var refused = assertThrows(IllegalStateException.class, () -> Persistence.open(same, folder, () -> grants));
        assertTrue(refused.getMessage().contains("Start the newer version"), refused.getMessage());
        persistence = Persistence.open(same, folder, () -> grants, new ProductSchema(2, "0.2.0"), clock());
        assertEquals(1, backups());
    }

    /** Settings of the database that is open now. */
    abstract DatabaseSettings reopened() throws Exception;

    /** How many backups there are. */
    abstract int backups() throws Exception;
}
