package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports inside a real server, on both databases. */
class CustomerImportIT {

    private static final String IMPORTS = "/api/customer/imports";
    private static final String CUSTOMERS = "/api/customer/customers";

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {
        OnH2(MortiseServer server) {
            super(server);
        }
    }

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL)
    class OnPostgresql extends OnServer {
        OnPostgresql(MortiseServer server) {
            super(server);
        }
    }

    abstract static class OnServer {

        private final MortiseServer server;
        private final String source = "s" + Long.toString(System.nanoTime(), 36);

        OnServer(MortiseServer server) {
            this.server = server;
        }

        @BeforeEach
        void install() {
            if (server.state("customer").equals("absent")) {
                server.install(CustomerJars.built());
            }
        }

        /** Asked anew each time: after a restart the port is another. */
        private Http http() {
            return server.http();
        }

        private JsonNode start(String text, String more) {
            return start(text.getBytes(StandardCharsets.UTF_8), more);
        }

        private JsonNode start(byte[] file, String more) {
            return http().post(IMPORTS + "?source=" + source + more, BodyPublishers.ofByteArray(file), "text/csv")
                    .expect(202)
                    .json();
        }

        private JsonNode finish(JsonNode started) {
            String path = IMPORTS + "/" + started.path("id").asText();
            Await.await(
                    "the end of the import",
                    Duration.ofMinutes(3),
                    () -> http().get(path)
                            .expect(200)
                            .json()
                            .path("state")
                            .asText()
                            .equals("done"));
            return http().get(path).json();
        }

        private JsonNode run(String text, String more) {
            return finish(start(text, more));
        }

        private static String counts(JsonNode done) {
            return "total %d created %d updated %d skipped %d failed %d"
                    .formatted(
                            done.path("total").asLong(),
                            done.path("created").asLong(),
                            done.path("updated").asLong(),
                            done.path("skipped").asLong(),
                            done.path("failed").asLong());
        }

        private JsonNode one(String name) {
            JsonNode page = http().get(CUSTOMERS + "?q=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .expect(200)
                    .json();
            return page.path("items")
                    .valueStream()
                    .filter(item -> item.at("/external/system").asText().equals(source))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + page));
        }

        private static byte[] accounts() {
            try (var in = CustomerImportIT.class.getResourceAsStream("/accounts.csv")) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void theSalesAccountsComeAsTheyAreAndASecondTimeChangeNothing() {
            JsonNode first = finish(start(accounts(), "&currency=USD&name=accounts.csv"));
            assertEquals("total 85 created 85 updated 0 skipped 0 failed 0", counts(first));

            JsonNode acme = one("Acme Corporation");
            assertEquals("technolgy", acme.path("industry").asText());
            assertEquals(110_004, acme.at("/revenue/minor").asLong());
            assertEquals("USD", acme.at("/revenue/currency").asText());
            assertEquals(1996, acme.path("foundingYear").asInt());
            assertEquals("Acme Corporation", acme.at("/external/id").asText());
            assertEquals(
                    "Acme Corporation", one("Bluth Company").path("parentName").asText());

            JsonNode second = finish(start(accounts(), "&currency=USD&name=accounts.csv"));
            assertEquals("total 85 created 0 updated 0 skipped 85 failed 0", counts(second));
            assertEquals(acme, one("Acme Corporation"));
        }

        @Test
        void aChangedRowUpdatesAndBlankCellsKeepWhatIsKnown() {
            run("name,sector,employees\nAurora,retail,5\nNova,media,7\n", "");

            JsonNode done = run("name,sector,employees\nAurora,retail,6\nNova,,\n", "");

            assertEquals("total 2 created 0 updated 1 skipped 1 failed 0", counts(done));
            assertEquals(6, one("Aurora").path("employees").asInt());
            assertEquals("media", one("Nova").path("industry").asText());
        }

        @Test
        void knownCustomersStayWhenTheImportIsToSkipThem() {
            run("name,sector\nAurora,retail\n", "");

            assertEquals(
                    "total 1 created 0 updated 0 skipped 1 failed 0",
                    counts(run("name,sector\nAurora,media\n", "&existing=skip")));
            assertEquals("retail", one("Aurora").path("industry").asText());
        }

        @Test
        void rowsThatCannotBeTakenAreHandedOutWithLineAndReasonAndCanBeCorrected() {
            String file =
                    "name,revenue,employees\n=HYPERLINK(1),1,1\n\"Nova\nTwo\",1,1\nVega,much,1\nVega2,1\n,1,1\nAurora,1,1\nAurora,2,2\n";

            JsonNode done = run(file, "");

            assertEquals("total 7 created 2 updated 0 skipped 0 failed 5", counts(done));
            Answer errors = http().with("Accept-Language", "en")
                    .get(IMPORTS + "/" + done.path("id").asText() + "/errors")
                    .expect(200);
            assertEquals(
                    "\uFEFFline,reason,name,revenue,employees\r\n"
                            + "3,name: Line breaks and control characters are not possible here.,\"Nova\nTwo\",1,1\r\n"
                            + "5,\"revenue: \"\"much\"\" is no number.\",Vega,much,1\r\n"
                            + "6,\"The row has 2 cells, the header 3.\",Vega2,1\r\n"
                            + "7,name: This must be filled in.,,1,1\r\n"
                            + "9,The same customer stands in an earlier line of the file.,Aurora,2,2\r\n",
                    errors.text());
            assertEquals("=HYPERLINK(1)", one("=HYPERLINK").path("name").asText());

            JsonNode corrected = run("\uFEFFline,reason,name,revenue,employees\r\n5,x,Vega,12.50,1\r\n", "");
            assertEquals("total 1 created 1 updated 0 skipped 0 failed 0", counts(corrected));
            assertEquals(1250, one("Vega").at("/revenue/minor").asLong());
        }

        @Test
        void aDryRunSaysWhatWouldHappenAndKeepsNothing() {
            run("name,sector\nAurora,retail\n", "");
            long before = http().get(CUSTOMERS + "/count").json().path("count").asLong();

            JsonNode done = run("name,sector\nAurora,media\nNova,retail\n,x\n", "&dryRun=true");

            assertEquals("total 3 created 1 updated 1 skipped 0 failed 1", counts(done));
            assertEquals(
                    before,
                    http().get(CUSTOMERS + "/count").json().path("count").asLong());
            assertEquals("retail", one("Aurora").path("industry").asText());
        }

        @Test
        void aRowThatMeetsAnothersCreditCodeFailsAlone() {
            String code = SampleCodes.next();
            http().post(CUSTOMERS, Map.of("name", "Owner of the code " + source, "creditCode", code))
                    .expect(201);

            JsonNode done = run("name,creditCode\nAurora,\nNova," + code + "\nVega,\n", "");

            assertEquals("total 3 created 2 updated 0 skipped 0 failed 1", counts(done));
            assertTrue(http().with("Accept-Language", "en")
                    .get(IMPORTS + "/" + done.path("id").asText() + "/errors")
                    .text()
                    .contains("3,creditCode: Another customer has this credit code.,Nova," + code));
        }

        @Test
        void aFileIsRefusedAsAWholeInTheCallersWords() {
            byte[] broken = "name\nAurora\n".getBytes(StandardCharsets.UTF_8);
            broken[8] = (byte) 0xFF;

            Answer answer = http().with("Accept-Language", "zh-CN")
                    .post(IMPORTS, BodyPublishers.ofByteArray(broken), "text/csv")
                    .expect(400);

            assertEquals("import-broken-encoding", answer.problem());
            assertTrue(answer.json().path("detail").asText().contains("第 8 字节"), answer.text());
            http().post(IMPORTS + "?existing=replace", BodyPublishers.ofString("name\nA\n"), "text/csv")
                    .expect(400);
            http().post(IMPORTS, BodyPublishers.ofString("{}"), "application/json")
                    .expect(415);
        }

        @Test
        void anImportGoesOnWhereItWasAfterAnUpgradeAndAfterARestart(@TempDir Path folder) {
            int rows = 20_000;
            String file = IntStream.range(0, rows)
                    .mapToObj(i -> source + " " + i)
                    .collect(Collectors.joining("\n", "name\n", "\n"));
            JsonNode started = start(file, "");

            server.upgrade(CustomerJars.version(folder, "1.1.0"));
            server.restart();
            JsonNode done = finish(started);

            assertEquals("total 20000 created 20000 updated 0 skipped 0 failed 0", counts(done));
            assertEquals("1.1.0", server.version("customer"));
        }

        @Test
        void theListOfNamesComesWhole() {
            Path names = Path.of(System.getProperty("mortise.root"))
                    .resolve("../shared/data/names/company-short-names.txt.gz");
            Assumptions.assumeTrue(Files.exists(names), "the list of names is not on this machine");

            JsonNode done;
            try {
                done = finish(
                        http().post(IMPORTS + "?source=" + source, BodyPublishers.ofFile(names), "application/gzip")
                                .expect(202)
                                .json());
            } catch (IOException e) {
                throw new AssertionError(e);
            }

            assertEquals("total 267397 created 267397 updated 0 skipped 0 failed 0", counts(done));
        }
    }
}
