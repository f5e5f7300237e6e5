package io.mortise.kernel.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.kernel.launcher.Kernel;
import io.mortise.kernel.launcher.KernelOptions;
import io.mortise.sdk.modulejar.SampleModules;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CommandLineTest {

    private static final String[] QUICKLY = {"--reason", "test", "--yes", "--watch", "0", "--drain", "5"};

    @TempDir
    Path home;

    @Nullable
    Kernel kernel;

    @AfterEach
    void stop() {
        if (kernel != null) {
            kernel.stop();
        }
    }

    private record Said(int code, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @Nested
    class WithoutAServer {

        @Test
        void everyVerbExplainsItselfWithoutItsRequiredOptions() {
            Said said = run("module", "apply", "--help");

            assertEquals(0, said.code(), said.err());
            assertTrue(said.out().contains("--reason=TEXT"), said.out());
            assertTrue(run("-h").out().contains("dead-letters"));
        }

        @Test
        void everyVerbThatNeedsOneSaysWhereNoneRuns() {
            Said said = run("module", "list");

            assertEquals(1, said.code());
            assertTrue(said.err().startsWith("No server runs on the data folder " + data()), said.err());
            assertEquals("", said.out());
        }

        @Test
        void theDoctorFindsNothingWrong() {
            Said said = run("doctor", "--data", home.resolve("nowhere").toString());

            assertTrue(said.out().contains("ok    Java 25") || said.out().contains("ok    Java 2"), said.out());
            assertTrue(said.out().contains("none runs"), said.out());
        }

        @Test
        void anUnknownVariableStopsEveryVerb() {
            Said said = runWith(Map.of("MORTISE_HTTP_PROT", "1"), null, Locale.ENGLISH, "module", "list");

            assertEquals(1, said.code());
            assertTrue(said.err().contains("Did you mean MORTISE_HTTP_PORT?"), said.err());
        }

        @Test
        void aWrongVerbOrOptionIsWrongUsage() {
            assertEquals(2, run("modul").code());
            assertEquals(2, run("module", "list", "--nothing").code());
            assertEquals(2, run("module").code());
            assertEquals(2, run("module", "disable", "x").code(), "a reason is owed");
        }

        @Test
        void aPlainRunIsReadTheShortWayAndEverythingElseTheLongWay() {
            var session = new Session(
                    home,
                    Map.of(),
                    new Screen(
                            new PrintWriter(new StringWriter()),
                            new PrintWriter(new StringWriter()),
                            null,
                            Locale.ENGLISH));

            RunVerb run = Verbs.plainRun(session, List.of("run", "--data", "d", "--port", "81", "--safe-mode"))
                    .orElseThrow();

            assertEquals(81, run.port);
            assertTrue(run.safeMode);
            assertEquals(Path.of("d"), session.data);
            for (List<String> other : List.of(
                    List.<String>of(),
                    List.of("doctor"),
                    List.of("run", "--help"),
                    List.of("run", "--port"),
                    List.of("run", "--port", "eighty"),
                    List.of("run", "--port", "1", "--port", "2"),
                    List.of("run", "--data", "--port"),
                    List.of("run", "--port=81"))) {
                assertTrue(Verbs.plainRun(session, other).isEmpty(), other.toString());
            }
            assertEquals(2, run("run", "--port", "eighty").code());
        }

        @Test
        void aFileThatIsNotThereIsNamed() {
            Said said = run("module", "plan", "/no/such.jar");

            assertEquals(1, said.code());
        }

        @Test
        void theExampleConfigurationIsPrinted() {
            Said said = run("config");

            assertEquals(0, said.code());
            assertTrue(said.out().contains("#http.port=8080"), said.out());
        }

        @Test
        void helpSpeaksEnglishAndChinese() {
            assertTrue(run("help", "module").out().contains("Installs or upgrades modules"));
            assertTrue(runWith(Map.of(), null, Locale.SIMPLIFIED_CHINESE, "help", "module")
                    .out()
                    .contains("启用模块"));
        }
    }

    @Nested
    class WithAServer {

        @Test
        void aModuleIsInstalledUpgradedSwitchedAndRolledBack() throws Exception {
            start();
            String first = SampleModules.hello("greeter", "1.0.0").build(home).toString();
            String second = SampleModules.hello("greeter", "1.1.0").build(home).toString();

            assertEquals(0, change("apply", first).code());
            assertEquals("serving", module().path("state").asText());
            assertEquals(0, change("apply", second).code());
            assertEquals("1.1.0", module().path("version").asText());
            assertEquals(0, change("rollback", "greeter").code());
            assertEquals("1.0.0", module().path("version").asText());
            assertEquals(0, change("disable", "greeter").code());
            assertEquals("disabled", module().path("state").asText());
            assertEquals(0, change("enable", "greeter").code());
            assertEquals("serving", module().path("state").asText());
            assertEquals(0, change("uninstall", "greeter").code());
            assertEquals(0, run("module", "list", "--json").json().path("items").size());
            assertEquals(
                    6, run("module", "history", "--json").json().path("items").size());
        }

        @Test
        void aPlanIsShownAndNothingIsChanged() throws Exception {
            start();
            String jar = SampleModules.hello("greeter", "1.0.0").build(home).toString();

            Said said = run("module", "plan", jar);

            assertEquals(0, said.code(), said.err());
            assertTrue(said.out().startsWith("What will happen:\n  - "), said.out());
            assertTrue(said.out().contains("greeter"), said.out());
            assertEquals("Nothing there.\n", run("module", "list").out());
        }

        @Test
        void theReportIsShownInSentencesAndAsJson() throws Exception {
            start();
            String first = SampleModules.hello("greeter", "1.0.0").build(home).toString();
            String second = SampleModules.hello("greeter", "1.1.0").build(home).toString();

            Said sentences = change("apply", first);
            Said json = run(with(List.of("module", "apply", second, "--json"), QUICKLY));

            assertTrue(sentences.out().contains("\nDone.\n"), sentences.out());
            assertTrue(sentences.out().contains("Requests served"), sentences.out());
            assertEquals(0, json.json().path("report").path("requestsFailed").asInt(-1), json.out());
        }

        @Test
        void nothingHappensWithoutAYes() throws Exception {
            start();
            String jar = SampleModules.hello("greeter", "1.0.0").build(home).toString();

            Said no = runWith(Map.of(), "n\n", Locale.ENGLISH, "module", "apply", jar, "--reason", "r");
            Said nobody = run("module", "apply", jar, "--reason", "r");

            assertEquals(1, no.code());
            assertTrue(no.out().contains("Apply this plan?"), no.out());
            assertEquals(1, nobody.code());
            assertTrue(nobody.err().contains("--yes"), nobody.err());
            assertEquals("Nothing there.\n", run("module", "list").out());
        }

        @Test
        void aYesOfAPersonIsEnough() throws Exception {
            start();
            String jar = SampleModules.hello("greeter", "1.0.0").build(home).toString();

            Said said =
                    runWith(Map.of(), "yes\n", Locale.ENGLISH, "module", "apply", jar, "--reason", "r", "--watch", "0");

            assertEquals(0, said.code(), said.err());
        }

        @Test
        void aRefusedJarIsASentenceAndAnExitCode() throws Exception {
            start();
            Path jar = Files.writeString(home.resolve("broken.jar"), "this is not a zip");

            Said said = change("apply", jar.toString());

            assertEquals(1, said.code());
            assertTrue(said.err().contains("broken.jar") || said.out().contains("broken.jar"), said.err() + said.out());
        }

        @Test
        void anUnknownModuleIsASentence() {
            start();

            Said said = change("disable", "nosuch");

            assertEquals(1, said.code());
            assertTrue((said.err() + said.out()).contains("nosuch"), said.err() + said.out());
        }

        @Test
        void whatIsInstalledIsWrittenAsALockFileAndAppliedFromIt() throws Exception {
            start();
            change("apply", SampleModules.hello("greeter", "1.0.0").build(home).toString());
            Path lock = home.resolve("modules.lock.json");

            assertEquals(0, run("module", "lock", lock.toString()).code());
            assertTrue(Files.readString(lock).contains("\"greeter\""), Files.readString(lock));
            change("disable", "greeter");
            assertEquals(0, change("apply", lock.toString()).code());
            assertEquals("serving", module().path("state").asText());
        }

        @Test
        void theDoctorAsksTheServer() {
            start();

            Said said = run("doctor");

            assertEquals(0, said.code(), said.out());
            assertTrue(said.out().contains("the server is ready"), said.out());
            assertTrue(said.out().contains("0 modules, all of them well"), said.out());
        }

        @Test
        void thereAreNoDeadLettersAndAnUnknownOneCanNotBeRepeated() {
            start();

            assertEquals("Nothing there.\n", run("dead-letters", "list").out());
            assertEquals(
                    1,
                    run("dead-letters", "repeat", "00000000-0000-0000-0000-000000000000")
                            .code());
        }

        @Test
        void aTrailThatNobodyKeepsIsNotCalledWhole() {
            start();

            assertEquals(1, run("audit", "verify").code());
        }

        @Test
        void nobodyIsMadeAdministratorWhereNobodySignsIn() {
            start();

            Said created = run("admin", "create", "Wang Fang", "--login", "wang@example.com");

            assertEquals(1, created.code());
            assertTrue(created.err().contains("identity"), created.err());
            assertEquals(1, run("admin", "reset", "wang@example.com").code());
            assertEquals(2, run("admin", "create", "Wang Fang").code());
        }

        @Test
        void aServerThatIsGoneIsToldWithItsProcess() throws Exception {
            start();
            Path file = data().resolve("server.json");
            String token = Files.readString(data().resolve("operator.token"));
            String announced = Files.readString(file);
            stop();
            kernel = null;
            Files.writeString(file, announced);
            Files.writeString(data().resolve("operator.token"), token);

            Said said = run("module", "list");

            assertEquals(1, said.code());
            assertTrue(said.err().contains("does not answer"), said.err());
            assertFalse(said.err().contains("Exception"), said.err());
        }
    }

    private void start() {
        kernel = Kernel.start(KernelOptions.below(home));
    }

    private Path data() {
        return home.resolve("data");
    }

    private JsonNode module() throws Exception {
        return run("module", "list", "--json").json().path("items").path(0);
    }

    private Said change(String verb, String what) {
        return run(with(List.of("module", verb, what), QUICKLY));
    }

    private static String[] with(List<String> first, String... more) {
        var all = new ArrayList<String>(first);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Said run(String... arguments) {
        return runWith(Map.of(), null, Locale.ENGLISH, arguments);
    }

    private Said runWith(Map<String, String> environment, @Nullable String typed, Locale locale, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var answers = typed == null ? null : new BufferedReader(new StringReader(typed));
        var screen = new Screen(new PrintWriter(out), new PrintWriter(err), answers, locale);
        int code = Verbs.execute(
                new Session(home, environment, screen), new PrintWriter(out), new PrintWriter(err), arguments);
        return new Said(code, out.toString(), err.toString());
    }
}
