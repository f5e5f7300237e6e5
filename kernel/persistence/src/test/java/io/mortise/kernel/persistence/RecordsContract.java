package io.mortise.kernel.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.AccessControl;
import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.FieldRules.Rule;
import io.mortise.access.LiveFields;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.data.Row;
import io.mortise.data.Sharing;
import io.mortise.kernel.persistence.NoteModule.Entities;
import io.mortise.kernel.persistence.note.CardEntity;
import io.mortise.kernel.persistence.note.NoteEntity;
import io.mortise.kernel.spi.ModuleDescriptor.Action;
import io.mortise.kernel.spi.ModuleDescriptor.Field;
import io.mortise.kernel.spi.ModuleDescriptor.Gate;
import io.mortise.kernel.spi.ModuleDescriptor.ObjectType;
import io.mortise.kernel.spi.ModuleDescriptor.Parent;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the data layer promises about teams, shares, fields, bulk changes and the audit trail, on whichever database. */
abstract class RecordsContract {

    private static final Permission READ = Permission.parse("note.card:read");
    private static final Permission LIST = Permission.parse("note.card:list");
    private static final Permission CREATE = Permission.parse("note.card:create");
    private static final Permission EDIT = Permission.parse("note.card:edit");
    private static final Permission DELETE = Permission.parse("note.card:delete");
    private static final Permission NOTE_DELETE = Permission.parse("note.note:delete");
    private static final Permission SHARE = Permission.parse("note.card:share");
    private static final String CARD = "note.card";
    private static final UUID ANNA = UUID.fromString("00000000-0000-7000-8000-00000000000a");
    private static final UUID BERT = UUID.fromString("00000000-0000-7000-8000-00000000000b");
    private static final List<String> COLUMNS = List.of("id", "name", "phone", "salary", "owner_id");

    private static final Map<String, String> MIGRATIONS = migrations();

    @TempDir
    Path folder;

    private Grants grants;
    private NoteModule modules;
    private Persistence persistence;
    private ModuleInstance note;
    private Database database;
    private Sharing sharing;
    private ProtectedRecords records;

    /** Settings of an empty database. */
    abstract DatabaseSettings settings() throws Exception;

    private static Map<String, String> migrations() {
        var files = new LinkedHashMap<>(NoteModule.MIGRATIONS);
        files.put("db/expand/V010__card.sql", """
                create table note_card (
                    id uuid primary key,
                    revision bigint not null,
                    name varchar(200) not null,
                    name_key varchar(200) not null,
                    phone varchar(40),
                    salary numeric(20, 2),
                    owner_id uuid not null,
                    note_id uuid,
                    urgent boolean not null,
                    extra varchar(200),
                    custom varchar(2000),
                    created_at timestamp with time zone not null
                )
                """);
        files.put("db/expand/V011__stamp.sql", "create table note_stamp (card_id uuid primary key, word varchar(50))");
        return files;
    }

    private static Field field(String name, String type, String sensitivity, List<String> columns, String mask) {
        return new Field(name, Map.of(), type, sensitivity, columns, mask);
    }

    private static List<ObjectType> objects() {
        var actions = new ArrayList<Action>();
        for (String action : List.of("list", "read", "create", "edit", "delete", "share")) {
            actions.add(new Action(action, Map.of(), false));
        }
        return List.of(
                new ObjectType("note", Map.of(), "note_note", List.of(), actions),
                new ObjectType(
                        "card",
                        Map.of(),
                        "note_card",
                        true,
                        new Parent("note.note", "noteId"),
                        List.of(
                                field("name", "text", "internal", List.of("name", "name_key"), null),
                                field("phone", "text", "contact", null, "phone"),
                                field("salary", "money", "money", null, null),
                                field("ownerId", "person", "internal", null, null),
                                field("noteId", "record", "internal", null, null),
                                field("urgent", "truth", "internal", null, null),
                                field("stamp", "text", "internal", null, null)),
                        actions));
    }

    @BeforeEach
    void open() throws Exception {
        grants = new Grants().everything().grant("share", Scope.everything());
        modules = new NoteModule(folder.resolve("felix"));
        persistence = Persistence.open(settings(), folder, () -> grants);
        note = modules.installed("note", objects(), Entities.WITH_CARDS, MIGRATIONS);
        persistence.open(note);
        database = service(Database.class);
        sharing = service(Sharing.class);
        records = service(ProtectedRecords.class);
    }

    @AfterEach
    void close() throws Exception {
        assertEquals(0, persistence.poolUse().active(), "connections that were not given back");
        persistence.close(note);
        persistence.close();
        modules.close();
    }

    private <T> T service(Class<T> type) {
        return persistence.services().stream()
                .filter(service -> service.type() == type)
                .map(service -> type.cast(service.view().apply(note)))
                .findFirst()
                .orElseThrow();
    }

    private static Problem problem(Executable executable) {
        return assertThrows(ProblemException.class, executable).problem();
    }

    private CardEntity stored(CardEntity card) {
        database.write(() -> {
            database.insert(CREATE, card);
            return true;
        });
        return card;
    }

    private boolean found(CardEntity card) {
        return database.read(
                () -> database.find(READ, CardEntity.class, card.id()).isPresent());
    }

    private static Caller person(UUID id) {
        return new Caller(
                id.toString(), "p", Caller.Kind.PERSON, Set.of(), java.util.Locale.ENGLISH, "0".repeat(32), null);
    }

    /** Shares as a person: what nobody shares counts for nobody. */
    private Sharing.Share shared(UUID by, CardEntity card, String receiver, String... actions) {
        return ScopedValue.where(io.mortise.kernel.context.CallerBinding.CURRENT, person(by))
                .call(() -> database.write(
                        () -> sharing.share(SHARE, card.id(), receiver, Set.of(actions), null, "asked for")));
    }

    private List<String> names(Condition... conditions) {
        return database.read(() -> database.page(new Listing<>(
                        LIST, COLUMNS, List.of(conditions), Order.ascending("id"), 100, null, row -> row.text("name")))
                .items());
    }

    private void sql(String text, Object... values) throws SQLException {
        try (var connection = persistence.dataSource().getConnection();
                var statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    // Teams and shares

    @Test
    void aMemberReachesARecordWhileHisTimeLasts() throws Exception {
        CardEntity card = stored(new CardEntity("one", ANNA));
        stored(new CardEntity("two", ANNA));
        var reading = new Scope.InTeam(BERT, false);
        var writing = new Scope.InTeam(BERT, true);
        grants.grant("list", reading);
        assertEquals(List.of(), names());

        Instant end = Instant.now().plus(Duration.ofDays(1));
        Sharing.Member member =
                database.write(() -> sharing.join(SHARE, card.id(), BERT, false, end, " helps with the tender "));

        assertEquals("helps with the tender", member.reason());
        assertEquals(List.of("one"), names());
        grants.grant("list", writing);
        assertEquals(List.of(), names());
        database.write(() -> sharing.join(SHARE, card.id(), BERT, true, null, "writes too"));
        assertEquals(List.of("one"), names());
        assertEquals(
                List.of(true),
                database.read(() -> sharing.team(READ, card.id()).stream()
                        .map(Sharing.Member::writing)
                        .toList()));

        sql(
                "update note_card_team set until_at = ?",
                OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1));
        assertEquals(List.of(), names());
        assertEquals(List.of(), database.read(() -> sharing.team(READ, card.id())));

        sql("update note_card_team set until_at = null");
        assertTrue(database.write(() -> sharing.leave(SHARE, card.id(), BERT)));
        assertFalse(database.write(() -> sharing.leave(SHARE, card.id(), BERT)));
        assertEquals(List.of(), names());
    }

    @Test
    void aShareOpensARecordForItsActionsAndItsTimeAlone() throws Exception {
        CardEntity card = stored(new CardEntity("one", ANNA));
        stored(new CardEntity("two", ANNA));
        String sales = "department:" + UUID.randomUUID();

        Sharing.Share share = shared(ANNA, card, sales, "read", "list");

        grants.grant("list", new Scope.SharedWith(List.of(sales, "person:" + BERT), "list"));
        assertEquals(List.of("one"), names());
        grants.grant("list", new Scope.SharedWith(List.of(sales), "edit"));
        assertEquals(List.of(), names());
        grants.grant("list", new Scope.SharedWith(List.of("person:" + BERT), "list"));
        assertEquals(List.of(), names());
        assertEquals(List.of(share), database.read(() -> sharing.shares(READ, card.id())));

        grants.grant("list", new Scope.SharedWith(List.of(sales), "list"));
        sql(
                "update note_card_share set until_at = ?",
                OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1));
        assertEquals(List.of(), names());
        assertEquals(List.of(), database.read(() -> sharing.shares(READ, card.id())));
        sql("update note_card_share set until_at = null");
        assertEquals(List.of("one"), names());
        assertTrue(database.write(() -> sharing.end(SHARE, card.id(), share.id())));
        assertEquals(List.of(), names());
    }

