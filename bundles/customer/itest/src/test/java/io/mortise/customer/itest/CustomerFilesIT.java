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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    void aPreviewTellsWhatWouldBecomeOfTheFirstRowsAndKeepsNothing() {
        Http operator = server.http().with("Accept-Language", "en");
        imported("name,sector\nAurora,retail\n".getBytes(StandardCharsets.UTF_8), "text/csv", "source=preview");
        long before = operator.get(CUSTOMERS + "/count").json().path("count").asLong();

        JsonNode preview = operator.post(
                        IMPORTS + "/previews?source=preview",
                        BodyPublishers.ofString(
                                "客户名称,Sector (main),员工人数（约）\nAurora,technolgy,1\nNova,,much\nVega,,\n,,\n"),
                        "text/csv")
                .expect(200)
                .json();

        assertEquals("{\"客户名称\":\"name\"}", preview.path("mapping").toString());
        assertEquals(
                "industry", preview.path("suggestions").path("Sector (main)").asText());
        assertEquals("employees", preview.path("suggestions").path("员工人数（约）").asText());
        assertEquals(
                List.of("skipped", "created", "created", "failed"),
                preview.path("rows")
                        .valueStream()
                        .map(row -> row.path("outcome").asText())
                        .toList());
        JsonNode mapped = operator.post(
                        IMPORTS + "/previews?source=preview&mapping="
                                + "%7B%22Sector%22:%22industry%22,%22Staff%22:%22employees%22%7D",
                        BodyPublishers.ofString("name,Sector,Staff\nAurora,technolgy,1\nNova,,much\n"),
                        "text/csv")
                .expect(200)
                .json();
        assertEquals(
                "technology", mapped.path("notices").path(0).path("suggestion").asText(), mapped.toString());
        assertEquals("updated", mapped.path("rows").path(0).path("outcome").asText());
        assertEquals(
                "\"much\" is no number.", mapped.at("/rows/1/faults/0/message").asText());
        assertEquals(
                before, operator.get(CUSTOMERS + "/count").json().path("count").asLong());
        operator.post(IMPORTS + "?source=preview", BodyPublishers.ofString("a,b\n1,2\n"), "text/csv")
                .expect(400);
    }

    @Test
    void whatARowIsKnownByCanBeSaidAndOneOfSeveralIsNobody() {
        Http operator = server.http();
        operator.post(CUSTOMERS, Map.of("name", "Phone One", "phone", "13900000001"))
                .expect(201);
        operator.post(CUSTOMERS, Map.of("name", "Twin", "grade", "A")).expect(201);
        operator.post(CUSTOMERS, Map.of("name", "TWIN", "grade", "B")).expect(201);

        JsonNode byPhone = imported(
                "name,phone,industry\nPhone One,139 0000 0001,retail\nPhone Two,139 0000 0002,media\n"
                        .getBytes(StandardCharsets.UTF_8),
                "text/csv",
                "match=phone&source=by-phone");
        JsonNode byName = imported(
                "name,industry\ntwin,retail\n".getBytes(StandardCharsets.UTF_8),
                "text/csv",
                "match=name&source=by-name");

        assertEquals(1, byPhone.path("updated").asInt(), byPhone.toString());
        assertEquals(1, byPhone.path("created").asInt(), byPhone.toString());
        assertEquals(1, byName.path("failed").asInt(), byName.toString());
        operator.post(IMPORTS + "?match=phone", BodyPublishers.ofString("name\nA\n"), "text/csv")
                .expect(400);
        operator.post(IMPORTS + "?match=shoe", BodyPublishers.ofString("name\nA\n"), "text/csv")
                .expect(400);
    }

    @Test
    void anImportIsTakenBackButForWhatSomebodyChangedSince() {
        Http operator = server.http();
        String settings = "source=undo&currency=USD";
        imported("name,industry,revenue\nZqOld,retail,12.50\n".getBytes(StandardCharsets.UTF_8), "text/csv", settings);
        JsonNode done = imported(
                "name,industry,revenue\nZqOld,media,99\nZqNew,media,1\nZqTouched,media,2\n"
                        .getBytes(StandardCharsets.UTF_8),
                "text/csv",
                settings);
        assertEquals(2, done.path("created").asInt(), done.toString());
        String touched = operator.get(CUSTOMERS + "?q=ZqTouched")
                .json()
                .at("/items/0/id")
                .asText();
        operator.patch(CUSTOMERS + "/" + touched, "*", Map.of("grade", "A")).expect(200);
        String undo = IMPORTS + "/" + done.path("id").asText() + "/undo";
        operator.get(undo).expect(404);

        operator.post(undo, Map.of()).expect(202);

        JsonNode undone = end(operator, undo);
        assertEquals(1, undone.path("removed").asInt(), undone.toString());
        assertEquals(1, undone.path("restored").asInt(), undone.toString());
        assertEquals(touched, undone.at("/keptIds/0").asText(), undone.toString());
        JsonNode old = operator.get(CUSTOMERS + "?q=ZqOld").json().at("/items/0");
        assertEquals("retail", old.path("industry").asText());
        assertEquals(1250, old.at("/revenue/minor").asLong());
        assertEquals(
                0, operator.get(CUSTOMERS + "?q=ZqNew").json().path("items").size());
        JsonNode again =
                imported("name,industry\nZqNew,media\n".getBytes(StandardCharsets.UTF_8), "text/csv", settings);
        assertEquals(1, again.path("created").asInt(), again.toString());
        company.person("Li", department, "administrator")
                .http()
                .post(undo, Map.of())
                .expect(404);
    }

    @Test
    void allGoOutAreWipedAndComeBackEqual() throws IOException {
        Http operator = server.http();
        JsonNode first = imported(accounts(), "text/csv", "source=wipe&currency=USD");
        assertEquals(85, first.path("created").asInt(), first.toString());
        assertTrue(first.path("notices").toString().contains("technolgy"), first.toString());
        String columns = "externalId,name,industry,region,parentName,revenue,revenueCurrency,employees,foundingYear";
        List<String> ids = operator.get(CUSTOMERS + "?limit=200&sort=-created")
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.at("/external/system").asText().equals("wipe"))
                .map(item -> item.path("id").asText())
                .toList();
        assertEquals(85, ids.size());
        Map<String, Object> question = Map.of("format", "xlsx", "ids", ids, "columns", List.of(columns.split(",")));
        byte[] workbook =
                operator.get(file(export(operator, question))).expect(200).body();

        String undo = IMPORTS + "/" + first.path("id").asText() + "/undo";
        operator.post(undo, Map.of()).expect(202);
        assertEquals(85, end(operator, undo).path("removed").asInt());
        JsonNode again = imported(workbook, XLSX, "source=wipe&currency=CNY");

        assertEquals(85, again.path("created").asInt(), again.toString());
        List<String> back = operator.get(CUSTOMERS + "?limit=200&sort=-created")
                .json()
                .path("items")
                .valueStream()
                .filter(item -> item.at("/external/system").asText().equals("wipe"))
                .map(item -> item.path("id").asText())
                .toList();
        byte[] second = operator.get(file(export(
                        operator, Map.of("format", "xlsx", "ids", back, "columns", List.of(columns.split(","))))))
                .expect(200)
                .body();
        assertEquals(rows(workbook), rows(second));
    }

    /** Whatever the order: ids were made anew. */
    private static Set<String> rows(byte[] workbook) {
        return Arrays.stream(sheet(workbook).split("<row r=\"\\d+\">"))
                .map(row -> row.replaceAll(" r=\"[A-Z]+\\d+\"", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Thirty-five sellers of a real company ("CRM Sales Opportunities" of Maven Analytics, public domain), as they are. */
    @Test
    void theSalesTeamsComeAsPeopleAndDepartmentsAndOwnCustomers() throws IOException {
        Http operator = server.http();
        List<String[]> agents;
        try (var in = CustomerFilesIT.class.getResourceAsStream("/sales_teams.csv")) {
            agents = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(","))
                    .toList();
        }
        Map<String, String> offices = new TreeMap<>();
        Map<String, String> managers = new TreeMap<>();
        for (String[] agent : agents) {
            offices.computeIfAbsent(agent[2], office -> office + " " + System.nanoTime());
            managers.putIfAbsent(agent[1], agent[2]);
        }
        offices.values()
                .forEach(office -> operator.post("/api/identity/departments", Map.of("name", office))
                        .expect(201));
        var numbers = List.copyOf(managers.keySet());
        var csv = new StringBuilder("employee number,name,department,manager\n");
        for (String manager : numbers) {
            csv.append("M%d,%s,%s,\n".formatted(numbers.indexOf(manager), manager, offices.get(managers.get(manager))));
        }
        for (String[] agent : agents) {
            csv.append("A%d,%s,%s,M%d\n"
                    .formatted(agents.indexOf(agent), agent[0], offices.get(agent[2]), numbers.indexOf(agent[1])));
        }
        JsonNode outcome = operator.post(
                        "/api/identity/people/imports", BodyPublishers.ofString(csv.toString()), "text/csv")
                .expect(200)
                .json();
        assertEquals(35, agents.size());
        assertEquals(6, numbers.size());
        List<String> people = operator.get("/api/identity/people?limit=200")
                .expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(person -> person.path("employeeNumber").asText().matches("[AM]\\d+"))
                .map(person -> person.path("id").asText())
                .toList();
        assertEquals(41, people.size(), outcome.toString());

        String run = operator.post("/api/customer/demo-data", Map.of("customers", 200, "seed", 9, "owners", people))
                .expect(202)
                .json()
                .path("id")
                .asText();
        end(operator, "/api/customer/demo-data/" + run);
        assertTrue(operator.get(CUSTOMERS + "?owner=" + people.getFirst())
                        .expect(200)
                        .json()
                        .path("items")
                        .size()
                > 0);
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
        String again = operator.post(
                        "/api/customer/demo-data", Map.of("customers", 705, "seed", 5, "owners", List.of(owner.id())))
                .expect(202)
                .json()
                .path("id")
                .asText();
        assertEquals(
                "done",
                end(operator, "/api/customer/demo-data/" + again).path("state").asText());
        assertTrue(owner.count() <= owned + 5, owner.count() + " after " + owned);
        owner.http().get("/api/customer/demo-data/people").expect(403);
        operator.post("/api/customer/demo-data", Map.of("customers", 0)).expect(400);
        operator.post(
                        "/api/customer/demo-data",
                        Map.of("customers", 1, "owners", List.of("00000000-0000-0000-0000-000000000000")))
                .expect(400);
    }
}
