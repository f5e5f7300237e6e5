package io.mortise.identity.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.ModuleContract;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** People, departments and files through the whole server, as the operator meets them, on both databases. */
class OrganisationIT {

    private static final String PEOPLE = "/api/identity/people";
    private static final String DEPARTMENTS = "/api/identity/departments";
    private static final AtomicInteger COUNTER = new AtomicInteger();

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
        private final Http http;

        OnServer(MortiseServer server) {
            this.server = server;
            this.http = server.http().with("Accept-Language", "en");
        }

        @BeforeEach
        void install() {
            if (server.state("identity").equals("absent")) {
                server.install(IdentityJars.built());
            }
        }

        private static String fresh(String what) {
            return what + " " + COUNTER.incrementAndGet();
        }

        private String department(String name, String parent) {
            Map<String, Object> body = parent == null ? Map.of("name", name) : Map.of("name", name, "parentId", parent);
            return id(http.post(DEPARTMENTS, body).expect(201));
        }

        private static String id(Answer answer) {
            return answer.json().path("id").asText();
        }

        private Answer bring(String csv, String query) {
            return http.post(PEOPLE + "/imports" + query, BodyPublishers.ofString(csv), "text/csv");
        }

        @Test
        void theModuleSpeaksItsDescription() throws IOException {
            try (var in = OrganisationIT.class.getResourceAsStream("/openapi/identity.yaml")) {
                JsonNode reviewed = new ObjectMapper(new YAMLFactory()).readTree(in);
                ModuleContract.speaksItsDescription(server, "identity", reviewed);
            }
        }

        @Test
        void aPersonIsRegisteredChangedSuspendedAndTakenBack() {
            String sales = department(fresh("Sales"), null);
            String tag = id(http.post("/api/identity/tags", Map.of("name", fresh("Tag")))
                    .expect(201));
            String title = id(http.post("/api/identity/positions", Map.of("name", fresh("Seller"), "level", 3))
                    .expect(201));
            Answer registered = http.post(
                            PEOPLE,
                            Map.of(
                                    "name",
                                    "Wang Fang",
                                    "mainDepartmentId",
                                    sales,
                                    "positionIds",
                                    List.of(title),
                                    "tagIds",
                                    List.of(tag)))
                    .expect(201);
            String path = PEOPLE + "/" + id(registered);

            http.patch(path, null, Map.of("phone", "+8613800138000")).expect(428);
            Answer changed = http.patch(path, registered.etag(), Map.of("phone", "+8613800138000"))
                    .expect(200);
            http.patch(path, registered.etag(), Map.of("phone", "+8613800138001"))
                    .expect(412);
            assertEquals(
                    List.of(sales),
                    changed.json()
                            .path("departmentIds")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList());
            assertEquals(
                    1,
                    http.get(PEOPLE + "?department=" + sales + "&below=true&tag=" + tag)
                            .expect(200)
                            .json()
                            .path("items")
                            .size());

            assertEquals(
                    "suspended",
                    http.post(path + "/suspension", "")
                            .expect(200)
                            .json()
                            .path("status")
                            .asText());
            http.post(path + "/suspension", "").expect(409);
            assertEquals(
                    "active",
                    http.post(path + "/return", "")
                            .expect(200)
                            .json()
                            .path("status")
                            .asText());
            assertEquals(
                    "left",
                    http.post(path + "/departure", "")
                            .expect(200)
                            .json()
                            .path("status")
                            .asText());
        }

        @Test
        void aDepartmentIsNeverPutBelowItselfAndTheSentenceSaysWhere() {
            String top = fresh("Top");
            String root = department(top, null);
            String middle = department("Middle", root);
            String leaf = department("Leaf", middle);
            String etag = http.get(DEPARTMENTS + "/" + root).etag();

            Answer refused = http.patch(DEPARTMENTS + "/" + root, etag, Map.of("parentId", leaf))
                    .expect(409);

            assertEquals("department-circle", refused.problem());
            assertTrue(refused.json().path("detail").asText().contains(top + " / Middle / Leaf"), refused.toString());
            assertEquals(etag, http.get(DEPARTMENTS + "/" + root).etag());
            assertEquals(
                    "department-not-empty",
                    http.delete(DEPARTMENTS + "/" + root, etag).expect(409).problem());
            http.delete(
                            DEPARTMENTS + "/" + leaf,
                            http.get(DEPARTMENTS + "/" + leaf).etag())
                    .expect(204);
        }