    @Test
    void aShareCountsWhileWhoGaveItReachesTheRecordHimself() throws Exception {
        CardEntity one = stored(new CardEntity("one", ANNA));
        CardEntity two = stored(new CardEntity("two", ANNA));
        String receiver = "person:" + BERT;
        for (CardEntity card : List.of(one, two)) {
            shared(ANNA, card, receiver, "list");
        }
        var shared = new Scope.SharedWith(List.of(receiver), "list");
        grants.grant("list", shared);
        String giver = ANNA.toString();
        assertEquals(List.of("one", "two"), names());

        grants.giver(giver, Scope.keyIn("id", List.of(two.id())));
        assertEquals(List.of("two"), names());
        grants.grant("list", new Scope.Not(shared));
        assertEquals(List.of("one"), names());
        grants.grant("list", new Scope.SharedWith(List.of(receiver), "list", true));
        assertEquals(List.of("one", "two"), names());
        grants.grant("list", shared);

        // He has the record by somebody else's share alone: nothing rests on that.
        grants.giver(giver, new Scope.SharedWith(List.of("role:" + ANNA), "list"));
        assertEquals(List.of(), names());
        grants.giver(giver, Scope.nothing());
        assertEquals(List.of(), names());
        assertEquals(2, persistence.rows("note").get("note_card_share"));
        grants.giver(giver, Scope.everything());
        assertEquals(List.of("one", "two"), names());
    }

    @Test
    void ownersAndMembersOfTheTeamShareWhileTheyAreIt() throws Exception {
        CardEntity card = stored(new CardEntity("one", ANNA));
        stored(new CardEntity("two", ANNA));
        grants.giver(
                ANNA.toString(),
                Scope.anyOf(
                        Scope.keyIn("owner_id", List.of(ANNA)),
                        new Scope.InTeam(ANNA, false),
                        Scope.keyIn("note_id", List.of(UUID.randomUUID()))));
        shared(ANNA, card, "person:" + BERT, "list");
        grants.grant("list", new Scope.SharedWith(List.of("person:" + BERT), "list"));
        assertEquals(List.of("one"), names());

        sql("update note_card set owner_id = ?", BERT);
        assertEquals(List.of(), names());
        database.write(() -> sharing.join(SHARE, card.id(), ANNA, false, null, "still helps"));
        assertEquals(List.of("one"), names());
        database.write(() -> sharing.leave(SHARE, card.id(), ANNA));
        assertEquals(List.of(), names());
    }

    @Test
    void limitsOfSharingBindSharesAndTeamsAlike() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        CardEntity other = stored(new CardEntity("two", ANNA));
        grants.sharing("person:" + BERT, Scope.keyIn("id", List.of(other.id())));

