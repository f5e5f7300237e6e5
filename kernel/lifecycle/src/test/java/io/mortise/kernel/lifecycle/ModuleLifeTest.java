package io.mortise.kernel.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.lifecycle.Change.Kind;
import io.mortise.kernel.lifecycle.Operation.Phase;
import io.mortise.kernel.lifecycle.Operation.State;
import io.mortise.kernel.spi.Seat;
import io.mortise.rest.ProblemException;
import io.mortise.sdk.modulejar.ApiJar;
import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module's life on one server: real bundles, a real database. */
class ModuleLifeTest {

    @TempDir
    private static Path shared;

    private static TestServer server;

    @TempDir
    Path folder;

    private Instant begun = Instant.now();

    @BeforeAll
    static void start() {
        server = new TestServer(shared).started();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void begin() {
        begun = Instant.now();
    }

    @AfterEach
    void purge() {
        server.purgeAll();
    }

    private static ModuleJar alpha(String version) {
        return TestServer.module("alpha", version);
    }

    private static ApiJar api(String version) {
        return ApiJar.named("alpha.api").version(version).source("alpha.api.Greeter", """
                package alpha.api;
                @org.osgi.annotation.versioning.ProviderType
                public interface Greeter { String greet(); }
                """);
    }

    private static ModuleJar provider(String version, String apiVersion) {
        return TestServer.module("alpha", version).api(api(apiVersion)).source("alpha.internal.Greetings", """
                package alpha.internal;
                @org.osgi.service.component.annotations.Component
                public final class Greetings implements alpha.api.Greeter {
                    @Override public String greet() { return "VERSION"; }
                }
                """.replace(
                        "VERSION", version));
    }

    private static ModuleJar consumer(String version) {
        return ModuleJar.named("beta")
                .version(version)
                .uses(api("1.0.0"))
                .describe(json -> json.needs("alpha", "[1,3)"))
                .source("beta.internal.Part", """
                        package beta.internal;
                        import java.util.function.Function;
                        import org.osgi.service.component.annotations.*;
                        @Component
                        public final class Part implements Function<String, String> {
                            private final alpha.api.Greeter greeter;
                            @Activate public Part(@Reference alpha.api.Greeter greeter) { this.greeter = greeter; }
                            @Override public String apply(String who) { return "beta hears " + greeter.greet(); }
                        }
                        """);
    }

    private Map<String, Object> view(String module) {
        return server.resource(ModulesResource.class).find(module);
    }

    private List<String> outcomes(String module) {
        return server.lifecycle.shop().state().history(module, 100).stream()
                .filter(line -> !line.at().isBefore(begun))
                .map(line -> line.change() + " " + line.outcome())
                .toList();
    }

    @Test
    void anInstalledModuleServesAndSaysSo() {
        Operation operation = server.install(alpha("1.0.0"));

        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        Map<String, Object> view = view("alpha");
        assertEquals("serving", view.get("state"));
        assertEquals("1.0.0", view.get("version"));
        assertEquals(true, view.get("enabled"));
        assertEquals(false, view.get("hasFinalize"));
        assertNotNull(view.get("displayName"));
        assertEquals(List.of("install succeeded"), outcomes("alpha"));
        assertEquals("Ada", operation.author());
        assertNotNull(operation.report());
    }

    @Test
    void anUpgradeUnderRequestsLosesNoneAndReportsThem() throws Exception {
        server.install(alpha("1.0.0"));
        var stop = new AtomicBoolean();
        var wrong = new ArrayList<String>();
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                String answer = server.call("alpha").orElse("nobody");
                if (!answer.startsWith("alpha ")) {
                    wrong.add(answer);
                }
            }
        });

        Operation operation = server.make(server.arrival(alpha("1.1.0")));
        stop.set(true);
        caller.join();

        assertEquals(List.of(), wrong);
        assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));
        Report report = operation.report();
        assertNotNull(report);
        assertTrue(report.requestsServed() > 0);
        assertEquals(0, report.requestsFailed());
        // The requests would have felt the collection that tells; now it is quiet, and somebody asks.
        assertNull(report.oldLoaderCollected());
        assertEquals(List.of(), server.resource(ModulesResource.class).leaks().get("items"));
        assertEquals(true, report.drained());
        assertNotNull(report.prepareMillis());
        assertNotNull(report.publishMicros());
        assertTrue(report.foretold().stream()
                .anyMatch(it ->
                        it.what().equals("instances built") && it.foretold().equals(it.happened())));
        assertEquals("1.0.0", view("alpha").get("previousVersion"));
    }

    @Test
    void anUpgradeThatCannotStartLeavesTheOldVersionServing() {
        server.install(alpha("1.0.0"));

        Operation operation = server.apply(server.plan(server.arrival(TestServer.broken("alpha", "1.1.0"))));

        assertEquals(State.FAILED, operation.state());
        assertNotNull(operation.note());
        assertTrue(TestServer.say(operation.note()).contains("no key"), () -> TestServer.say(operation.note()));
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        assertEquals("1.0.0", view("alpha").get("version"));
        assertEquals(List.of("upgrade failed", "install succeeded"), outcomes("alpha"));
        server.make(server.arrival(alpha("1.1.1")));
        assertEquals(Optional.of("alpha 1.1.1"), server.call("alpha"));
    }

    @Test
    void aNewVersionThatFailsMoreIsTakenBackByItself() throws Exception {
        server.install(alpha("1.0.0"));
        for (int i = 0; i < 100; i++) {
            server.call("alpha");
        }
        Plan plan = server.plan(
                20,
                false,
                server.arrival(TestServer.module("alpha", "1.1.0", "throw new IllegalStateException(\"bad\");")));
        var stop = new AtomicBoolean();
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                server.call("alpha");
            }
        });

        Operation operation = server.apply(plan);
        stop.set(true);
        caller.join();

        assertEquals(State.ROLLED_BACK, operation.state());
        assertTrue(TestServer.say(operation.note()).contains("failed"), () -> TestServer.say(operation.note()));
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        assertEquals("1.0.0", view("alpha").get("version"));
        assertEquals(List.of("upgrade rolled-back", "install succeeded"), outcomes("alpha"));
        assertTrue(operation.report().watched().get("alpha").after().failed() > 0);
    }

    @Test
    void aNewVersionThatIsMuchSlowerIsTakenBackByItself() throws Exception {
        server.install(alpha("1.0.0"));
        for (int i = 0; i < 100; i++) {
            server.call("alpha");
        }
        Plan plan = server.plan(
                2,
                false,
                server.arrival(TestServer.module(
                        "alpha",
                        "1.1.0",
                        "try { Thread.sleep(60); } catch (InterruptedException e) { } return \"slow\";")));
        var stop = new AtomicBoolean();
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                server.call("alpha");
            }
        });

        Operation operation = server.apply(plan);
        stop.set(true);
        caller.join();

        assertEquals(State.ROLLED_BACK, operation.state());
        assertTrue(
                TestServer.say(operation.note()).contains("ordinary answer"), () -> TestServer.say(operation.note()));
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
    }

    @Test
    void whileWatchingTheOldSetIsWarmAndOnePressBringsItBack() {
        server.install(alpha("1.0.0"));
        Operation operation = server.begin(server.plan(30, false, server.arrival(alpha("1.1.0"))));
        TestServer.await(
                "it watches",
                () -> server.lifecycle
                                .operations()
                                .find(operation.id())
                                .orElseThrow()
                                .operation()
                                .phase()
                        == Phase.WATCHING);
        assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));

        server.lifecycle.operations().cancel(operation.id());

        assertEquals(State.ROLLED_BACK, server.ended(operation).state());
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
    }

    @Test
    void aRollBackLaterComesFromTheStoredArtifactUntilFinalize() {
        server.install(alpha("1.0.0"));
        server.make(server.arrival(alpha("1.1.0")));
        assertEquals(true, view("alpha").get("hasFinalize"));

        server.make(TestServer.change(Kind.ROLLBACK, "alpha"));

        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        assertEquals(List.of("no-way-back"), blockers(TestServer.change(Kind.ROLLBACK, "alpha")));
        server.make(server.arrival(alpha("1.2.0")));
        server.make(TestServer.change(Kind.FINALIZE, "alpha"));
        assertEquals(List.of("no-way-back"), blockers(TestServer.change(Kind.ROLLBACK, "alpha")));
        assertEquals(List.of("nothing-to-finalize"), blockers(TestServer.change(Kind.FINALIZE, "alpha")));
        assertEquals(Optional.of("alpha 1.2.0"), server.call("alpha"));
    }

    private List<String> blockers(Change... changes) {
        Plan plan = server.plan(changes);
        plan.blockers().forEach(note -> assertNotNull(note.help(), () -> "no help for " + note));
        return TestServer.codes(plan.blockers());
    }

    @Test
    void aDisabledModuleIsOffAndComesBackAsItWas() {
        server.install(alpha("1.0.0"));

        server.make(TestServer.change(Kind.DISABLE, "alpha"));

        assertInstanceOf(Seat.Disabled.class, server.seat("alpha"));
        assertEquals("disabled", view("alpha").get("state"));
        assertEquals(Optional.empty(), server.call("alpha"));
        assertEquals(List.of("already-disabled"), blockers(TestServer.change(Kind.DISABLE, "alpha")));
        server.make(TestServer.change(Kind.ENABLE, "alpha"));
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        assertEquals(List.of("already-enabled"), blockers(TestServer.change(Kind.ENABLE, "alpha")));
    }

    @Test
    void dependentsStandInTheWayOfDisablingUntilTheyGoToo() {
        server.install(provider("1.0.0", "1.0.0"), consumer("1.0.0"));
        assertEquals(Optional.of("beta hears 1.0.0"), server.call("beta"));

        Plan alone = server.plan(TestServer.change(Kind.DISABLE, "alpha"));
        assertEquals(List.of("dependents"), TestServer.codes(alone.blockers()));
        assertTrue(TestServer.words(alone.blockers()).contains("withDependents"));

        server.make(true, TestServer.change(Kind.DISABLE, "alpha"));
        assertInstanceOf(Seat.Disabled.class, server.seat("alpha"));
        assertInstanceOf(Seat.Disabled.class, server.seat("beta"));
        assertTrue(blockers(TestServer.change(Kind.ENABLE, "beta")).contains("need-missing"));
        server.make(true, TestServer.change(Kind.ENABLE, "beta"));
        assertEquals(Optional.of("beta hears 1.0.0"), server.call("beta"));
    }

    @Test
    void anApiChangeRebuildsItsDependentsAndThePlanSaysWhy() {
        server.install(provider("1.0.0", "1.0.0"), consumer("1.0.0"));

        Plan plan = server.plan(server.arrival(provider("1.1.0", "1.1.0")));

        assertEquals(List.of("beta"), plan.rebuild());
        assertTrue(TestServer.words(plan.effects()).contains("Module beta 1.0.0 is built anew"));
        Operation operation = server.apply(plan);
        assertEquals(State.SUCCEEDED, operation.state());
        assertEquals(Optional.of("beta hears 1.1.0"), server.call("beta"));
        assertEquals(
                true,
                operation.report().oldLoaderCollected(),
                () -> operation.report().heldBy().toString());
    }

    @Test
    void aNeedThatIsNotMetAndACircleAreBlockers() {
        assertEquals(
                List.of("need-missing"),
                TestServer.codes(server.plan(server.arrival(
                                TestServer.module("gamma", "1.0.0").describe(json -> json.needs("delta", "[2,3)"))))
                        .blockers()));
        Change gamma = server.arrival(TestServer.module("gamma", "1.0.0").describe(json -> json.needs("delta", null)));
        Change delta = server.arrival(TestServer.module("delta", "1.0.0").describe(json -> json.needs("gamma", null)));

        Plan circle = server.plan(gamma, delta);

        assertTrue(TestServer.codes(circle.blockers()).contains("cycle"), () -> TestServer.words(circle.blockers()));
        assertTrue(TestServer.words(circle.blockers()).contains("→"));
    }

    @Test
    void anImportThatNobodyGivesIsABlockerThatNamesThePackage() {
        Plan plan = server.plan(server.arrival(consumer("1.0.0").moduleJson("""
                {"id": "beta", "name": {"en": "B", "zh-CN": "B"}, "description": {"en": "B", "zh-CN": "B"}}
                """)));

        assertEquals(1, plan.blockers().size(), () -> TestServer.words(plan.blockers()));
        assertTrue(TestServer.words(plan.blockers()).contains("alpha.api"), () -> TestServer.words(plan.blockers()));
    }

    @Test
    void aSecondBundleUnderTheSameIdIsABlocker() {
        server.install(alpha("1.0.0"));

        assertEquals(
                List.of("duplicate-id"), blockers(server.arrival(alpha("2.0.0").symbolicName("someone.else"))));
    }

    @Test
    void aModuleThatWasUninstalledWithKeptDataFindsItAgain() throws Exception {
        ModuleJar jar = alpha("1.0.0")
                .describe(json -> json.object("thing", "read"))
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key)");
        server.install(jar);
        execute("insert into alpha_thing values (7)");

        Plan plan = server.plan(TestServer.change(Kind.UNINSTALL, "alpha"));
        assertTrue(TestServer.codes(plan.effects()).contains("keep"), () -> TestServer.words(plan.effects()));
        assertEquals(State.SUCCEEDED, server.apply(plan).state());

        assertEquals(null, server.seat("alpha"));
        assertThrows(ProblemException.class, () -> view("alpha"));
        assertEquals(1, rows());
        server.install(jar);
        assertEquals(1, rows());
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
    }

    @Test
    void aPurgeDeletesTheDataAndTellsWhoWantsToKnow() throws Exception {
        var told = new ArrayList<String>();
        server.lifecycle.onPurge(told::add);
        ModuleJar jar = alpha("1.0.0")
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key)");
        server.install(jar);
        execute("insert into alpha_thing values (7)");

        Plan plan = server.plan(new Change(Kind.UNINSTALL, "alpha", null, true));
        assertEquals(List.of("purge"), TestServer.codes(plan.warnings()));
        assertEquals(State.SUCCEEDED, server.apply(plan).state());

        assertEquals(List.of("alpha"), told);
        assertThrows(java.sql.SQLException.class, this::rows);
        server.install(jar);
        assertEquals(0, rows());
    }

    private void execute(String sql) throws java.sql.SQLException {
        try (var connection = server.persistence.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private int rows() throws java.sql.SQLException {
        try (var connection = server.persistence.dataSource().getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from alpha_thing")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void contractingMigrationsWaitForFinalizeAndTheNextUpgradeFinishesThemFirst() throws Exception {
        ModuleJar first = alpha("1.0.0")
                .resource(
                        "db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key, old integer)");
        ModuleJar second = alpha("2.0.0")
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key, old integer)")
                .resource("db/contract/V001__no_old.sql", "alter table alpha_thing drop column old");
        server.install(first);

        Plan plan = server.plan(server.arrival(second));
        assertTrue(TestServer.codes(plan.effects()).contains("finalize-later"), () -> TestServer.words(plan.effects()));
        server.apply(plan);
        execute("update alpha_thing set old = 1");

        ModuleJar third = alpha("3.0.0")
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key, old integer)")
                .resource("db/contract/V001__no_old.sql", "alter table alpha_thing drop column old");
        Plan next = server.plan(server.arrival(third));
        assertEquals(List.of("alpha"), next.finalizeFirst(), () -> TestServer.words(next.effects()));
        assertEquals(State.SUCCEEDED, server.apply(next).state());
        assertThrows(java.sql.SQLException.class, () -> execute("update alpha_thing set old = 1"));
        assertEquals(Optional.of("alpha 3.0.0"), server.call("alpha"));
    }

    @Test
    void aDowngradeOverANewerSchemaIsABlocker() {
        ModuleJar first = alpha("1.0.0");
        server.install(first);
        server.make(server.arrival(alpha("2.0.0")
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key)")));
        server.make(TestServer.change(Kind.FINALIZE, "alpha"));

        Plan plan = server.plan(server.arrival(first));

        assertEquals(List.of("downgrade-schema"), TestServer.codes(plan.blockers()));
        assertEquals(true, TestServer.codes(plan.warnings()).contains("downgrade"));
    }

    @Test
    void aStalePlanIsRefused() {
        server.install(alpha("1.0.0"));
        Plan stale = server.plan(server.arrival(alpha("1.1.0")));
        server.make(server.arrival(alpha("1.2.0")));

        var problem =
                assertThrows(ProblemException.class, () -> server.begin(stale)).problem();

        assertEquals("plan-stale", problem.type());
        assertEquals(409, problem.status());
        assertEquals(Optional.of("alpha 1.2.0"), server.call("alpha"));
    }

    @Test
    void aPlanIsAppliedOnce() {
        Plan plan = server.plan(server.arrival(alpha("1.0.0")));
        server.apply(plan);

        assertEquals(
                "plan-used",
                assertThrows(ProblemException.class, () -> server.begin(plan))
                        .problem()
                        .type());
    }

    @Test
    void ofAdministratorsWhoApplyAtOnceOneWinsAndTheOthersAreTold() throws Exception {
        int people = 6;
        var plans = new ArrayList<Plan>();
        for (int i = 0; i < people; i++) {
            plans.add(server.plan(server.arrival(alpha("1.0." + i))));
        }
        var barrier = new CyclicBarrier(people);
        var answers = new ArrayList<String>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> tasks = plans.stream()
                    .<Callable<String>>map(plan -> () -> {
                        barrier.await();
                        try {
                            return server.ended(server.begin(plan)).state().word();
                        } catch (ProblemException e) {
                            return e.problem().status() + " " + e.problem().type();
                        }
                    })
                    .toList();
            for (var future : pool.invokeAll(tasks)) {
                answers.add(future.get());
            }
        }

        assertEquals(1, answers.stream().filter("succeeded"::equals).count(), answers::toString);
        assertTrue(
                Set.of("succeeded", "409 operation-running", "409 plan-stale").containsAll(answers), answers::toString);
        assertEquals(
                people - 1, answers.stream().filter(it -> it.startsWith("409")).count());
        assertTrue(server.call("alpha").orElseThrow().startsWith("alpha 1.0."));
    }

    @Test
    void aPlanSpeaksTheReadersLanguage() {
        Plan plan = server.plan(server.arrival(alpha("1.0.0")));
        var views = new Views(
                server.lifecycle.shop(),
                server.lifecycle.operations(),
                io.mortise.kernel.spi.Wording.ofKernel("lifecycle", "runtime"));

        assertTrue(views.plan(plan, Locale.ENGLISH).toString().contains("is installed and begins to serve"));
        assertTrue(views.plan(plan, Locale.SIMPLIFIED_CHINESE).toString().contains("安装模块 alpha"));
        assertEquals(List.of("unsigned"), TestServer.codes(plan.warnings()));
    }

    @Test
    void whatAnAdministratorMustKnowStandsInThePlan() {
        server.install(alpha("1.0.0").describe(json -> json.object("thing", "read")));

        Plan plan = server.plan(server.arrival(alpha("1.1.0")
                .describe(json -> json.object("thing", "read", "erase")
                        .field("thing", "phone", "text", "contact")
                        .host("https://api.example.com")
                        .publishes("alpha.Made")
                        .listens("beta.Made")
                        .job("sweep"))
                .source("alpha.internal.Open", """
                        package alpha.internal;
                        import io.mortise.access.*;
                        import jakarta.ws.rs.*;
                        @Path("things")
                        public final class Open {
                            @GET @PublicRoute(reason = "a catalogue") public String list() { return ""; }
                            @DELETE @Requires(object = "alpha.thing", action = "erase") public void erase() {}
                        }
                        """)
                .resource("db/expand/V001__thing.sql", "create table alpha_thing (id integer primary key)")));

        List<String> codes = TestServer.codes(plan.effects());
        assertTrue(
                codes.containsAll(List.of(
                        "upgrade",
                        "route-public",
                        "route-added",
                        "permission-added",
                        "field-added",
                        "host-added",
                        "event-added",
                        "listener-added",
                        "job-added",
                        "migration",
                        "prepare-time",
                        "watch")),
                codes::toString);
        String words = TestServer.words(plan.effects());
        assertTrue(words.contains("a catalogue") && words.contains("alpha.thing:erase"), words);
        assertFalse(words.contains("{") || words.contains("lifecycle."), words);
    }

    @Test
    void severalChangesAreOnePlanAndOneSwitch() {
        server.install(alpha("1.0.0"));

        Operation operation =
                server.make(server.arrival(alpha("1.1.0")), server.arrival(TestServer.module("beta", "1.0.0")));

        assertEquals(List.of("alpha", "beta"), operation.plan().modules());
        assertEquals(Optional.of("alpha 1.1.0"), server.call("alpha"));
        assertEquals(Optional.of("beta 1.0.0"), server.call("beta"));
    }

    @Test
    void ofSeveralChangesWithOneThatFailsNoneHappens() {
        server.install(alpha("1.0.0"));

        Operation operation = server.apply(
                server.plan(server.arrival(alpha("1.1.0")), server.arrival(TestServer.broken("beta", "1.0.0"))));

        assertEquals(State.FAILED, operation.state());
        assertEquals(Optional.of("alpha 1.0.0"), server.call("alpha"));
        assertEquals(null, server.seat("beta"));
    }

    @Test
    void theSameVersionWithOtherContentIsAnUpgrade() {
        server.install(alpha("1.0.0"));

        server.make(server.arrival(TestServer.module("alpha", "1.0.0", "return \"other\";")));

        assertEquals(Optional.of("other"), server.call("alpha"));
        assertEquals(
                List.of("already-there"),
                blockers(server.arrival(TestServer.module("alpha", "1.0.0", "return \"other\";"))));
    }

    @Test
    void assetsOfOldVersionsStayAndThoseOfPlansAreNotServed() throws Exception {
        Operation first = server.install(alpha("1.0.0").resource("ui/a.js", "one"));
        server.make(server.arrival(alpha("1.1.0").resource("ui/a.js", "two")));
        var planned = server.receive(alpha("1.2.0").resource("ui/a.js", "three"));

        String edition = "1.0.0-" + first.plan().targets().getFirst().sha256().substring(0, 8);
        var asset = server.lifecycle.assets().find("alpha", edition, "a.js").orElseThrow();

        assertEquals("one", new String(asset.body().readAllBytes()));
        assertEquals(3, asset.length());
        assertEquals(Optional.empty(), server.lifecycle.assets().find("alpha", planned.edition(), "a.js"));
        assertEquals(Optional.empty(), server.lifecycle.assets().find("alpha", edition, "b.js"));
    }

    @Test
    void onlyTheLastVersionsStayInTheStore() {
        for (int i = 0; i < 5; i++) {
            server.make(server.arrival(alpha("1.0." + i)));
        }

        // Two by the setting; the way back is one of them.
        TestServer.await(
                "the garbage is gone",
                () -> server.data.resolve("artifacts").toFile().list().length == 2);
        server.make(TestServer.change(Kind.ROLLBACK, "alpha"));
        assertEquals(Optional.of("alpha 1.0.3"), server.call("alpha"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void aLockFileMakesAnotherServerTheSame() throws Exception {
        server.install(alpha("1.0.0"), TestServer.module("beta", "1.0.0"));
        server.make(TestServer.change(Kind.DISABLE, "beta"));
        String lock = Json.write(server.resource(ModulesResource.class).lock());

        try (var other = new TestServer(folder.resolve("other")).started()) {
            other.install(TestServer.module("gamma", "1.0.0"));
            var plans = other.resource(ModulePlansResource.class);
            String request = "{\"change\": \"lock\", \"lock\": " + lock + "}";
            var missing = (Map<String, Object>) plans.plan(request).getEntity();
            assertTrue(missing.get("blockers").toString().contains("artifact-missing"), missing::toString);

            other.install(TestServer.module("beta", "1.0.0"));
            other.receive(alpha("1.0.0"));
            var plan = (Map<String, Object>) plans.plan(request).getEntity();
            assertEquals(List.of(), plan.get("blockers"));
            var applied = (Map<String, Object>) other.resource(ModuleOperationsResource.class)
                    .apply("{\"plan\": \"" + plan.get("id") + "\", \"reason\": \"same as the first\"}")
                    .getEntity();
            other.lifecycle.operations().await((String) applied.get("id"), java.time.Duration.ofSeconds(30));

            assertEquals(lock, Json.write(other.resource(ModulesResource.class).lock()));
        }
    }

    @Test
    void requestsThatAreWrongSayWhere() {
        var plans = server.resource(ModulePlansResource.class);

        for (String body : List.of(
                "[]",
                "{\"change\": \"explode\", \"module\": \"alpha\"}",
                "{\"change\": \"disable\"}",
                "{\"change\": \"install\", \"module\": \"alpha\", \"sha256\": \"../x\"}",
                "{\"change\": \"uninstall\", \"module\": \"alpha\", \"data\": \"maybe\"}",
                "{\"change\": \"enable\", \"module\": \"alpha\", \"watchSeconds\": -1}",
                "{")) {
            var problem =
                    assertThrows(ProblemException.class, () -> plans.plan(body)).problem();
            assertEquals(400, problem.status(), body);
            assertEquals(1, problem.faults().size(), body);
        }
        assertEquals(
                404,
                assertThrows(
                                ProblemException.class,
                                () -> plans.plan("{\"change\": \"disable\", \"module\": \"nobody\"}"))
                        .problem()
                        .status());
    }

    @Test
    void theStepsOfAnOperationAreToldAsServerSentEvents() throws Exception {
        Operation operation = server.install(alpha("1.0.0"));
        var out = new java.io.ByteArrayOutputStream();

        var response = server.resource(ModuleOperationsResource.class).events(operation.id(), "1");
        ((jakarta.ws.rs.core.StreamingOutput) response.getEntity()).write(out);

        String text = out.toString(java.nio.charset.StandardCharsets.UTF_8);
        assertFalse(text.contains("id: 1\n"), text);
        assertTrue(text.contains("event: step\nid: 2\n"), text);
        assertTrue(text.contains("event: end") && text.contains("\"succeeded\""), text);
    }

    @Test
    void anOperationOnOneServerIsSeenWithItsReport() {
        Operation operation = server.install(alpha("1.0.0"));

        var view = server.resource(ModuleOperationsResource.class).find(operation.id());

        assertEquals("succeeded", view.get("state"));
        assertTrue(view.get("report").toString().contains("requestsServed"));
        assertTrue(view.get("steps").toString().contains("The desired state is written"));
        String all = server.resource(ModuleOperationsResource.class).list().toString();
        assertTrue(all.contains(operation.id()), all);
        assertEquals(List.of(), server.resource(ModulesResource.class).leaks().get("items"));
    }
}