        @Test
        void twoPeopleAreNotEachOthersManagers() {
            Answer first = http.post(PEOPLE, Map.of("name", "A")).expect(201);
            String second = id(http.post(PEOPLE, Map.of("name", "B", "managerId", id(first)))
                    .expect(201));

            Answer refused = http.patch(PEOPLE + "/" + id(first), first.etag(), Map.of("managerId", second))
                    .expect(400);

            assertTrue(refused.toString().contains("manager-circle"), refused.toString());
        }

        @Test
        void everybodyOfADepartmentMovesAndTheirOtherDepartmentsStayWhenAskedTo() {
            String from = department(fresh("From"), null);
            String other = department(fresh("Other"), null);
            String to = department(fresh("To"), null);
            String moved = id(http.post(
                            PEOPLE,
                            Map.of("name", "M", "mainDepartmentId", from, "departmentIds", List.of(from, other)))
                    .expect(201));

            assertEquals(
                    1,
                    http.post(PEOPLE + "/moves", Map.of("department", from, "to", to, "keepOthers", true))
                            .expect(200)
                            .json()
                            .path("moved")
                            .asInt());

            JsonNode person = http.get(PEOPLE + "/" + moved).json();
            assertEquals(to, person.path("mainDepartmentId").asText());
            assertEquals(
                    List.of(other, to).stream().sorted().toList(),
                    person.path("departmentIds")
                            .valueStream()
                            .map(JsonNode::asText)
                            .sorted()
                            .toList());
        }

        /** R25: a company that reorganises does not wait, and whoever moved is in the new department at once. */
        @Test
        void tenThousandPeopleMoveTogether() {
            String from = fresh("Old");
            String old = department(from, null);
            String to = department(fresh("New"), null);
            var csv = new StringBuilder("employee number,name,department\n");
            for (int i = 0; i < 10_000; i++) {
                csv.append("m")
                        .append(COUNTER.incrementAndGet())
                        .append(",Many,")
                        .append(from)
                        .append('\n');
            }
            assertEquals(
                    10_000,
                    bring(csv.toString(), "").expect(200).json().path("created").asInt());

            assertEquals(
                    10_000,
                    http.post(PEOPLE + "/moves", Map.of("department", old, "to", to))
                            .expect(200)
                            .json()
                            .path("moved")
                            .asInt());

            assertEquals(
                    10_000,
                    http.get(PEOPLE + "/count?department=" + to)
                            .expect(200)
                            .json()
                            .path("count")
                            .asInt());
            http.delete(
                            DEPARTMENTS + "/" + old,
                            http.get(DEPARTMENTS + "/" + old).etag())
                    .expect(204);
        }

        @Test
        void aFileRegistersThenChangesByEmployeeNumberAndComesBackHarmless() {
            String root = fresh("总部");
            department("销售部", department(root, null));
            String first = "n" + COUNTER.incrementAndGet();
            String second = "n" + COUNTER.incrementAndGet();
            String csv = "工号,姓名,部门,上级工号,邮箱\n" + first + ",'=2+3," + root + "/销售部," + second + ",a@example.com\n"
                    + second + ",李雷," + root + ",,\n";

            JsonNode preview = bring(csv, "?dryRun=true").expect(200).json();
            assertEquals(2, preview.path("created").asInt(), preview.toString());
            assertTrue(!preview.path("written").asBoolean());
            JsonNode done = bring(csv, "").expect(200).json();
            assertTrue(done.path("written").asBoolean(), done.toString());
            JsonNode again = http.post(
                            PEOPLE + "/imports",
                            BodyPublishers.ofByteArray(csv.replace("李雷", "李磊").getBytes(Charset.forName("GB18030"))),
                            "text/csv")
                    .expect(200)
                    .json();
            assertEquals(1, again.path("updated").asInt(), again.toString());
            assertEquals(1, again.path("unchanged").asInt(), again.toString());

            String file = http.get(PEOPLE + "/export").expect(200).text();
            assertTrue(file.contains(first + ",'=2+3,a@example.com"), file);
            assertTrue(file.contains("李磊"), file);
        }

