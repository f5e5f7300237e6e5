package io.mortise.customer.itest;

import static io.mortise.customer.itest.Company.CUSTOMERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields that people define, through the whole server: at once in forms, lists, filters, orders and permissions. */
@MortiseTest(database = TestDatabase.H2)
class CustomFieldsIT {

    private static final String FIELDS = "/api/customer/fields";
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final MortiseServer server;
    private Company company;
    private String east;

    CustomFieldsIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        east = company.department("Sales East");
    }

    private static String newKey(String word) {
        return word + "X" + COUNTER.incrementAndGet();
    }

    private static Map<String, Object> said(String key, String type, Map<String, ?> more) {
        var body = new HashMap<String, Object>(
                Map.of("key", key, "type", type, "label", Map.of("en", "Label of " + key, "zh-CN", "标签")));
        body.putAll(more);
        return body;
    }

    private JsonNode drafted(String key, String type, Map<String, ?> more) {
        return company.operator()
                .post(FIELDS, said(key, type, more))
                .expect(201)
                .json();
    }

    /** The path of a field that is live. */
    private String live(String key, String type, Map<String, ?> more) {
        String path = FIELDS + "/" + drafted(key, type, more).path("id").asText();
        at(path, "/publication").expect(200);
        return path;
    }

    private Answer at(String path, String act) {
        return company.operator().with("If-Match", "*").post(path + act, Map.of());
    }

    /** The path of a field that is live, once lists can be sorted by it. */
    private String sorted(String key, String type) {
        String path = live(key, type, Map.of("filterable", true, "sortable", true));
        Await.await(
                "the index of " + key,
                Duration.ofSeconds(90),
                () -> company.operator().get(path).json().path("indexed").asBoolean());
        return path;
    }

    private String customer(Map<String, ?> custom) {
        return customer("Aurora " + COUNTER.incrementAndGet(), custom);
    }

    private String customer(String name, Map<String, ?> custom) {
        return company.operator()
                .post(CUSTOMERS, Map.of("name", name, "custom", custom))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private JsonNode shown(Http who, String customer) {
        return who.get(CUSTOMERS + "/" + customer).expect(200).json().path("custom");
    }

    private static String filter(String text) {
        return "filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> ids(Http who, String parameters) {
        var ids = new ArrayList<String>();
        String after = "";
        do {
            JsonNode page = who.get(CUSTOMERS + "?limit=2&" + parameters + after)
                    .expect(200)
                    .json();
            page.path("items").forEach(item -> ids.add(item.path("id").asText()));
            after = page.has("next")
                    ? "&after=" + URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8)
                    : "";
        } while (!after.isEmpty());
        return ids;
    }

    private static String firstFault(Answer answer) {
        JsonNode fault = answer.expect(400).json().path("faults").path(0);
        return fault.path("pointer").asText() + " " + fault.path("code").asText();
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<T>();
            for (var one : threads.invokeAll(calls)) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    @Test
    void everyTypeIsWrittenReadChangedAndTakenAwayAsSoonAsItIsLive() {
        Person someone = company.person("Wang", east, "sales");
        String other = customer("Other", Map.of());
        var values = new HashMap<String, Object>();
        values.put("text", "hello <script>alert(1)</script> 😀");
        values.put("number", 12.5);
        values.put("money", Map.of("minor", 110_004, "currency", "CNY"));
        values.put("date", "2026-11-25");
        values.put("choice", "gold");
        values.put("multi", List.of("a b", "c"));
        values.put("person", someone.id());
        values.put("department", east);
        values.put("record", other);
        values.put("attachment", UUID.randomUUID().toString());
        for (boolean filterable : List.of(true, false)) {
            var custom = new HashMap<String, Object>();
            var keys = new HashMap<String, String>();
            values.forEach((type, value) -> {
                String key = newKey(type);
                keys.put(type, key);
                List<String> choices = switch (type) {
                    case "choice" -> List.of("gold", "tin");
                    case "multi" -> List.of("a b", "c", "d");
                    default -> List.of();
                };
                boolean columns = filterable && !type.equals("attachment");
                JsonNode draft = drafted(key, type, Map.of("choices", choices, "filterable", columns));
                assertEquals("draft", draft.path("state").asText());
                assertEquals(
                        "/custom/" + key + " unknown-field",
                        firstFault(company.operator()
                                .post(CUSTOMERS, Map.of("name", "Too early", "custom", Map.of(key, value)))));
                at(FIELDS + "/" + draft.path("id").asText(), "/publication").expect(200);
                custom.put(key, value);
            });

            String id = customer(custom);

            JsonNode read = shown(company.operator(), id);
            keys.values().forEach(key -> assertTrue(read.has(key), key));
            keys.forEach((type, key) -> assertEquals(
                    company.operator()
                            .get(CUSTOMERS + "/" + id)
                            .json()
                            .path("custom")
                            .path(key),
                    read.path(key)));
            assertEquals("12.5", read.path(keys.get("number")).asText());
            assertEquals(110_004, read.path(keys.get("money")).path("minor").asInt());
            assertEquals(2, read.path(keys.get("multi")).size());
            assertEquals(values.get("text"), read.path(keys.get("text")).asText());
            Answer before = company.operator().get(CUSTOMERS + "/" + id);
            var patch = new HashMap<String, Object>();
            patch.put(keys.get("choice"), "tin");
            patch.put(keys.get("date"), null);
            Answer changed = company.operator()
                    .patch(CUSTOMERS + "/" + id, before.etag(), Map.of("custom", patch))
                    .expect(200);
            assertEquals(
                    "tin",
                    changed.json().path("custom").path(keys.get("choice")).asText());
            assertFalse(changed.json().path("custom").has(keys.get("date")));
            assertTrue(changed.json().path("custom").has(keys.get("person")));
            company.operator()
                    .patch(CUSTOMERS + "/" + id, before.etag(), Map.of("custom", patch))
                    .expect(412);
            assertNotEquals(before.etag(), changed.etag());
        }
    }

    @Test
    void filtersFindByEveryTypeAndOtherFieldsToo() {
        Person someone = company.person("Wang", east, "sales");
        String text = newKey("text");
        String number = newKey("number");
        String money = newKey("money");
        String date = newKey("date");
        String multi = newKey("multi");
        String person = newKey("person");
        String plain = newKey("plain");
        for (String type : List.of(text, number, money, date, person)) {
            live(type, type.replaceFirst("X\\d+", ""), Map.of("filterable", true));
        }
        live(multi, "multi", Map.of("filterable", true, "choices", List.of("north", "south")));
        live(plain, "text", Map.of());
        String one = customer(Map.of(
                text,
                "Alpha",
                number,
                -3,
                money,
                Map.of("minor", 500, "currency", "CNY"),
                multi,
                List.of("north", "south")));
        String two = customer(Map.of(text, "Beta", number, 7.25, date, "2026-01-31", person, someone.id()));
        Http all = company.operator();

        assertEquals(List.of(one), ids(all, filter("custom." + text + " = \"Alpha\"")));
        assertEquals(List.of(two), ids(all, filter("custom." + text + " starts with \"Be\"")));
        assertEquals(List.of(two), ids(all, filter("custom." + number + " > -3")));
        assertEquals(List.of(one), ids(all, filter("custom." + number + " <= -3")));
        assertEquals(List.of(one), ids(all, filter("custom." + money + " < 6 CNY")));
        assertEquals(List.of(two), ids(all, filter("custom." + date + " = 2026-01-31")));
        assertEquals(List.of(one), ids(all, filter("custom." + multi + " = \"south\"")));
        assertEquals(List.of(two), ids(all, filter("custom." + person + " = \"" + someone.id() + "\"")));
        assertEquals(
                List.of(two, one),
                ids(all, filter("custom." + text + " is not empty and not custom." + text + " = \"x\"")));
        String counted = CUSTOMERS + "/count?" + filter("custom." + text + " in (\"Alpha\", \"Beta\")");
        assertEquals(2, all.get(counted).expect(200).json().path("count").asInt());
        assertEquals(
                1,
                all.get(CUSTOMERS + "/summary?by=stage&" + filter("custom." + number + " = 7.25"))
                        .expect(200)
                        .json()
                        .path("groups")
                        .valueStream()
                        .mapToInt(group -> group.path("count").asInt())
                        .sum());
        all.get(CUSTOMERS + "?" + filter("custom." + plain + " = \"x\"")).expect(400);
        all.get(CUSTOMERS + "?" + filter("custom.nothing = \"x\"")).expect(400);
        all.get(CUSTOMERS + "?" + filter("custom." + number + " = \"x\"")).expect(400);
    }

    @Test
    void listsAreSortedByWhatHasAnIndexBothWaysAndOthersSaySo() {
        String number = newKey("number");
        String date = newKey("date");
        String plain = newKey("plain");
        sorted(number, "number");
        sorted(date, "date");
        live(plain, "text", Map.of("filterable", true));
        String mine = newKey("Sorted");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            Map<String, Object> custom = new HashMap<>();
            custom.put(plain, mine);
            if (i != 2) {
                custom.put(number, (7 * i) % 5 - 2);
                custom.put(date, "2026-01-0" + (1 + (3 * i) % 5));
            }
            ids.add(customer(mine + " " + i, custom));
        }
        String mineOnly = "&" + filter("custom." + plain + " = \"" + mine + "\"");
        Http all = company.operator();

        // Values: -2, 0, none, -1, 1; those without one come last, by id.
        assertEquals(pick(ids, 0, 3, 1, 4, 2), ids(all, "sort=custom." + number + mineOnly));
        assertEquals(pick(ids, 4, 1, 3, 0, 2), ids(all, "sort=-custom." + number + mineOnly));
        // Days: 1, 4, none, 5, 3.
        assertEquals(pick(ids, 0, 4, 1, 3, 2), ids(all, "sort=custom." + date + mineOnly));
        assertEquals(pick(ids, 3, 1, 4, 0, 2), ids(all, "sort=-custom." + date + mineOnly));
        assertEquals("?sort field-not-sortable", firstFault(all.get(CUSTOMERS + "?sort=custom." + plain)));
        assertEquals("?sort field-not-sortable", firstFault(all.get(CUSTOMERS + "?sort=phone")));
        assertEquals("?sort unknown-choice", firstFault(all.get(CUSTOMERS + "?sort=custom.nothing")));
        String cursor = all.get(CUSTOMERS + "?limit=2&sort=custom." + number + mineOnly)
                .json()
                .path("next")
                .asText();
        all.get(CUSTOMERS + "?limit=2&sort=custom." + date + mineOnly + "&after=" + cursor)
                .expect(400);
        JsonNode columns = all.get(CUSTOMERS + "/columns").expect(200).json().path("items");
        assertEquals(
                "custom." + number,
                column(columns, "custom." + number).path("sort").asText());
        assertFalse(column(columns, "custom." + plain).has("sort"));
        assertTrue(column(columns, "custom." + plain).path("filterable").asBoolean());
        assertEquals("name", column(columns, "name").path("sort").asText());
        assertFalse(column(columns, "phone").has("sort"));
    }

    private static List<String> pick(List<String> ids, int... places) {
        return IntStream.of(places).mapToObj(ids::get).toList();
    }

    private static JsonNode column(JsonNode columns, String name) {
        return columns.valueStream()
                .filter(column -> column.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHiddenFieldIsNeitherShownFilteredSortedChangedNorGuessed() {
        String open = newKey("open");
        String secret = newKey("number");
        String phone = newKey("phone");
        live(open, "text", Map.of("filterable", true));
        sorted(secret, "number");
        live(phone, "text", Map.of("filterable", true, "sensitivity", "contact", "mask", "phone"));
        String computed = newKey("computed");
        live(computed, "formula", Map.of("formula", "custom." + secret + " * 2 + 1"));
        String mine = newKey("Hidden");
        String id = customer(Map.of(open, mine, secret, 42, phone, "13800131234"));
        Person viewer = company.person("Li", east)
                .may(Map.of(
                        "object",
                        "customer.customer",
                        "actions",
                        List.of("list", "read", "edit", "export", "totals"),
                        "scope",
                        "all",
                        "fields",
                        Map.of("custom." + secret, "hidden", "custom." + phone, "masked"),
                        "otherFields",
                        "edit"));
        assertEquals(85, shown(company.operator(), id).path(computed).asInt());

        JsonNode seen = shown(viewer.http(), id);
        assertEquals(mine, seen.path(open).asText());
        assertEquals("138****1234", seen.path(phone).asText());
        assertFalse(seen.has(secret));
        assertFalse(seen.has(computed), "what is computed from a hidden field is hidden");
        assertTrue(viewer.opens(id).json().path("masked").toString().contains("custom." + phone));
        String mineOnly = "custom." + open + " = \"" + mine + "\"";
        assertEquals(List.of(id), ids(viewer.http(), filter(mineOnly)));
        for (String guess : List.of(
                "custom." + secret + " = 42",
                "custom." + secret + " < 50",
                "not custom." + secret + " = 7",
                "custom." + secret + " is empty",
                "custom." + phone + " = \"13800131234\"",
                "custom." + phone + " is not empty",
                mineOnly + " or custom." + secret + " = 1")) {
            assertEquals(List.of(), ids(viewer.http(), filter(guess)), guess);
            assertEquals(
                    0,
                    viewer.http()
                            .get(CUSTOMERS + "/count?" + filter(guess))
                            .json()
                            .path("count")
                            .asInt(),
                    guess);
        }
        assertEquals("?sort unknown-choice", firstFault(viewer.http().get(CUSTOMERS + "?sort=custom." + secret)));
        String columns = viewer.http().get(CUSTOMERS + "/columns").expect(200).text();
        assertFalse(columns.contains(secret + "\"") || columns.contains("custom." + secret + " "), columns);
        viewer.changes(id, Map.of("custom", Map.of(secret, 42))).expect(403);
        viewer.changes(id, Map.of("custom", Map.of(secret, 43))).expect(403);
        viewer.changes(id, Map.of("custom", Map.of(phone, "13800131234"))).expect(403);
        viewer.changes(id, Map.of("custom", Map.of(open, "changed"))).expect(200);
        assertEquals(42, shown(company.operator(), id).path(secret).asInt());
    }

    @Test
    void oneValueIsTakenOnceAlsoWhenManyWriteItAtTheSameMoment() throws Exception {
        String key = newKey("unique");
        String path = live(key, "text", Map.of("unique", true));
        String value = "U-1";

        List<Integer> created = together(IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(i -> () -> company.operator()
                        .post(CUSTOMERS, Map.of("name", "Racer " + i, "custom", Map.of(key, value)))
                        .status())
                .toList());

        assertEquals(1, created.stream().filter(status -> status == 201).count(), created.toString());
        assertTrue(
                created.stream().allMatch(status -> status == 201 || status == 409 || status == 503),
                created.toString());
        String other = customer(Map.of(key, "U-2"));
        assertEquals(
                "customer-field-taken",
                company.operator()
                        .patch(CUSTOMERS + "/" + other, "*", Map.of("custom", Map.of(key, value)))
                        .expect(409)
                        .problem());
        company.operator()
                .patch(CUSTOMERS + "/" + other, "*", Map.of("custom", Map.of(key, "U-2")))
                .expect(200);
        company.operator()
                .patch(CUSTOMERS + "/" + other, "*", Map.of("custom", Map.of(key, "U-3")))
                .expect(200);
        customer(Map.of(key, "U-2"));
        at(path, "/retirement").expect(200);
        at(path, "/publication").expect(200);
        company.operator()
                .post(CUSTOMERS, Map.of("name", "Late", "custom", Map.of(key, "U-3")))
                .expect(409);
    }

    @Test
    void aRetiredFieldKeepsItsValuesOutOfSightUntilItComesBack() {
        String key = newKey("level");
        String path = live(key, "choice", Map.of("filterable", true, "choices", List.of("gold", "tin")));
        String id = customer(Map.of(key, "gold"));
        Answer field = company.operator().get(path).expect(200);

        at(path, "/retirement").expect(200);

        assertFalse(shown(company.operator(), id).has(key));
        company.operator()
                .patch(CUSTOMERS + "/" + id, "*", Map.of("custom", Map.of(key, "tin")))
                .expect(400);
        company.operator()
                .get(CUSTOMERS + "?" + filter("custom." + key + " = \"gold\""))
                .expect(400);
        assertEquals(
                "customer-field-not-live", at(path, "/retirement").expect(409).problem());
        company.operator()
                .patch(CUSTOMERS + "/" + id, "*", Map.of("grade", "B"))
                .expect(200);
        assertEquals(
                "customer-field-key-taken",
                company.operator()
                        .post(FIELDS, said(key, "text", Map.of()))
                        .expect(409)
                        .problem());
        at(path, "/publication").expect(200);
        assertEquals("gold", shown(company.operator(), id).path(key).asText());
        assertEquals(List.of(id), ids(company.operator(), filter("custom." + key + " = \"gold\"")));
        company.operator()
                .with("If-Match", field.etag())
                .put(path, said(key, "choice", Map.of("choices", List.of("gold", "tin"))))
                .expect(412);
        assertEquals(
                "customer-field-fixed",
                company.operator()
                        .with("If-Match", "*")
                        .put(path, said(key, "choice", Map.of("filterable", true, "choices", List.of("gold"))))
                        .expect(409)
                        .problem());
        company.operator()
                .with("If-Match", "*")
                .put(path, said(key, "choice", Map.of("filterable", true, "choices", List.of("gold", "tin", "new"))))
                .expect(200);
        customer(Map.of(key, "new"));
    }

    @Test
    void valuesAreRequiredWhereTheConditionSaysAndDefaultsFillThem() {
        String level = newKey("level");
        String reason = newKey("reason");
        live(level, "choice", Map.of("filterable", true, "choices", List.of("gold", "tin"), "defaultValue", "tin"));
        String old = customer(Map.of(level, "gold"));
        String path = live(reason, "text", Map.of("requiredWhen", "custom." + level + " = \"gold\""));

        assertEquals(
                "tin", shown(company.operator(), customer(Map.of())).path(level).asText());
        assertEquals(
                "/custom/" + reason + " required",
                firstFault(company.operator()
                        .post(CUSTOMERS, Map.of("name", "Lacking", "custom", Map.of(level, "gold")))));
        String id = customer(Map.of(level, "gold", reason, "big"));
        var cleared = new HashMap<String, Object>();
        cleared.put(reason, null);
        assertEquals(
                "/custom/" + reason + " required",
                firstFault(company.operator().patch(CUSTOMERS + "/" + id, "*", Map.of("custom", cleared))));
        String tin = customer(Map.of());
        assertEquals(
                "/custom/" + reason + " required",
                firstFault(
                        company.operator().patch(CUSTOMERS + "/" + tin, "*", Map.of("custom", Map.of(level, "gold")))));
        company.operator()
                .patch(CUSTOMERS + "/" + old, "*", Map.of("grade", "C"))
                .expect(200);
        at(path, "/retirement").expect(200);
        company.operator()
                .patch(CUSTOMERS + "/" + id, "*", Map.of("custom", Map.of(level, "gold")))
                .expect(200);
        at(path, "/publication").expect(200);
        at(path, "/retirement").expect(200);
    }

    @Test
    void formulasAreComputedWhenTheyAreReadFromWhatIsStoredThen() {
        String price = newKey("price");
        String net = newKey("net");
        String gross = newKey("gross");
        String text = newKey("text");
        String path = live(price, "money", Map.of());
        live(net, "formula", Map.of("formula", "otherwise(custom." + price + ", 0)"));
        live(gross, "formula", Map.of("formula", "round(custom." + net + " * 1.13, 2)"));
        live(text, "formula", Map.of("formula", "if(custom." + gross + " > 100, upper(name) & \" *\", left(name, 2))"));
        String id = customer("abcdef", Map.of(price, Map.of("minor", 10_000, "currency", "CNY")));

        JsonNode shown = shown(company.operator(), id);
        assertEquals(100, shown.path(net).asInt());
        assertEquals("113", shown.path(gross).asText());
        assertEquals("ABCDEF *", shown.path(text).asText());
        company.operator()
                .patch(
                        CUSTOMERS + "/" + id,
                        "*",
                        Map.of("custom", Map.of(price, Map.of("minor", 5, "currency", "JPY"))))
                .expect(200);
        assertEquals(5, shown(company.operator(), id).path(net).asInt());
        assertEquals("ab", shown(company.operator(), id).path(text).asText());
        assertEquals(
                "/custom/" + gross + " read-only",
                firstFault(company.operator().patch(CUSTOMERS + "/" + id, "*", Map.of("custom", Map.of(gross, 1)))));
        assertEquals(
                "customer-field-in-use", at(path, "/retirement").expect(409).problem());

        String self = newKey("self");
        JsonNode draft = drafted(self, "formula", Map.of("formula", "custom." + self + " + 1"));
        assertEquals(
                "/formula formula-circle",
                firstFault(at(FIELDS + "/" + draft.path("id").asText(), "/publication")));
        JsonNode wrong = drafted(newKey("wrong"), "formula", Map.of("formula", "name + 1"));
        assertEquals(
                "/formula formula-wrong-kind",
                firstFault(at(FIELDS + "/" + wrong.path("id").asText(), "/publication")));
    }

    @Test
    void wrongDefinitionsAndHostileValuesAreRefusedByName() {
        for (Map<String, Object> wrong : List.of(
                said("Upper", "text", Map.of()),
                said("a.b", "text", Map.of()),
                said("a'; drop table customer_customer; --", "text", Map.of()),
                said("x".repeat(41), "text", Map.of()),
                said(newKey("a"), "blob", Map.of()),
                said(newKey("a"), "text", Map.of("sensitivity", "open")),
                said(newKey("a"), "text", Map.of("mask", "all")),
                said(newKey("a"), "text", Map.of("label", Map.of())),
                said(newKey("a"), "text", Map.of("label", Map.of("fr", "x"))),
                said(newKey("a"), "text", Map.of("label", Map.of("en", "x".repeat(101)))),
                said(newKey("a"), "text", Map.of("label", Map.of("en", "a\u0000b"))),
                said(newKey("a"), "text", Map.of("help", Map.of("en", "x".repeat(1001)))),
                said(newKey("a"), "text", Map.of("choices", List.of("a"))),
                said(newKey("a"), "choice", Map.of()),
                said(newKey("a"), "choice", Map.of("choices", List.of("a", "a"))),
                said(newKey("a"), "multi", Map.of("choices", List.of("a|b"))),
                said(newKey("a"), "text", Map.of("sortable", true)),
                said(newKey("a"), "multi", Map.of("choices", List.of("a"), "unique", true)),
                said(newKey("a"), "number", Map.of("defaultValue", "many")),
                said(newKey("a"), "formula", Map.of()),
                said(newKey("a"), "formula", Map.of("formula", "(".repeat(1_000))),
                said(newKey("a"), "formula", Map.of("formula", "-".repeat(1_900) + "1")),
                said(newKey("a"), "formula", Map.of("formula", "system(\"rm\")")),
                said(newKey("a"), "text", Map.of("formula", "1")),
                said(newKey("a"), "text", Map.of("surprise", 1)),
                said(newKey("a"), "text", Map.of("object", "identity.person")))) {
            company.operator().post(FIELDS, wrong).expect(400);
        }
        String text = newKey("text");
        String number = newKey("number");
        String multi = newKey("multi");
        String record = newKey("record");
        String person = newKey("person");
        String money = newKey("money");
        live(text, "text", Map.of("filterable", true));
        live(number, "number", Map.of());
        live(multi, "multi", Map.of("choices", List.of("a")));
        live(record, "record", Map.of());
        live(person, "person", Map.of());
        live(money, "money", Map.of());
        String id = customer(Map.of(text, "kept"));
        for (Map<String, ?> wrong : List.of(
                Map.of(text, 5),
                Map.of(text, List.of("x")),
                Map.of(text, "x".repeat(501)),
                Map.of(text, "a\u0000b"),
                Map.of(number, "NaN"),
                Map.of(number, "Infinity"),
                Map.of(number, "1e999999999"),
                Map.of(number, "0.00000000001"),
                Map.of(number, true),
                Map.of(multi, "a"),
                Map.of(multi, List.of("b")),
                Map.of(record, UUID.randomUUID().toString()),
                Map.of(record, "../../etc/passwd"),
                Map.of(person, UUID.randomUUID().toString()),
                Map.of(money, Map.of("minor", 1.5, "currency", "CNY")),
                Map.of(money, Map.of("minor", 1, "currency", "XXY")),
                Map.of("nothing", 1),
                Map.of("__proto__", 1),
                Map.of("x".repeat(5_000), 1))) {
            company.operator()
                    .patch(CUSTOMERS + "/" + id, "*", Map.of("custom", wrong))
                    .expect(400);
        }
        company.operator()
                .patch(CUSTOMERS + "/" + id, "*", Map.of("custom", List.of(1)))
                .expect(400);
        company.operator()
                .patch(CUSTOMERS + "/" + id, "*", Map.of("custom", Map.of(text, "x".repeat(10 << 20))))
                .expect(400, 413);
        company.operator()
                .with("If-Match", "*")
                .send(
                        "PATCH",
                        CUSTOMERS + "/" + id,
                        BodyPublishers.ofString("{\"custom\": {\"" + text + "\": \"a\\ud800b\"}}"),
                        "application/json")
                .expect(400);
        assertEquals("kept", shown(company.operator(), id).path(text).asText());
    }

    @Test
    void whoMayNotDefineFieldsNeitherSeesNorMakesDefinitionsAndWhatIsDoneIsInTheTrail() {
        Person seller = company.person("Wang", east, "sales");
        Person administrator = company.person("Zhao", east, "administrator");
        String key = newKey("level");
        seller.http().get(FIELDS).expect(403);
        seller.http().post(FIELDS, said(key, "text", Map.of())).expect(403);
        String id = administrator
                .http()
                .post(FIELDS, said(key, "text", Map.of()))
                .expect(201)
                .json()
                .path("id")
                .asText();
        String path = FIELDS + "/" + id;
        seller.http().get(path).expect(403);
        seller.http()
                .with("If-Match", "*")
                .post(path + "/publication", Map.of())
                .expect(403);
        administrator.http().post(path + "/publication", Map.of()).expect(428);
        administrator
                .http()
                .with("If-Match", "*")
                .post(path + "/publication", Map.of())
                .expect(200);
        company.operator().get(FIELDS + "/" + UUID.randomUUID()).expect(404);

        String customer = seller.registers(Map.of("name", "Mine", "custom", Map.of(key, "one")));
        seller.changes(customer, Map.of("custom", Map.of(key, "two"))).expect(200);
        String trail = company.operator()
                .get("/api/access/audit/entries?record=" + customer + "&limit=50")
                .expect(200)
                .text();
        String changed = trail.substring(trail.indexOf("custom." + key));
        assertTrue(changed.contains("two"), trail);
        assertTrue(changed.contains("one"), trail);
    }

    private Answer upload(String csv, String parameters) {
        return company.operator()
                .post("/api/customer/imports?source=custom-it" + parameters, BodyPublishers.ofString(csv), "text/csv");
    }

    private JsonNode imported(String csv, String parameters) {
        String path = "/api/customer/imports/"
                + upload(csv, parameters).expect(202).json().path("id").asText();
        Await.await(
                "the end of " + path,
                Duration.ofSeconds(90),
                () -> List.of("done", "failed")
                        .contains(company.operator()
                                .get(path)
                                .json()
                                .path("state")
                                .asText()));
        return company.operator().get(path).expect(200).json();
    }

    @Test
    void aFileBringsValuesByKeyLabelAndMappingAndTakesThemOutAgainAsTheyCame() {
        String level = newKey("level");
        String price = newKey("price");
        String since = newKey("since");
        String many = newKey("many");
        String code = newKey("code");
        live(level, "choice", Map.of("choices", List.of("gold", "tin"), "filterable", true, "defaultValue", "tin"));
        live(price, "money", Map.of("filterable", true));
        live(since, "date", Map.of());
        live(many, "multi", Map.of("choices", List.of("a", "b c", "d")));
        live(code, "text", Map.of("unique", true));
        String mine = newKey("Imported");
        String head = "externalId,name,custom." + level + ",Label of " + price + ",day,custom." + many + ",custom."
                + code + "\n";
        String mapping = "&mapping=" + URLEncoder.encode("{\"day\":\"custom." + since + "\"}", StandardCharsets.UTF_8)
                + "&currency=CNY";

        JsonNode first = imported(
                head
                        + mine + "1," + mine + " 1,gold,\"1,100.04\",2026/1/31,a | b c," + mine + "-A\n"
                        + mine + "2," + mine + " 2,,7.5 USD,,,=1+1\n"
                        + mine + "3," + mine + " 3,silver,1,,,\n"
                        + mine + "4," + mine + " 4,gold,much,,,\n"
                        + mine + "5," + mine + " 5,gold,,yesterday,,\n"
                        + mine + "6," + mine + " 6,gold,,,x,\n"
                        + mine + "7," + mine + " 7,gold,,,," + mine + "-A\n",
                mapping);

        assertEquals(2, first.path("created").asInt(), first.toString());
        assertEquals(5, first.path("failed").asInt(), first.toString());
        List<String> ids = ids(company.operator(), "sort=name&q=" + mine);
        JsonNode one = shown(company.operator(), ids.get(0));
        JsonNode two = shown(company.operator(), ids.get(1));
        assertEquals("gold", one.path(level).asText());
        assertEquals(110_004, one.path(price).path("minor").asInt());
        assertEquals("2026-01-31", one.path(since).asText());
        assertEquals(2, one.path(many).size());
        assertEquals("tin", two.path(level).asText(), "the default");
        assertEquals("USD", two.path(price).path("currency").asText());
        assertEquals("=1+1", two.path(code).asText());
        assertEquals(List.of(ids.get(0)), ids(company.operator(), filter("custom." + price + " = 1100.04 CNY")));

        String columns = "externalId,name,custom." + level + ",custom." + price + ",custom." + since + ",custom." + many
                + ",custom." + code;
        String query = "/export?columns=" + columns + "&" + filter("name starts with \"" + mine + "\"");
        String file = company.operator().get(CUSTOMERS + query).expect(200).text();
        assertTrue(file.contains("gold,1100.04 CNY,2026-01-31,a | b c," + mine + "-A"), file);
        assertFalse(file.contains(",=1+1"), "no cell is a formula: " + file);
        JsonNode again = imported(file, "&currency=CNY");
        assertEquals(2, again.path("skipped").asInt(), again.toString());

        JsonNode changed = imported(
                head + mine + "1," + mine + " 1,tin,,,,\n" + mine + "8," + mine + " 8,gold,,,," + mine + "-B\n",
                mapping);
        assertEquals(1, changed.path("updated").asInt(), changed.toString());
        assertEquals("tin", shown(company.operator(), ids.get(0)).path(level).asText());
        assertEquals(
                110_004,
                shown(company.operator(), ids.get(0)).path(price).path("minor").asInt());
        String undo = "/api/customer/imports/" + changed.path("id").asText() + "/undo";
        company.operator().post(undo, Map.of()).expect(202);
        Await.await(
                "the undo",
                Duration.ofSeconds(90),
                () -> company.operator().get(undo).json().path("state").asText().equals("done"));
        JsonNode undone = company.operator().get(undo).expect(200).json();
        assertEquals(1, undone.path("removed").asInt(), undone.toString());
        assertEquals(1, undone.path("restored").asInt(), undone.toString());
        assertEquals("gold", shown(company.operator(), ids.get(0)).path(level).asText());
        customer(Map.of(code, mine + "-B"));
    }

    @Test
    void anExportAndAnImportKnowNothingOfHiddenFields() {
        String secret = newKey("secret");
        live(secret, "text", Map.of("filterable", true));
        String id = customer(Map.of(secret, "hush"));
        Person clerk = company.person("Li", east)
                .may(Map.of(
                        "object",
                        "customer.customer",
                        "actions",
                        List.of("list", "read", "export", "import", "create"),
                        "scope",
                        "all",
                        "fields",
                        Map.of("custom." + secret, "hidden"),
                        "otherFields",
                        "edit"));

        String all = clerk.http().get(CUSTOMERS + "/export").expect(200).text();
        assertTrue(all.contains(id) || all.length() > 100);
        assertFalse(all.contains(secret) || all.contains("hush"));
        clerk.http().get(CUSTOMERS + "/export?columns=custom." + secret).expect(400);
        assertFalse(clerk.http()
                .get(CUSTOMERS + "/export?" + filter("custom." + secret + " = \"hush\""))
                .expect(200)
                .text()
                .contains("Aurora"));
        JsonNode preview = clerk.http()
                .post(
                        "/api/customer/imports/previews?source=custom-it",
                        BodyPublishers.ofString("name,custom." + secret + "\nNew,guess\n"),
                        "text/csv")
                .expect(200)
                .json();
        assertFalse(preview.path("mapping").toString().contains("custom." + secret + "\":"), preview.toString());
    }

    @Test
    void fieldsAndValuesOutliveAnUpgradeOfTheModule(@TempDir Path folder) {
        String key = newKey("level");
        live(key, "choice", Map.of("filterable", true, "choices", List.of("gold", "tin")));
        String id = customer(Map.of(key, "gold"));

        server.upgrade(CustomerJars.version(folder, "1.1." + COUNTER.incrementAndGet()));

        assertEquals("gold", shown(company.operator(), id).path(key).asText());
        assertEquals(List.of(id), ids(company.operator(), filter("custom." + key + " = \"gold\"")));
        assertEquals(
                List.of(customer(Map.of(key, "tin"))), ids(company.operator(), filter("custom." + key + " = \"tin\"")));
    }
}
