package io.mortise.customer.itest;

import static io.mortise.customer.itest.Company.CUSTOMERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of customers go out and come back, through the whole server, by people who are signed in. */
@MortiseTest(database = TestDatabase.H2)
class CustomerFilesIT {

    private static final String EXPORTS = "/api/customer/exports";
    private static final String IMPORTS = "/api/customer/imports";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final MortiseServer server;
    private Company company;
    private String department;

    CustomerFilesIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        department = company.department("Sales");
    }

    private Person exporter(int limit) {
        return company.person("Exporter", department)
                .may(Map.of(
                        "object",
                        "customer.customer",
                        "actions",
                        List.of("export"),
                        "scope",
                        "department",
                        "fields",
                        Map.of("phone", "masked"),
                        "otherFields",
                        "read",
                        "limits",
                        Map.of("export", limit)));
    }

    private static JsonNode end(Http http, String path) {
        Await.await("the end of " + path, Duration.ofMinutes(2), () -> {
            String state = http.get(path).expect(200).json().path("state").asText();
            return List.of("done", "failed", "undone").contains(state);
        });
        return http.get(path).expect(200).json();
    }

    private static JsonNode export(Http http, Map<String, ?> question) {
        String id = http.post(EXPORTS, question).expect(202).json().path("id").asText();
        return end(http, EXPORTS + "/" + id);
    }

    private static String file(JsonNode export) {
        return EXPORTS + "/" + export.path("id").asText() + "/file";
    }

    private JsonNode imported(byte[] file, String type, String more) {
        String id = server.http()
                .post(IMPORTS + "?" + more, BodyPublishers.ofByteArray(file), type)
                .expect(202)
                .json()
                .path("id")
                .asText();
        return end(server.http(), IMPORTS + "/" + id);
    }

    private static String sheet(byte[] workbook) {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(workbook))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals("xl/worksheets/sheet1.xml")) {
                    return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no sheet");
    }

    private static byte[] accounts() throws IOException {
        try (var in = CustomerFilesIT.class.getResourceAsStream("/accounts.csv")) {
            return in.readAllBytes();
        }
    }

    @Test
    void aFileHasTheColumnsThatAreWantedInBothFormatsAndNothingMasked() {
        Person seller = company.person("Wang", department, "sales");
        seller.registers(Map.of("name", "=Aurora()", "phone", "13800138000", "employees", 7));
        Person exporter = exporter(100);

        String csv = exporter.http()
                .get(CUSTOMERS + "/export?columns=name,phone,employees")
                .expect(200)
                .text();
        Answer workbook = exporter.http()
                .get(CUSTOMERS + "/export?format=xlsx&columns=name,phone,employees")
                .expect(200);

        assertEquals("\uFEFFname,phone,employees\r\n'=Aurora(),,7\r\n", csv);
        assertEquals(XLSX, workbook.header("Content-Type").orElseThrow());
        String sheet = sheet(workbook.body());
        assertTrue(sheet.contains(">=Aurora()<") && sheet.contains("<v>7</v>"), sheet);
        assertFalse(sheet.contains("138") || sheet.contains("<f"), sheet);
        exporter.http().get(CUSTOMERS + "/export?format=pdf").expect(400);
        exporter.http().get(CUSTOMERS + "/export?columns=name,secret").expect(400);
    }

    @Test
    void aFileMadeInTheBackgroundIsForWhoeverStartedItAlone() {
        Person seller = company.person("Wang", department, "sales");
        String nova = seller.registers("Nova");
        seller.registers("Vega");
        company.unowned("Elsewhere");
        Person exporter = exporter(100);

        JsonNode done =
                export(exporter.http(), Map.of("format", "csv", "columns", List.of("name"), "ids", List.of(nova)));

        assertEquals("done", done.path("state").asText(), done.toString());
        assertEquals(1, done.path("rows").asInt());
        Answer file = exporter.http().get(file(done)).expect(200);
        assertEquals("\uFEFFname\r\nNova\r\n", file.text());
        Person other = exporter(100);
        other.http().get(file(done)).expect(404);
        server.http().get(file(done)).expect(404);
        seller.http().get(file(done)).expect(403);
        assertEquals(
                2,
                export(exporter.http(), Map.of("format", "xlsx")).path("rows").asInt());
        exporter.http().post(EXPORTS, Map.of("object", "passwords")).expect(400);
        exporter.http().post(EXPORTS, Map.of("where", "1=1")).expect(400);
    }

    @Test
    void anExportBeyondTheDailyLimitIsGivenUpAndLeavesNoFile() {
        Person seller = company.person("Wang", department, "sales");
        List.of("A", "B", "C").forEach(seller::registers);
        Person capped = exporter(2);

        JsonNode failed = export(capped.http().with("Accept-Language", "en"), Map.of("format", "csv"));

        assertEquals("failed", failed.path("state").asText(), failed.toString());
        assertEquals(
                "export-not-ready", capped.http().get(file(failed)).expect(409).problem());
        capped.http().get(CUSTOMERS + "/export").expect(429);
    }

    @Test
    void theAccountsGoOutAsAWorkbookAndComeBackEqual() throws IOException {
        assertEquals(
                85,
                imported(accounts(), "text/csv", "source=first&currency=USD")
                        .path("created")
                        .asInt());
        String columns = "name,industry,region,parentName,revenue,revenueCurrency,employees,foundingYear";
        Http operator = server.http();
        JsonNode done = export(operator, Map.of("format", "xlsx"));
        byte[] workbook = operator.get(file(done)).expect(200).body();

        JsonNode again = imported(workbook, XLSX, "source=second&currency=USD");

        assertTrue(again.path("created").asInt() >= 85, again.toString());
        Map<String, Integer> rows = new HashMap<>();
        operator.get(CUSTOMERS + "/export?columns=" + columns)
                .expect(200)
                .text()
                .lines()
                .forEach(row -> rows.merge(row, 1, Integer::sum));
        String text = new String(accounts(), StandardCharsets.UTF_8);
        long alike = rows.entrySet().stream()
                .filter(row -> row.getValue() >= 2)
                .filter(row -> text.contains("\n" + row.getKey().split(",")[0].replace("\"", "") + ","))
                .count();
        assertEquals(85, alike, rows.toString());
    }

    @Test
    void madeUpCustomersBelongToThePeopleThatAreNamed() {
        Http operator = server.http();
        JsonNode people = operator.get("/api/customer/demo-data/people?people=30&seed=5")
                .expect(200)
                .json();
        assertEquals(30, people.path("people").size());
        Person owner = company.person("Owner", department, "sales");

        String id = operator.post(
                        "/api/customer/demo-data", Map.of("customers", 700, "seed", 5, "owners", List.of(owner.id())))
                .expect(202)
                .json()
                .path("id")
                .asText();

        JsonNode done = end(operator, "/api/customer/demo-data/" + id);
        assertEquals(700, done.path("done").asInt());
        long owned = owner.count();
        assertTrue(owned > 600 && owned <= 700, owned + " of 700");
        owner.http().get("/api/customer/demo-data/people").expect(403);
        operator.post("/api/customer/demo-data", Map.of("customers", 0)).expect(400);
        operator.post(
                        "/api/customer/demo-data",
                        Map.of("customers", 1, "owners", List.of("00000000-0000-0000-0000-000000000000")))
                .expect(400);
    }
}