        @Test
        void aHostileFileIsRefusedWithASentenceAndNothingIsKept() {
            String known = "n" + COUNTER.incrementAndGet();
            String csv = "employee number,name,department,manager\n" + known + ",Right,,\n"
                    + known + ",Twice,,\n" + known + "x,Lost,Nowhere,\n" + known + "y,Alone,,nobody\n"
                    + known + "c,Circle,," + known + "d\n" + known + "d,Circle,," + known + "c\n" + known + "z,,,\n";

            JsonNode refused = bring(csv, "").expect(200).json();

            assertTrue(!refused.path("written").asBoolean(), refused.toString());
            List<String> faults = refused.path("faults")
                    .valueStream()
                    .map(fault -> fault.path("line").asText() + " "
                            + fault.path("code").asText())
                    .sorted()
                    .toList();
            assertTrue(
                    faults.containsAll(
                            List.of("3 number-twice", "4 unknown-department-name", "5 unknown-manager", "8 required")),
                    faults.toString());
            assertTrue(faults.stream().anyMatch(fault -> fault.endsWith("manager-circle")), faults.toString());
            assertEquals(
                    0,
                    http.get(PEOPLE + "?q=right")
                            .expect(200)
                            .json()
                            .path("items")
                            .size());
            String cell = "employee number,name\n1," + "a".repeat(1 << 20) + "\n";
            assertEquals("import-malformed", bring(cell, "").expect(400).problem());
            assertEquals(
                    "import-unreadable",
                    http.post(
                                    PEOPLE + "/imports",
                                    BodyPublishers.ofByteArray(
                                            "name,employee number\nä\u00ff,1".getBytes(StandardCharsets.ISO_8859_1)),
                                    "text/csv")
                            .expect(400)
                            .problem());
            assertEquals(
                    "import-columns-missing",
                    bring("a,b\n1,2\n", "").expect(400).problem());
        }

        @Test
        void aStandInNeedsDaysInOrder() {
            String away = id(http.post(PEOPLE, Map.of("name", "Away")).expect(201));
            String there = id(http.post(PEOPLE, Map.of("name", "There")).expect(201));
            Map<String, String> body = Map.of(
                    "personId",
                    away,
                    "standInId",
                    there,
                    "from",
                    "2026-12-02",
                    "until",
                    "2026-12-01",
                    "reason",
                    "leave");

            Answer reversed = http.post("/api/identity/stand-ins", body).expect(400);

            assertTrue(reversed.toString().contains("dates-reversed"), reversed.toString());
            assertEquals(
                    0,
                    http.get("/api/identity/stand-ins?person=" + away)
                            .expect(200)
                            .json()
                            .path("items")
                            .size());
        }

        @Test
        void settingsAreThereFromTheBeginningAndKeepTheirRevision() {
            Answer before = http.get("/api/identity/settings").expect(200);

            Answer after = http.patch(
                            "/api/identity/settings",
                            before.etag(),
                            Map.of(
                                    "reporting",
                                    "department-head",
                                    "days",
                                    List.of(Map.of("day", "2026-10-01", "name", "国庆节", "working", false))))
                    .expect(200);

            assertEquals("department-head", after.json().path("reporting").asText());
            http.patch("/api/identity/settings", before.etag(), Map.of("currency", "USD"))
                    .expect(412);
            http.patch("/api/identity/settings", after.etag(), Map.of("timeZone", "Mars/Base"))
                    .expect(400);
            assertEquals(
                    "people-only",
                    http.get("/api/identity/own/notifications").expect(403).problem());
        }
    }
}