        for (Executable beyond : List.<Executable>of(
                () -> database.write(
                        () -> sharing.share(SHARE, card.id(), "person:" + BERT, Set.of("read"), null, "x")),
                () -> database.write(() -> sharing.join(SHARE, card.id(), BERT, false, null, "x")))) {
            Problem refused = problem(beyond);
            assertEquals("share-limited", refused.type());
            assertEquals(403, refused.status());
        }
        database.write(() -> sharing.share(SHARE, other.id(), "person:" + BERT, Set.of("read"), null, "x"));
        database.write(() -> sharing.join(SHARE, card.id(), ANNA, false, null, "x"));
        assertEquals(0, database.read(() -> sharing.shares(READ, card.id())).size());
    }

    @Test
    void whatIsOnlySharedWithSomebodyHeDoesNotShareOn() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        shared(ANNA, card, "person:" + BERT, "list");
        grants.grant("list", new Scope.SharedWith(List.of("person:" + BERT), "list"));
        assertEquals(List.of("one"), names());

        Problem refused = problem(() ->
                database.write(() -> sharing.share(SHARE, card.id(), "role:" + ANNA, Set.of("list"), null, "and you")));

        assertEquals("share-exceeds", refused.type());
    }

    @Test
    void nobodySharesMoreThanHeHasInThatRecord() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        grants.grant("edit", Scope.keyIn("owner_id", List.of(BERT)));

        Problem refused = problem(() -> database.write(
                () -> sharing.share(SHARE, card.id(), "person:" + BERT, Set.of("read", "edit"), null, "please")));

        assertEquals("share-exceeds", refused.type());
        assertEquals(List.of("edit"), refused.extras().get("actions"));
        assertEquals(List.of(), database.read(() -> sharing.shares(READ, card.id())));
    }

    @Test
    void wrongSharesAndMembersAreRefusedWithTheirFaults() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        Instant past = Instant.now().minusSeconds(1);

        Problem share = problem(() -> database.write(() -> sharing.share(
                SHARE,
                card.id(),
                "everybody",
                Set.of("delete", "grant", "purge", "read", "share", "unheard-of"),
                past,
                " ")));
        Problem member =
                problem(() -> database.write(() -> sharing.join(SHARE, card.id(), BERT, false, past, "x".repeat(501))));

        assertEquals(
                List.of(
                        "/receiver",
                        "/actions/0",
                        "/actions/1",
                        "/actions/2",
                        "/actions/4",
                        "/actions/5",
                        "/reason",
                        "/until"),
                share.faults().stream().map(fault -> fault.pointer()).toList());
        assertEquals(
                List.of("/reason", "/until"),
                member.faults().stream().map(fault -> fault.pointer()).toList());
    }

    @Test
    void anUnknownRecordIs404AndOneOutOfScope403() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        UUID unknown = UUID.randomUUID();
        assertEquals(
                404,
                problem(() -> database.read(() -> sharing.team(READ, unknown))).status());
        assertEquals(
                404,
                problem(() -> database.write(
                                () -> sharing.share(SHARE, unknown, "person:" + BERT, Set.of("read"), null, "x")))
                        .status());

        grants.grant("share", Scope.keyIn("owner_id", List.of(BERT)));
        assertEquals(
                403,
                problem(() -> database.write(() -> sharing.join(SHARE, card.id(), BERT, false, null, "x")))
                        .status());
        grants.grant("read", Scope.nothing());
        assertEquals(
                404,
                problem(() -> database.write(() -> sharing.join(SHARE, card.id(), BERT, false, null, "x")))
                        .status());
    }

    @Test
    void teamsAndSharesGoWithTheirRecord() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        database.write(() -> {
            sharing.join(SHARE, card.id(), BERT, false, null, "x");
            return sharing.share(SHARE, card.id(), "person:" + BERT, Set.of("read"), null, "x");
        });
        assertEquals(1, persistence.rows("note").get("note_card_team"));

        database.write(() -> {
            database.delete(DELETE, CardEntity.class, card.id(), null);
            return true;
        });

        assertEquals(0, persistence.rows("note").get("note_card_team"));
        assertEquals(0, persistence.rows("note").get("note_card_share"));
    }

    @Test
    void aLeaverLosesWhatHeHadAndGaveInReach() {
        CardEntity own = stored(new CardEntity("one", ANNA));
        CardEntity other = stored(new CardEntity("two", BERT));
        Caller bert = new Caller(
                BERT.toString(), "Bert", Caller.Kind.PERSON, Set.of(), java.util.Locale.ENGLISH, "0".repeat(32), null);
        ScopedValue.where(io.mortise.kernel.context.CallerBinding.CURRENT, bert)
                .run(() -> database.write(
                        () -> sharing.share(SHARE, own.id(), "role:" + ANNA, Set.of("read"), null, "x")));
        for (CardEntity card : List.of(own, other)) {
            database.write(() -> {
                sharing.join(SHARE, card.id(), BERT, false, null, "x");
                return sharing.share(SHARE, card.id(), "person:" + BERT, Set.of("read", "edit"), null, "x");
            });
        }
        grants.grant("share", Scope.keyIn("owner_id", List.of(ANNA)));

        assertEquals(4, database.write(() -> sharing.endAll(SHARE, BERT)));

        assertEquals(List.of(), database.read(() -> sharing.team(READ, own.id())));
        assertEquals(List.of(), database.read(() -> sharing.shares(READ, own.id())));
        assertEquals(1, database.read(() -> sharing.team(READ, other.id())).size());
    }

    @Test
    void aModulesOwnStatementsNeverTouchTeamsSharesAndOtherObjects() {
        stored(new CardEntity("one", ANNA));
        grants.grant(
                "list",
                Scope.allOf(
                        new Scope.Not(new Scope.InTeam(BERT, false)),
                        new Scope.Not(new Scope.SharedWith(List.of("person:" + BERT), "list"))));
        assertEquals(List.of("one"), names());
        for (String condition : List.of(
                "exists (select 1 from note_card_team t where t.record_id = r.id)",
                "r.id in (select s.record_id from note_card_share s)",
                "r.id in (select c.id from note_card c)",
                "r.id in (select \"n\".id from \"note_note\" n)")) {
            assertThrows(UnscopedStatementException.class, () -> names(Condition.of(condition)), condition);
        }
        assertThrows(
                UnscopedStatementException.class,
                () -> database.read(() -> database.rows("select * from note_card_team", Map.of(), Row::toString)));
        assertThrows(
                UnscopedStatementException.class,
                () -> database.write(() -> database.execute("delete from note_card_share", Map.of())));
        assertThrows(
                UnscopedStatementException.class,
                () -> database.read(() -> database.query(
                        LIST,
                        "select r.id from note_card r join note_card_team t on t.record_id = r.id where {scope:r}",
                        Map.of(),
                        Row::toString)));
        grants.grant("list", new Scope.Below("note_id", "note.note", Scope.everything()));
        assertThrows(
                UnscopedStatementException.class,
                () -> database.read(() -> database.query(
                        LIST,
                        "select r.id from note_card r join note_note n on n.id = r.note_id where {scope:r}",
                        Map.of(),
                        Row::toString)));
    }

    @Test
    void aMigrationThatNamesTheKernelsTablesIsRefused() throws Exception {
        var files = new HashMap<>(MIGRATIONS);
        files.put("db/expand/V020__peek.sql", "alter table note_card_team add column wish varchar(10)");
        ModuleInstance next = modules.installed("note", objects(), Entities.WITH_CARDS, files);

        var refused = assertThrows(IllegalStateException.class, () -> persistence.open(next));

        assertTrue(String.valueOf(refused.getMessage()).contains("note_card_team"), refused.getMessage());
        persistence.close(next);
    }

    @Test
    void theTablesStayWhenTheModuleComesAgainAndGoWithIt() throws Exception {
        CardEntity card = stored(new CardEntity("one", ANNA));
        database.write(() -> sharing.join(SHARE, card.id(), BERT, false, null, "x"));
        ModuleInstance next = modules.installed("note", objects(), Entities.WITH_CARDS, MIGRATIONS);
        persistence.open(next);
        assertEquals(1, persistence.rows("note").get("note_card_team"));
        persistence.close(next);

        persistence.close(note);
        persistence.purge("note");

        assertEquals(Map.of(), persistence.rows("note"));
        persistence.open(note);
        assertEquals(0, persistence.rows("note").get("note_card_team"));
    }

    @Test
    void childrenOfReachedParentsAreReached() {
        var annas = new NoteEntity("first", ANNA);
        var berts = new NoteEntity("second", BERT);
        database.write(() -> {
            database.insert(Permission.parse("note.note:create"), annas);
            database.insert(Permission.parse("note.note:create"), berts);
            return true;
        });
        stored(new CardEntity("one", ANNA).pinnedTo(annas.id));
        CardEntity second = stored(new CardEntity("two", ANNA).pinnedTo(berts.id));
        CardEntity loose = stored(new CardEntity("three", ANNA));
        Scope ofBert = new Scope.Below("note_id", "note.note", Scope.keyIn("owner_id", List.of(BERT)));

        grants.grant("list", ofBert).grant("read", ofBert).grant("edit", ofBert);

        assertEquals(List.of("two"), names());
        assertTrue(found(second));
        assertFalse(found(loose));
        assertEquals(
                "TWO",
                database.write(() ->
                                database.change(EDIT, CardEntity.class, second.id(), null, card -> card.rename("TWO")))
                        .name);
        assertEquals(
                403,
                problem(() -> database.write(() -> database.change(
                                EDIT, CardEntity.class, second.id(), null, card -> card.pinnedTo(annas.id))))
                        .status());
        grants.grant("list", new Scope.Not(ofBert));
        assertEquals(List.of("one", "three"), names());
    }

    // Fields

    private static Rule rule(Scope scope, FieldAccess others, Map<String, FieldAccess> fields) {
        return new Rule(scope, fields, others);
    }

    /** Everything in Anna's cards, a masked phone and no salary in the others. */
    private void annasCardsOpenly() {
        for (String action : List.of("list", "read", "edit", "create")) {
            grants.fields(
                    action,
                    rule(Scope.keyIn("owner_id", List.of(ANNA)), FieldAccess.EDIT, Map.of()),
                    rule(
                            Scope.everything(),
                            FieldAccess.READ,
                            Map.of("phone", FieldAccess.MASKED, "salary", FieldAccess.HIDDEN)));
        }
    }

    @Test
    void aPageShowsOfEachRowWhatTheRulesOfThatRowAllow() {
        stored(new CardEntity("one", ANNA).phone("13800131234").salary("100"));
        stored(new CardEntity("two", BERT).phone("13900135678").salary("200"));
        annasCardsOpenly();

        List<String> rows = database.read(() -> database.page(new Listing<>(
                        LIST,
                        COLUMNS,
                        List.of(),
                        Order.ascending("name"),
                        10,
                        null,
                        row -> row.text("name") + " " + row.text("phone") + " " + row.decimal("salary") + " "
                                + row.access("phone") + " " + row.access("salary") + " " + row.access("name")))
                .items());

        assertEquals(List.of("one 13800131234 100.00 EDIT EDIT EDIT", "two 139****5678 null MASKED HIDDEN READ"), rows);
    }

    @Test
    void aRecordIsSeenWithWhatMayBeDoneInIt() {
        CardEntity own = stored(new CardEntity("one", ANNA).phone("13800131234"));
        CardEntity other = stored(new CardEntity("two", BERT).phone("13900135678"));
        annasCardsOpenly();

        var seen = database.read(() -> database.see(READ, CardEntity.class, other.id()))
                .orElseThrow();
        var mine = database.read(() -> database.see(READ, CardEntity.class, own.id()))
                .orElseThrow();

        assertEquals("139****5678", seen.fields().shown("phone", seen.entity().phone));
        assertNull(seen.fields().value("salary", 5));
        assertEquals("two", seen.fields().value("name", seen.entity().name));
        assertEquals(FieldAccess.EDIT, mine.fields().of("salary"));
        assertThrows(IllegalArgumentException.class, () -> seen.fields().of("phoen"));
        grants.fields("read");
        assertEquals(
                FieldAccess.HIDDEN,
                database.read(() -> database.see(READ, CardEntity.class, own.id()))
                        .orElseThrow()
                        .fields()
                        .of("name"));
        grants.grant("read", Scope.nothing());
        assertTrue(database.read(() -> database.see(READ, CardEntity.class, own.id()))
                .isEmpty());
    }

    @Test
    void aFilterOnAHiddenOrMaskedFieldFindsNothingWhereItIsNotSeen() {
        stored(new CardEntity("one", ANNA).phone("13800131234").salary("100"));
        stored(new CardEntity("two", BERT).phone("13900135678").salary("200"));
        annasCardsOpenly();

        assertEquals(List.of("one"), names(Condition.of("r.salary >= :least", "least", 0)));
        assertEquals(List.of(), names(Condition.of("r.salary = :exact", "exact", 200)));
        assertEquals(List.of("one"), names(Condition.of("not r.salary = :exact", "exact", 200)));
        assertEquals(List.of(), names(Condition.of("phone = :exact", "exact", "13900135678")));
        assertEquals(List.of("one"), names(Condition.of("R . Phone is not null or 1 = 1")));
        assertEquals(List.of("two"), names(Condition.of("r.name_key = :key", "key", "two")));
        assertEquals(1, database.read(() -> database.count(LIST, List.of(Condition.of("r.salary > 0")), 10)));
        Condition elsewhere = Condition.of("r.id not in (select s.card_id from note_stamp s)");
        assertEquals(List.of("one", "two"), names(elsewhere));
        assertEquals(List.of("one"), names(elsewhere.touching("salary")));
        assertThrows(IllegalArgumentException.class, () -> names(elsewhere.touching("unknown")));
        grants.fields("list", rule(Scope.everything(), FieldAccess.MASKED, Map.of()));
        assertEquals(List.of(), names(Condition.of("r.name_key = :key", "key", "two")));
        assertEquals(
                0,
                database.read(
                        () -> database.count(LIST, List.of(Condition.of("1 = 1").touching("name")), 10)));
    }

    @Test
    void aListIsSortedOnlyByWhatIsSeenInEveryRow() {
        stored(new CardEntity("one", ANNA).salary("100"));
        stored(new CardEntity("two", BERT).salary("50"));
        annasCardsOpenly();

        Problem refused = problem(() -> sorted(Order.ascending("salary")));

        assertEquals(403, refused.status());
        assertEquals("field-not-sortable", refused.type());
        assertEquals("salary", refused.extras().get("field"));
        assertEquals(
                "field-not-sortable",
                problem(() -> sorted(Order.ascending("created_at").by("phone"))).type());
        assertEquals(List.of("one", "two"), sorted(Order.ascending("name_key")));
        grants.fields(
                "list",
                rule(Scope.keyIn("owner_id", List.of(ANNA)), FieldAccess.READ, Map.of()),
                rule(Scope.keyIn("owner_id", List.of(BERT)), FieldAccess.READ, Map.of("phone", FieldAccess.HIDDEN)));
        assertEquals(List.of("two", "one"), sorted(Order.ascending("salary")));
        assertEquals(
                "field-not-sortable",
                problem(() -> sorted(Order.ascending("phone"))).type());
        grants.fields(
                "list",
                rule(Scope.keyIn("owner_id", List.of(ANNA)), FieldAccess.READ, Map.of()),
                rule(Scope.keyIn("owner_id", List.of(BERT)), FieldAccess.HIDDEN, Map.of()));
        assertEquals(
                "field-not-sortable",
                problem(() -> sorted(Order.ascending("salary"))).type());
    }

    private List<String> sorted(Order order) {
        return database.read(
                () -> database.page(new Listing<>(LIST, COLUMNS, List.of(), order, 100, null, row -> row.text("name")))
                        .items());
    }

    @Test
    void aFieldThatIsNotEditableInThatRecordIsRefusedByName() {
        CardEntity own = stored(new CardEntity("one", ANNA).phone("1").salary("1"));
        CardEntity other = stored(new CardEntity("two", BERT).phone("2").salary("2"));
        annasCardsOpenly();

        database.write(() -> database.change(
                EDIT, CardEntity.class, own.id(), null, card -> card.phone("3").salary("3")));
        Problem refused = problem(() -> database.write(() -> database.change(
                EDIT,
                CardEntity.class,
                other.id(),
                null,
                card -> card.phone("3").salary("3").rename("three"))));
        Problem many = problem(() -> database.write(() -> database.changeAll(
                EDIT, CardEntity.class, List.of(own.id(), other.id()), Set.of(), card -> card.phone("4"))));

        assertEquals("field-forbidden", refused.type());
        assertEquals(List.of("name", "phone", "salary"), refused.extras().get("fields"));
        assertEquals(List.of("phone"), many.extras().get("fields"));
        assertEquals(1, names(Condition.of("r.phone = :phone", "phone", "3")).size());
        database.write(() -> database.change(
                EDIT,
                CardEntity.class,
                other.id(),
                null,
                Set.of("phone", "salary"),
                card -> card.phone("3").salary("3")));
        assertThrows(
                IllegalArgumentException.class,
                () -> database.write(() -> database.change(
                        EDIT, CardEntity.class, other.id(), null, Set.of("phoen"), card -> card.phone("5"))));
    }

    @Test
    void whoGivesARecordAwayIsJudgedByWhatHeHadInIt() {
        CardEntity own = stored(new CardEntity("one", ANNA).phone("1"));
        annasCardsOpenly();

        CardEntity given = database.write(() -> database.change(EDIT, CardEntity.class, own.id(), null, card -> {
            card.ownerId = BERT;
            card.phone("2");
        }));

        assertEquals(BERT, given.ownerId);
        assertEquals(
                "field-forbidden",
                problem(() -> database.write(() ->
                                database.change(EDIT, CardEntity.class, own.id(), null, card -> card.ownerId = ANNA)))
                        .type());
    }

    @Test
    void aCreateOnlyFieldIsWrittenOnceAndAReadOnlyOneNotAtAll() {
        for (String action : List.of("create", "edit")) {
            grants.fields(
                    action,
                    rule(
                            Scope.everything(),
                            FieldAccess.EDIT,
                            Map.of("phone", FieldAccess.CREATE, "salary", FieldAccess.READ)));
        }
        CardEntity card = stored(new CardEntity("one", ANNA).phone("1"));

        Problem changed = problem(() ->
                database.write(() -> database.change(EDIT, CardEntity.class, card.id(), null, it -> it.phone("2"))));
        Problem filled = problem(() -> stored(new CardEntity("two", ANNA).salary("5")));
        Problem imported = problem(() -> database.write(() -> {
            database.insertAll(CREATE, List.of(new CardEntity("a", ANNA), new CardEntity("b", ANNA).salary("5")));
            return true;
        }));

        assertEquals(List.of("phone"), changed.extras().get("fields"));
        assertEquals(List.of("salary"), filled.extras().get("fields"));
        assertEquals(List.of("salary"), imported.extras().get("fields"));
        database.write(() -> {
            database.insert(CREATE, new CardEntity("two", ANNA).salary("5"), Set.of("salary"));
            return true;
        });
        assertEquals(List.of("one", "two"), names());
    }

    @Test
    void fieldsOfRandomRulesAreWhatAPlainReadingOfTheRulesSays() {
        var people = List.of(ANNA, BERT, UUID.randomUUID());
        var cards = new LinkedHashMap<String, CardEntity>();
        var random = new Random(20_261_125);
        for (int i = 0; i < 12; i++) {
            var card = new CardEntity("c" + i, people.get(i % 3))
                    .phone("1380013" + (1000 + i))
                    .salary("" + i % 4);
            cards.put(card.name, stored(card));
        }
        for (int round = 0; round < 150; round++) {
            var rules = new ArrayList<Rule>();
            for (int i = random.nextInt(4); i > 0; i--) {
                rules.add(rule(
                        random.nextInt(4) == 0
                                ? Scope.everything()
                                : Scope.keyIn("owner_id", people.subList(0, random.nextInt(4))),
                        FieldAccess.values()[random.nextInt(5)],
                        Map.of("salary", FieldAccess.values()[random.nextInt(5)])));
            }
            grants.fields("list", rules.toArray(Rule[]::new));
            var plain = new FieldRules(rules);
            String told = "round " + round + ": " + rules;
            String salary = Integer.toString(random.nextInt(4));
            var expected = new TreeSet<String>();
            cards.values().stream()
                    .filter(card -> access(plain, card, "salary").isReadable()
                            && card.salary.toPlainString().equals(salary))
                    .forEach(card -> expected.add(card.id().toString()));

            var filtered = new TreeSet<>(database.read(() -> database.page(new Listing<>(
                            LIST,
                            COLUMNS,
                            List.of(Condition.of("r.salary = :salary", "salary", new java.math.BigDecimal(salary))),
                            Order.ascending("id"),
                            100,
                            null,
                            row -> row.requireUuid("id").toString()))
                    .items()));
            assertEquals(expected, filtered, told);

            database.read(() ->
                    database.page(new Listing<>(LIST, COLUMNS, List.of(), Order.ascending("id"), 100, null, row -> {
                        CardEntity card = cards.values().stream()
                                .filter(one -> one.id().equals(row.uuid("id")))
                                .findFirst()
                                .orElseThrow();
                        for (String field : List.of("name", "phone", "salary")) {
                            assertEquals(access(plain, card, field), row.access(field), told + card.name + field);
                        }
                        assertEquals(
                                access(plain, card, "salary").isReadable() ? card.salary.intValue() : null,
                                row.decimal("salary") == null
                                        ? null
                                        : row.decimal("salary").intValue(),
                                told);
                        return true;
                    })));
        }
    }

    private static FieldAccess access(FieldRules rules, CardEntity card, String field) {
        return rules.of(
                field,
                scope -> scope instanceof Scope.Everything
                        || scope instanceof Scope.KeyIn(String _, List<?> keys) && keys.contains(card.ownerId));
    }

    @Test
    void aDeclaredColumnThatTheTableLacksIsRefusedBecauseItWouldBeUnprotected() throws Exception {
        ObjectType card = objects().getLast();
        var wrong = new ObjectType(
                "card",
                Map.of(),
                "note_card",
                List.of(field("name", "text", "internal", List.of("name", "nmae_key"), null)),
                card.actions());
        ModuleInstance next = modules.installed("note", List.of(wrong), Entities.NONE, MIGRATIONS);

        var refused = assertThrows(IllegalStateException.class, () -> persistence.open(next));

        assertTrue(String.valueOf(refused.getMessage()).contains("nmae_key"), refused.getMessage());
        persistence.close(next);
    }

    // Fields that are defined while the module runs

    private static ObjectCatalog.Field live(String name, String sensitivity, String... columns) {
        return new ObjectCatalog.Field(name, Map.of(), "text", sensitivity, List.of(columns), null);
    }

    @Test
    void aLiveFieldIsProtectedLikeADeclaredOneAsSoonAsItIsSaid() {
        CardEntity own = stored(new CardEntity("one", ANNA).extra("gold"));
        CardEntity other = stored(new CardEntity("two", BERT).extra("tin"));
        for (String action : List.of("list", "read", "edit", "create")) {
            grants.fields(
                    action,
                    rule(Scope.keyIn("owner_id", List.of(ANNA)), FieldAccess.EDIT, Map.of()),
                    rule(Scope.everything(), FieldAccess.READ, Map.of("custom.level", FieldAccess.HIDDEN)));
        }
        Condition tin = Condition.of("r.extra = :one", "one", "tin");
        Condition anything =
                Condition.within(new Scope.Not(Scope.keyIn("extra", List.of("copper"))), Set.of("custom.level"));
        assertEquals(List.of("two"), names(tin));
        assertThrows(IllegalArgumentException.class, () -> names(anything));

        service(LiveFields.class).declare(CARD, List.of(live("custom.level", "internal", "extra")));

        assertEquals(List.of(), names(tin));
        assertEquals(List.of("one"), names(anything));
        assertEquals(1, database.read(() -> database.count(LIST, List.of(anything), 10)));
        assertEquals(
                FieldAccess.HIDDEN,
                database.read(() -> database.see(READ, CardEntity.class, other.id()))
                        .orElseThrow()
                        .fields()
                        .of("custom.level"));
        assertEquals(
                "custom.level",
                problem(() -> sorted(Order.ascending("extra"))).extras().get("field"));
        Problem refused = problem(() -> database.write(
                () -> database.change(EDIT, CardEntity.class, other.id(), null, card -> card.extra("lead"))));
        assertEquals("field-forbidden", refused.type());
        assertEquals(List.of("custom.level"), refused.extras().get("fields"));
        grants.taken();
        database.write(() -> database.change(EDIT, CardEntity.class, own.id(), null, card -> card.extra("lead")));
        assertEquals(Map.of("custom.level", new AuditEntry.Change("gold", "lead")), only().changes());

        service(LiveFields.class).declare(CARD, List.of(live("custom.level", "secret", "extra")));
        database.write(() -> database.change(EDIT, CardEntity.class, own.id(), null, card -> card.extra("iron")));
        assertEquals(Map.of("custom.level", new AuditEntry.Change("****", "****")), only().changes());
        service(LiveFields.class).declare(CARD, List.of());
        assertEquals(List.of("two"), names(tin));
    }

    @Test
    void membersOfAJsonTextAreJudgedAndToldOneByOne() {
        CardEntity own = stored(new CardEntity("one", ANNA).custom("{\"a\": 1, \"b\": \"x\"}"));
        CardEntity other = stored(new CardEntity("two", BERT).custom("{\"a\": 1, \"b\": \"x\"}"));
        service(LiveFields.class)
                .declare(
                        CARD,
                        List.of(
                                live("custom.a", "internal"),
                                live("custom.b", "secret"),
                                live("custom.c", "internal")));
        for (String action : List.of("list", "read", "edit", "create")) {
            grants.fields(
                    action,
                    rule(Scope.keyIn("owner_id", List.of(ANNA)), FieldAccess.EDIT, Map.of()),
                    rule(Scope.everything(), FieldAccess.READ, Map.of("custom.a", FieldAccess.EDIT)));
        }

        grants.taken();
        database.write(() -> database.change(
                EDIT, CardEntity.class, own.id(), null, card -> card.custom("{\"a\": 1, \"b\": \"y\", \"c\": [2]}")));
        assertEquals(
                Map.of(
                        "custom.b",
                        new AuditEntry.Change("****", "****"),
                        "custom.c",
                        new AuditEntry.Change(null, "[2]")),
                only().changes());
        database.write(() -> database.change(
                EDIT, CardEntity.class, other.id(), null, card -> card.custom("{\"b\": \"x\", \"retired\": 5}")));
        assertEquals(Map.of("custom.a", new AuditEntry.Change("1", null)), only().changes());
        Problem refused = problem(() -> database.write(() -> database.change(
                EDIT, CardEntity.class, other.id(), null, card -> card.custom("{\"a\": 2, \"b\": 0}"))));
        assertEquals(List.of("custom.b"), refused.extras().get("fields"));
        assertThrows(
                IllegalArgumentException.class,
                () -> database.write(
                        () -> database.change(EDIT, CardEntity.class, own.id(), null, card -> card.custom("{"))));
    }

    @Test
    void whatIsNoLiveFieldOfAnOwnTableIsRefused() {
        LiveFields fields = service(LiveFields.class);
        for (ObjectCatalog.Field wrong : List.of(
                live("level", "internal", "extra"),
                live("custom.", "internal", "extra"),
                live("custom.a.b", "internal", "extra"),
                live("custom.x y", "internal", "extra"),
                live("custom.level", "internal", "no_such_column"),
                live("custom.level", "internal", "extra; drop table note_card"))) {
            assertThrows(IllegalArgumentException.class, () -> fields.declare(CARD, List.of(wrong)), wrong.name());
        }
        ObjectCatalog.Field level = live("custom.level", "internal", "extra");
        assertThrows(IllegalArgumentException.class, () -> fields.declare(CARD, List.of(level, level)));
        assertThrows(RuntimeException.class, () -> fields.declare("shop.deal", List.of(level)));
        assertThrows(IllegalArgumentException.class, () -> fields.index(CARD, "extra"));
        fields.declare(CARD, List.of(level));
        assertThrows(IllegalArgumentException.class, () -> fields.index(CARD, "name"));
    }

    @Test
    void theIndexOfALiveFieldIsMadeOnceAndListsWalkIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            stored(new CardEntity("c" + i, ANNA).extra("e" + (4 - i)));
        }
        LiveFields fields = service(LiveFields.class);
        fields.declare(CARD, List.of(live("custom.level", "internal", "extra")));
        grants.fields("list", rule(Scope.everything(), FieldAccess.READ, Map.of()));

        fields.index(CARD, "extra");
        fields.index(CARD, "extra");

        assertTrue(indexes().along(Order.ascending("extra")).isPresent());
        // H2 has a second index for this way, PostgreSQL walks the one backwards.
        assertTrue(indexes().along(Order.descending("extra")).isPresent());
        assertEquals(List.of("c4", "c3", "c2", "c1", "c0"), sorted(Order.ascending("extra")));
        assertEquals(List.of("c0", "c1", "c2", "c3", "c4"), sorted(Order.descending("extra")));
    }

    private TableIndexes indexes() throws SQLException {
        try (var connection = persistence.dataSource().getConnection()) {
            return TableIndexes.read(connection, persistence.kind(), "note_card");
        }
    }

    @Test
    void aListIsWithinTheScopeOfItsConditionsAndTheCallersAlike() {
        var random = new Random(20_261_126);
        var owners = List.of(ANNA, BERT);
        var cards = new ArrayList<CardEntity>();
        for (int i = 0; i < 40; i++) {
            var card = new CardEntity("c" + i, owners.get(random.nextInt(2)));
            card.urgent = random.nextBoolean();
            cards.add(stored(random.nextBoolean() ? card.extra("e" + random.nextInt(3)) : card));
        }
        service(LiveFields.class).declare(CARD, List.of(live("custom.level", "internal", "extra")));
        Set<String> named = Set.of("ownerId", "urgent", "custom.level");
        for (int i = 0; i < 60; i++) {
            Scope granted = part(random, 2);
            Scope asked = part(random, 2);
            grants.grant("list", granted);
            Condition condition = random.nextBoolean()
                    ? Condition.within(asked, named)
                    : new Condition("r.urgent in (true, false)", Map.of(), named, asked);
            Set<String> expected = new TreeSet<>();
            cards.stream()
                    .filter(card -> holds(granted, card) && holds(asked, card))
                    .forEach(card -> expected.add(card.name));

            assertEquals(expected, new TreeSet<>(names(condition)), granted + " and " + asked);
            assertEquals(
                    expected.size(),
                    database.read(() -> database.count(LIST, List.of(condition), 100)),
                    granted + " and " + asked);
        }
    }

    private static Scope part(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            List<Scope> parts = List.of(part(random, depth - 1), part(random, depth - 1));
            return switch (random.nextInt(3)) {
                case 0 -> new Scope.AnyOf(parts);
                case 1 -> new Scope.AllOf(parts);
                default -> new Scope.Not(parts.getFirst());
            };
        }
        return switch (random.nextInt(3)) {
            case 0 -> Scope.keyIn("owner_id", List.of(random.nextBoolean() ? ANNA : BERT));
            case 1 -> Scope.keyIn("urgent", List.of(random.nextBoolean()));
            default -> Scope.keyIn("extra", List.of("e" + random.nextInt(3)));
        };
    }

    private static boolean holds(Scope scope, CardEntity card) {
        return switch (scope) {
            case Scope.AnyOf(List<Scope> parts) -> parts.stream().anyMatch(part -> holds(part, card));
            case Scope.AllOf(List<Scope> parts) -> parts.stream().allMatch(part -> holds(part, card));
            case Scope.Not(Scope part) -> !holds(part, card);
            case Scope.KeyIn(String column, List<?> keys) ->
                switch (column) {
                    case "owner_id" -> keys.contains(card.ownerId);
                    case "urgent" -> keys.contains(card.urgent);
                    default -> card.extra != null && keys.contains(card.extra);
                };
            default -> throw new AssertionError(scope + " was not expected");
        };
    }

    @Test
    void aCursorIsOfTheScopeThatWasAskedFor() {
        for (int i = 0; i < 3; i++) {
            stored(new CardEntity("c" + i, ANNA));
        }
        Condition annas = Condition.within(Scope.keyIn("owner_id", List.of(ANNA)), Set.of("ownerId"));
        Condition berts = Condition.within(Scope.keyIn("owner_id", List.of(BERT)), Set.of("ownerId"));
        String next = page(annas, null).next();

        assertEquals(1, page(annas, next).items().size());
        assertEquals("invalid-cursor", problem(() -> page(berts, next)).type());
    }

    private Page<String> page(Condition condition, String after) {
        return database.read(() -> database.page(new Listing<>(
                LIST, COLUMNS, List.of(condition), Order.ascending("id"), 2, after, row -> row.text("name"))));
    }

    // Gates

    @Test
    void aClosedRecordRefusesTheActsOfItsGateAndSaysWhichWhoAndUntilWhen() throws Exception {
        ObjectType card = objects().getLast();
        var fields = new ArrayList<>(card.fields());
        fields.add(field("createdAt", "instant", "internal", null, null));
        var gated = new ObjectType(
                "card",
                Map.of(),
                "note_card",
                true,
                null,
                fields,
                card.actions(),
                List.of(
                        new Gate("hold", Map.of(), "urgent", null, null, List.of("delete")),
                        new Gate("lock", Map.of(), "phone", "createdAt", "phone", List.of("edit", "delete"))));
        persistence.close(note);
        note = modules.installed("note", List.of(gated), Entities.WITH_CARDS, MIGRATIONS);
        persistence.open(note);
        database = service(Database.class);
        records = service(ProtectedRecords.class);
        CardEntity held = new CardEntity("held", ANNA);
        held.urgent = true;
        CardEntity locked = new CardEntity("locked", ANNA).phone("li");
        locked.createdAt = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MICROS);
        CardEntity over = new CardEntity("over", ANNA).phone("li");
        over.createdAt = Instant.now().minusSeconds(1);
        List.of(held, locked, over).forEach(this::stored);

        Problem hold = problem(() -> database.write(() -> {
            database.delete(DELETE, CardEntity.class, held.id(), null);
            return true;
        }));
        assertEquals(
                List.of("record-locked", 409, "hold"),
                List.of(hold.type(), hold.status(), hold.extras().get("gate")));
        Problem lock = problem(() -> database.write(
                () -> database.change(EDIT, CardEntity.class, locked.id(), null, one -> one.rename("no"))));
        assertEquals(
                List.of("record-locked", "lock", "li", locked.createdAt.toString()),
                List.of(
                        lock.type(),
                        lock.extras().get("gate"),
                        lock.extras().get("by"),
                        lock.extras().get("until")));
        Problem many = problem(() -> database.write(() -> database.changeAll(
                EDIT, CardEntity.class, List.of(held.id(), locked.id()), Set.of(), one -> one.rename("no"))));
        assertEquals(List.of(locked.id().toString()), many.extras().get("records"));
        assertEquals("record-locked", many.type());

        database.write(() -> database.change(EDIT, CardEntity.class, held.id(), null, one -> one.rename("yes")));
        database.write(() -> database.change(EDIT, CardEntity.class, over.id(), null, one -> one.rename("yes")));
        assertTrue(database.read(
                () -> database.find(EDIT, CardEntity.class, locked.id()).isEmpty()));
        assertTrue(found(locked), "a gate never hides a record");
        assertEquals(2, database.read(() -> database.count(EDIT, List.of(), 10)));
        grants.grant("edit", Scope.keyIn("owner_id", List.of(BERT)));
        assertEquals(
                "forbidden",
                problem(() -> database.write(() ->
                                database.change(EDIT, CardEntity.class, locked.id(), null, one -> one.rename("no"))))
                        .type(),
                "who may not do it anyhow is not told about the lock");
    }

    // Parts

    private int carry(List<UUID> notes, String sql, Map<String, ?> parameters) {
        return database.write(() -> database.carry(NOTE_DELETE, notes, "note.card", sql, parameters));
    }

    @Test
    void partsGoWithTheirRecordsWhateverTheCallerMayDoWithParts() {
        NoteEntity mine = new NoteEntity("mine", ANNA);
        NoteEntity foreign = new NoteEntity("foreign", BERT);
        database.write(() -> {
            database.insertAll(Permission.parse("note.note:create"), List.of(mine, foreign));
            return true;
        });
        for (NoteEntity note : List.of(mine, mine, foreign)) {
            stored(new CardEntity("one", BERT).pinnedTo(note.id));
        }
        CardEntity loose = stored(new CardEntity("loose", BERT));
        grants.grant("delete", Scope.keyIn("owner_id", List.of(ANNA)));
        String rename = "update note_card c set name = :name where {scope:c}";

        assertEquals(2, carry(List.of(mine.id, mine.id), rename, Map.of("name", "carried")));
        assertEquals(0, carry(List.of(), rename, Map.of("name", "all")));
        Problem refused = problem(() -> carry(List.of(mine.id, foreign.id), rename, Map.of("name", "no")));
        Problem unknown = problem(() -> carry(List.of(UUID.randomUUID()), rename, Map.of("name", "no")));

        assertEquals(
                List.of("carried", "carried", "loose", "one"),
                names().stream().sorted().toList());
        assertEquals(
                List.of("forbidden", List.of(foreign.id.toString())),
                List.of(refused.type(), refused.extras().get("records")));
        assertEquals("not-found", unknown.type());
        assertEquals(
                List.of(2L),
                database.read(() -> database.carried(
                        NOTE_DELETE,
                        List.of(mine.id),
                        "note.card",
                        "select count(*) as n from note_card c where {scope:c} and c.name = :name",
                        Map.of("name", "carried"),
                        row -> row.requireNumber("n"))));
        assertEquals(2, carry(List.of(mine.id), "delete from note_card c where {scope:c}", Map.of()));
        assertTrue(found(loose));
    }

    @Test
    void aStatementOnPartsStaysWithinThem() {
        List<UUID> some = List.of(UUID.randomUUID());
        for (String sql : List.of(
                "update note_card c set name = 'x'",
                "update note_card c set name = (select title from note_note n) where {scope:c}",
                "update note_note n set title = 'x' where {scope:n}",
                "insert into note_card select * from note_card c where {scope:c}",
                "with gone as (delete from note_card c where {scope:c}) select 1")) {
            assertThrows(
                    RuntimeException.class,
                    () -> database.write(() -> {
                        database.carry(Permission.parse("note.note:read"), some, "note.card", sql, Map.of());
                        return true;
                    }),
                    sql);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> database.write(() ->
                        database.carry(EDIT, some, "note.note", "delete from note_note n where {scope:n}", Map.of())));
        assertThrows(
                IllegalStateException.class,
                () -> database.read(() -> database.carry(
                        NOTE_DELETE, some, "note.card", "delete from note_card c where {scope:c}", Map.of())));
    }

    // Bulk changes

    @Test
    void manyAreChangedOrNoneAndThoseThatMayNotAreNamed() {
        var ids = new ArrayList<UUID>();
        database.write(() -> {
            var cards = new ArrayList<CardEntity>();
            for (int i = 0; i < 1203; i++) {
                cards.add(new CardEntity("c" + i, i == 1100 ? BERT : ANNA));
            }
            cards.forEach(card -> ids.add(card.id()));
            database.insertAll(CREATE, cards);
            return true;
        });
        grants.grant("edit", Scope.keyIn("owner_id", List.of(ANNA)));
        UUID unknown = UUID.randomUUID();

        Problem forbidden = problem(() -> renameAll(ids));
        Problem missing = problem(() -> renameAll(List.of(ids.getFirst(), unknown)));
        assertEquals(0, renamed());
        grants.grant("edit", Scope.everything());
        var twice = new ArrayList<>(ids);
        twice.addAll(ids.subList(0, 10));
        int changed = renameAll(twice);

        assertEquals(403, forbidden.status());
        assertEquals(List.of(ids.get(1100).toString()), forbidden.extras().get("records"));
        assertEquals(404, missing.status());
        assertEquals(List.of(unknown.toString()), missing.extras().get("records"));
        assertEquals(1203, changed);
        assertEquals(1203, renamed());
        assertEquals(0, renameAll(List.of()));
    }

    @Test
    void noneOfManyMayLeaveTheScopeByTheChange() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        grants.grant("edit", Scope.keyIn("owner_id", List.of(ANNA)));
        Problem left = problem(() -> database.write(() ->
                database.changeAll(EDIT, CardEntity.class, List.of(card.id()), Set.of(), one -> one.ownerId = BERT)));
        assertEquals(403, left.status());
        assertEquals(
                1, names(Condition.of("r.owner_id = :owner", "owner", ANNA)).size());
    }

    @Test
    void whoGivesRecordsAwayIsAskedWhereTheyWereAndNotWhereTheyAre() {
        CardEntity mine = stored(new CardEntity("one", ANNA));
        CardEntity foreign = stored(new CardEntity("two", BERT));
        grants.grant("edit", Scope.keyIn("owner_id", List.of(ANNA)));

        Problem refused = problem(() -> database.write(() -> database.giveAll(
                EDIT, CardEntity.class, List.of(mine.id(), foreign.id()), Set.of(), one -> one.ownerId = ANNA)));
        assertEquals(403, refused.status());
        assertEquals(1, (int) database.write(() ->
                database.giveAll(EDIT, CardEntity.class, List.of(mine.id()), Set.of(), one -> one.ownerId = BERT)));

        assertEquals(
                2, names(Condition.of("r.owner_id = :owner", "owner", BERT)).size());
    }

    private int renameAll(List<UUID> ids) {
        return database.write(() ->
                database.changeAll(EDIT, CardEntity.class, ids, Set.of(), card -> card.rename(card.name + " renamed")));
    }

    private long renamed() {
        return database.read(() -> database.count(LIST, List.of(Condition.of("r.name like '% renamed'")), 10_000));
    }

    // The audit trail

    @Test
    void everyActLeavesOneEntryWithWhatChangedAndNothingSensitive() {
        grants.taken();
        CardEntity card =
                stored(new CardEntity("one", ANNA).phone("13800131234").salary("100"));
        AuditEntry created = only();
        database.write(() -> database.change(
                EDIT,
                CardEntity.class,
                card.id(),
                null,
                one -> one.rename("two").phone("13900135678")));
        AuditEntry changed = only();
        database.write(() -> {
            database.delete(DELETE, CardEntity.class, card.id(), null);
            return true;
        });
        AuditEntry deleted = only();

        assertEquals(CREATE, created.permission());
        assertEquals(card.id(), created.record());
        assertEquals(new AuditEntry.Change(null, "one"), created.changes().get("name"));
        assertEquals(
                new AuditEntry.Change(null, "138****1234"), created.changes().get("phone"));
        assertEquals(new AuditEntry.Change(null, "****"), created.changes().get("salary"));
        assertEquals(
                Set.of("name", "phone", "salary", "ownerId"), created.changes().keySet());
        assertEquals(
                Map.of(
                        "name",
                        new AuditEntry.Change("one", "two"),
                        "phone",
                        new AuditEntry.Change("138****1234", "139****5678")),
                changed.changes());
        assertEquals(DELETE, deleted.permission());
        assertEquals(new AuditEntry.Change("two", null), deleted.changes().get("name"));
    }

    @Test
    void manyAtOnceAreOneEntryWithTheirNumber() {
        grants.taken();
        var cards = new ArrayList<CardEntity>();
        for (int i = 0; i < 600; i++) {
            cards.add(new CardEntity("c" + i, ANNA));
        }
        database.write(() -> {
            database.insertAll(CREATE, cards);
            return true;
        });
        AuditEntry imported = only();
        database.write(() -> database.changeAll(
                EDIT,
                CardEntity.class,
                cards.stream().map(CardEntity::id).toList(),
                Set.of(),
                card -> card.phone("13800131234").ownerId = BERT));
        AuditEntry moved = only();

        assertEquals(Map.of("rows", "600"), imported.facts());
        assertNull(imported.record());
        assertEquals(Map.of("rows", "600"), moved.facts());
        assertEquals(
                new AuditEntry.Change(ANNA.toString(), BERT.toString()),
                moved.changes().get("ownerId"));
        assertEquals(new AuditEntry.Change(null, "138****1234"), moved.changes().get("phone"));
    }

    @Test
    void sharingIsInTheTrailWithItsReason() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        grants.taken();
        database.write(() -> sharing.join(SHARE, card.id(), BERT, true, null, "helps"));
        AuditEntry joined = only();
        var share =
                database.write(() -> sharing.share(SHARE, card.id(), "person:" + BERT, Set.of("read"), null, "asked"));
        AuditEntry shared = only();
        database.write(() -> sharing.end(SHARE, card.id(), share.id()));

        assertEquals("helps", joined.reason());
        assertEquals(Map.of("joined", BERT.toString(), "writing", "true"), joined.facts());
        assertEquals(Map.of("shared", "person:" + BERT, "actions", "read"), shared.facts());
        assertEquals(card.id(), shared.record());
        assertEquals(Map.of("share-ended", share.id().toString()), only().facts());
    }

    @Test
    void noActWithoutItsEntry() {
        CardEntity card = stored(new CardEntity("one", ANNA));
        grants.breakTrail();
        assertThrows(IllegalStateException.class, () -> stored(new CardEntity("two", ANNA)));
        assertThrows(
                IllegalStateException.class,
                () -> database.write(
                        () -> database.change(EDIT, CardEntity.class, card.id(), null, one -> one.rename("three"))));
        assertThrows(
                IllegalStateException.class,
                () -> database.write(() -> sharing.join(SHARE, card.id(), BERT, true, null, "helps")));
        assertEquals(List.of("one"), names());
        assertEquals(List.of(), database.read(() -> sharing.team(READ, card.id())));
    }

    private AuditEntry only() {
        List<AuditEntry> taken = grants.taken();
        assertEquals(1, taken.size(), taken.toString());
        return taken.getFirst();
    }

    // Questions about protected records

    @Test
    void onlyTheModuleThatDecidesMayAskAboutRecordsOfOthers() {
        CardEntity card = stored(new CardEntity("one", ANNA).salary("5"));
        stored(new CardEntity("two", BERT));
        Scope annas = Scope.keyIn("owner_id", List.of(ANNA));
        assertThrows(SecurityException.class, () -> records.count("note.card", annas, 10));
        assertThrows(SecurityException.class, () -> records.columns("note.card", card.id()));
        assertThrows(SecurityException.class, () -> records.some("note.card", annas, 10));
        assertThrows(SecurityException.class, () -> records.reaches("note.card", card.id(), List.of(annas)));

        note.bundle().getBundleContext().registerService(AccessControl.class, new Nobody(), null);

        assertEquals(
                List.of(true, false, true),
                records.reaches(
                                "note.card",
                                card.id(),
                                List.of(annas, new Scope.InTeam(BERT, false), Scope.everything()))
                        .orElseThrow());
        assertTrue(
                records.reaches("note.card", UUID.randomUUID(), List.of(annas)).isEmpty());
        assertEquals(1, records.count("note.card", annas, 10));
        assertEquals(1, records.count("note.card", Scope.everything(), 1));
        assertEquals(List.of(card.id()), records.some("note.card", annas, 10));
        assertEquals(
                "one", records.columns("note.card", card.id()).orElseThrow().get("name"));
        assertTrue(records.columns("note.card", UUID.randomUUID()).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> records.count("note.unknown", annas, 10));
        assertThrows(
                IllegalArgumentException.class,
                () -> records.count("note.card", Scope.keyIn("no_such", List.of(1)), 10));
    }

    /** Says no to everything. */
    private static final class Nobody implements AccessControl {
        @Override
        public boolean holds(Caller caller, Permission permission) {
            return false;
        }

        @Override
        public Scope scope(Caller caller, Permission permission) {
            return Scope.nothing();
        }

        @Override
        public FieldRules fields(Caller caller, Permission permission) {
            return FieldRules.nothing();
        }

        @Override
        public long spend(Caller caller, Permission permission, long amount) {
            return -1;
        }
    }
}
