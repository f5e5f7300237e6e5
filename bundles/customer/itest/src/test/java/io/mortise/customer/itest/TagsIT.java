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
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags 标签, their groups and rules, and saved filters 分群, through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class TagsIT {

    private static final String GROUPS = "/api/customer/tag-groups";
    private static final String EDITS = "/api/customer/edits";
    private static final String SEGMENTS = "/api/customer/segments";
    private static final String TAGS = "/api/customer/tags/";

    private final MortiseServer server;
    private Company company;
    private String east;
    private String west;

    TagsIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        east = company.department("Sales East");
        west = company.department("Sales West");
    }

    private String group(String... departments) {
        return id(company.operator()
                .post(GROUPS, Map.of("name", "Group " + System.nanoTime(), "departments", List.of(departments))));
    }

    private String tag(String group, String name) {
        return id(company.operator().post(GROUPS + "/" + group + "/tags", Map.of("name", name)));
    }

    private static String id(Answer made) {
        return made.expect(201).json().path("id").asText();
    }

    private static Answer tags(Person person, List<String> customers, List<String> add, List<String> remove) {
        return person.http().post(CUSTOMERS + "/taggings", Map.of("ids", customers, "add", add, "remove", remove));
    }

    private static Set<String> shown(Person person, String customer) {
        return person.opens(customer)
                .expect(200)
                .json()
                .path("tags")
                .valueStream()
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    @Test
    void aGroupAndItsTagsAreWrittenByRevisionAndKnownByName() {
        String group = group();
        String tag = tag(group, "重点客户 😀");
        var administrator = company.operator();

        administrator
                .post(GROUPS + "/" + group + "/tags", Map.of("name", "重点客户 😀"))
                .expect(409);
        administrator.put(TAGS + tag, Map.of("name", "VIP", "groupId", group)).expect(428);
        administrator
                .with("If-Match", "\"7\"")
                .put(TAGS + tag, Map.of("name", "VIP", "groupId", group))
                .expect(412);
        JsonNode changed = administrator
                .with("If-Match", "\"0\"")
                .put(TAGS + tag, Map.of("name", "VIP", "groupId", group, "order", 3))
                .expect(200)
                .json();
        assertEquals("VIP", changed.path("name").asText());
        assertEquals(1, changed.path("revision").asLong());
        JsonNode all = administrator.get(GROUPS + "/" + group).expect(200).json();
        assertEquals(List.of("VIP"), all.path("tags").findValuesAsText("name").subList(0, 1));

        for (Object bad : List.of("", " ", "a\nb", "x".repeat(61), 5, List.of())) {
            administrator.post(GROUPS, Map.of("name", bad)).expect(400);
        }
        administrator
                .post(GROUPS, Map.of("name", "n", "departments", List.of("nobody")))
                .expect(400);
        administrator.post(GROUPS, Map.of("name", "n", "order", -1)).expect(400);
        administrator.get(TAGS + UUID.randomUUID()).expect(404);
        administrator.get(TAGS + "no-id").expect(404);
    }

    @Test
    void whoMayTagGivesAndTakesTagsOfAllCustomersOrOfNone() {
        String vip = tag(group(), "VIP");
        String slow = tag(group(), "Slow");
        Person seller = company.person("Wang", east, "sales");
        Person other = company.person("Li", west, "sales");
        Person viewer = company.person("Zhao", east, "read-only");
        String mine = seller.registers("Mine");
        String second = seller.registers("Second");
        String foreign = other.registers("Foreign");
        String before = seller.opens(mine).header("ETag").orElseThrow();

        tags(seller, List.of(mine, second, mine), List.of(vip, vip), List.of()).expect(204);

        assertEquals(Set.of(vip), shown(seller, mine));
        assertEquals(Set.of(vip), shown(seller, second));
        assertEquals(Set.of(vip), shown(viewer, mine));
        assertNotEquals(before, seller.opens(mine).header("ETag").orElseThrow());
        tags(seller, List.of(mine, foreign), List.of(slow), List.of()).expect(404);
        tags(viewer, List.of(mine), List.of(slow), List.of()).expect(403);
        assertEquals(Set.of(vip), shown(seller, mine));
        String unchanged = seller.opens(mine).header("ETag").orElseThrow();
        tags(seller, List.of(mine), List.of(vip), List.of(slow)).expect(204);
        assertEquals(unchanged, seller.opens(mine).header("ETag").orElseThrow());
        tags(seller, List.of(mine), List.of(slow), List.of(vip)).expect(204);
        assertEquals(Set.of(slow), shown(seller, mine));
        String happened = seller.http()
                .get(CUSTOMERS + "/" + mine + "/timeline")
                .expect(200)
                .text();
        assertTrue(happened.contains("Tagged: Slow.") && happened.contains("No longer tagged: VIP."), happened);
        tags(seller, List.of(mine), List.of(UUID.randomUUID().toString()), List.of())
                .expect(404);
        tags(seller, List.of(), List.of(vip), List.of()).expect(400);
        tags(seller, List.of("x"), List.of(vip), List.of()).expect(400);
        seller.http()
                .post(CUSTOMERS + "/taggings", Map.of("ids", List.of(mine), "add", Map.of()))
                .expect(400);
        seller.changes(mine, Map.of("tags", List.of(vip))).expect(400);
    }

    @Test
    void aRetiredTagStaysWhereItIsAndIsGivenToNobodyElse() {
        String group = group();
        String old = tag(group, "Old");
        Person seller = company.person("Wang", east, "sales");
        String mine = seller.registers("Mine");
        String next = seller.registers("Next");
        tags(seller, List.of(mine), List.of(old), List.of()).expect(204);

        company.operator().put(TAGS + old + "/retirement", Map.of()).expect(204);

        assertEquals(Set.of(old), shown(seller, mine));
        tags(seller, List.of(next), List.of(old), List.of()).expect(409);
        tags(seller, List.of(mine), List.of(), List.of(old)).expect(204);
        assertEquals(Set.of(), shown(seller, mine));
        company.operator().delete(TAGS + old + "/retirement", null).expect(204);
        tags(seller, List.of(next), List.of(old), List.of()).expect(204);
        company.operator().put(GROUPS + "/" + group + "/retirement", Map.of()).expect(204);
        tags(seller, List.of(mine), List.of(old), List.of()).expect(409);
        assertEquals(Set.of(old), shown(seller, next));
    }

    @Test
    void tagsOfADepartmentAreUsedByItsPeopleAlone() {
        String eastern = tag(group(east), "East only");
        Person seller = company.person("Wang", east, "sales");
        Person other = company.person("Li", west, "sales");
        String mine = seller.registers("Mine");
        String theirs = other.registers("Theirs");

        tags(seller, List.of(mine), List.of(eastern), List.of()).expect(204);

        tags(other, List.of(theirs), List.of(eastern), List.of()).expect(404);
        other.http().get(TAGS + eastern).expect(404);
        seller.http().get(TAGS + eastern).expect(200);
        assertTrue(seller.http().get(GROUPS).expect(200).text().contains(eastern));
        assertFalse(other.http().get(GROUPS).expect(200).text().contains(eastern));
        seller.http().post(GROUPS, Map.of("name", "Mine")).expect(403);
        seller.http().put(TAGS + eastern + "/retirement", Map.of()).expect(403);
    }

    @Test
    void whoseRulesHideTagsNeitherSeesNorSetsThem() {
        String vip = tag(group(), "VIP");
        Person seller = company.person("Wang", east, "sales");
        String mine = seller.registers("Mine");
        tags(seller, List.of(mine), List.of(vip), List.of()).expect(204);
        Person blind = company.person("Zhao", east)
                .may(Map.of(
                        "object", "customer.customer",
                        "actions", List.of("list", "read", "tag", "export"),
                        "scope", "all",
                        "fields", Map.of("tags", "hidden"),
                        "otherFields", "edit"));

        assertEquals(Set.of(), shown(blind, mine));
        assertFalse(blind.http().get(CUSTOMERS).expect(200).text().contains(vip));
        assertFalse(blind.http()
                .get(CUSTOMERS + "/" + mine + "/timeline")
                .expect(200)
                .text()
                .contains("VIP"));
        tags(blind, List.of(mine), List.of(), List.of(vip)).expect(403);
        assertFalse(blind.http()
                .get(CUSTOMERS + "/export?columns=name,tags")
                .expect(200)
                .text()
                .contains("VIP"));
        assertTrue(company.operator()
                .get(CUSTOMERS + "/export?columns=name,tags")
                .expect(200)
                .text()
                .contains("VIP"));
    }

    @Test
    void aCustomerHasAHundredTagsAtMost() {
        String group = group();
        List<String> many =
                IntStream.range(0, 101).mapToObj(i -> tag(group, "Tag " + i)).toList();
        Person seller = company.person("Wang", east, "sales");
        String mine = seller.registers("Mine");

        tags(seller, List.of(mine), many.subList(0, 100), List.of()).expect(204);

        tags(seller, List.of(mine), many.subList(100, 101), List.of()).expect(409);
        tags(seller, List.of(mine), many, List.of()).expect(400);
        assertEquals(100, shown(seller, mine).size());
        tags(seller, List.of(mine), many.subList(100, 101), many.subList(0, 1)).expect(204);
    }

    private static String filter(String text) {
        return "&filter=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aListIsFilteredByTagsAsByAnyOtherField() {
        String group = group();
        String vip = tag(group, "VIP");
        String slow = tag(group, "Slow");
        Person seller = company.person("Wang", east, "sales");
        String both = seller.registers("Both");
        String one = seller.registers("One");
        String none = seller.registers("None");
        tags(seller, List.of(both, one), List.of(vip), List.of()).expect(204);
        tags(seller, List.of(both), List.of(slow), List.of()).expect(204);

        assertEquals(Set.of(both, one), seller.list(filter("tags = \"" + vip + "\"")));
        assertEquals(Set.of(one), seller.list(filter("tags = \"" + vip + "\" and not tags in (\"" + slow + "\")")));
        assertEquals(Set.of(none), seller.list(filter("tags is empty")));
        assertEquals(Set.of(one, none), seller.list(filter("tags != \"" + slow + "\"")));
        for (String unknown :
                List.of(UUID.randomUUID().toString(), "%", "|", vip + "|" + slow, "😀", vip.substring(1))) {
            assertEquals(Set.of(), seller.list(filter("tags = \"" + unknown + "\"")), unknown);
        }
        Person blind = company.person("Zhao", east)
                .may(Map.of(
                        "object", "customer.customer",
                        "actions", List.of("list", "read"),
                        "scope", "all",
                        "fields", Map.of("tags", "hidden"),
                        "otherFields", "read"));
        assertEquals(Set.of(), blind.list(filter("tags = \"" + vip + "\"")));
        assertEquals(Set.of(), blind.list(filter("tags is empty")));
        blind.http()
                .get(CUSTOMERS + "?x" + filter("name = \"a\" or ".repeat(10_000) + "name = \"b\""))
                .expect(400, 414, 431);
    }

    @Test
    void aSavedFilterIsUsedByThoseItIsSharedWithUnderTheirOwnRights() {
        Person seller = company.person("Wang", east, "sales");
        Person colleague = company.person("Li", east, "sales");
        Person stranger = company.person("Sun", west, "sales");
        String big = seller.registers(Map.of("name", "Big", "grade", "A"));
        String small = seller.registers(Map.of("name", "Small", "grade", "B"));
        String foreign = stranger.registers(Map.of("name", "Foreign", "grade", "A"));
        String segment = id(seller.http()
                .post(
                        SEGMENTS,
                        Map.of(
                                "name",
                                "Grade A of this year",
                                "filter",
                                "grade=\"A\" and createdAt >= today - 30d and createdAt = this year",
                                "sort",
                                "-created",
                                "columns",
                                List.of("name", "grade"),
                                "sharedWith",
                                List.of("department:" + east, "person:" + stranger.id()))));

        String use = "&segment=" + segment;
        assertEquals(Set.of(big), seller.list(use));
        assertEquals(Set.of(big), colleague.list(use));
        assertEquals(Set.of(foreign), stranger.list(use));
        assertEquals(Set.of(), seller.list(use + filter("grade = \"B\"")));
        seller.http()
                .get(CUSTOMERS + "?x" + use + filter("grade = \"B\") or (grade = \"B\""))
                .expect(400);
        assertEquals(
                1,
                seller.http()
                        .get(SEGMENTS + "/" + segment + "/count")
                        .expect(200)
                        .json()
                        .path("count")
                        .asLong());
        assertEquals(
                1,
                seller.http()
                        .get(CUSTOMERS + "/count?x" + use)
                        .expect(200)
                        .json()
                        .path("count")
                        .asLong());
        assertTrue(seller.http()
                .get(CUSTOMERS + "/summary?by=stage" + use)
                .expect(200)
                .text()
                .contains("\"count\":1"));
        String file = company.operator()
                .get(CUSTOMERS + "/export?columns=name" + filter("ownerId = \"" + seller.id() + "\" and grade = \"A\""))
                .expect(200)
                .text();
        assertTrue(file.contains("Big") && !file.contains("Small"), file);

        JsonNode seen =
                colleague.http().get(SEGMENTS + "/" + segment).expect(200).json();
        assertEquals(
                "grade = \"A\" and createdAt >= today - 30d and createdAt = this year",
                seen.path("filter").asText());
        assertFalse(seen.path("mine").asBoolean());
        assertEquals(0, seen.path("sharedWith").size());
        Map<String, ?> again = Map.of("name", "Renamed", "filter", "grade = \"B\"");
        colleague
                .http()
                .with("If-Match", "*")
                .put(SEGMENTS + "/" + segment, again)
                .expect(403);
        colleague.http().delete(SEGMENTS + "/" + segment, null).expect(403);
        seller.http().put(SEGMENTS + "/" + segment, again).expect(428);
        seller.http()
                .with("If-Match", "\"9\"")
                .put(SEGMENTS + "/" + segment, again)
                .expect(412);
        seller.http()
                .with("If-Match", "\"0\"")
                .put(SEGMENTS + "/" + segment, again)
                .expect(200);
        assertEquals(Set.of(small), seller.list(use));
        colleague.http().get(SEGMENTS + "/" + segment).expect(404);
        colleague.http().get(CUSTOMERS + "?x" + use).expect(404);
        seller.http().delete(SEGMENTS + "/" + segment, null).expect(204);
        seller.http().get(CUSTOMERS + "?x" + use).expect(404);
        for (Map<String, ?> bad : List.<Map<String, ?>>of(
                Map.of("name", "n", "filter", ""),
                Map.of("name", "n", "filter", "nothing = 1"),
                Map.of("name", "n", "filter", "grade = \"A\"", "sort", "grade; drop table"),
                Map.of("name", "n", "filter", "grade = \"A\"", "columns", List.of("a,b")),
                Map.of("name", "n", "filter", "grade = \"A\"", "sharedWith", List.of("role:x")),
                Map.of("name", "", "filter", "grade = \"A\""),
                Map.of("name", "n", "filter", "grade = \"" + "A".repeat(9_000) + "\""))) {
            seller.http().post(SEGMENTS, bad).expect(400);
        }
    }

    @Test
    void aTagOfARuleComesAndGoesByItselfAndNobodySetsIt() {
        String group = group();
        String grade = "G" + System.nanoTime() % 100_000_000;
        Person seller = company.person("Wang", east, "sales");
        String before = seller.registers(Map.of("name", "Before", "grade", grade));
        String rule = id(company.operator()
                .post(
                        GROUPS + "/" + group + "/tags",
                        Map.of("name", "By rule", "rule", "grade=\"" + grade + "\" and createdAt >= today - 1d")));
        String after = seller.registers(Map.of("name", "After", "grade", grade));
        String other = seller.registers("Other");

        awaitTags(seller, before, Set.of(rule));
        awaitTags(seller, after, Set.of(rule));
        assertEquals(Set.of(), shown(seller, other));
        tags(seller, List.of(other), List.of(rule), List.of()).expect(409);
        tags(seller, List.of(after), List.of(), List.of(rule)).expect(409);
        seller.changes(before, Map.of("grade", "none")).expect(200);
        awaitTags(seller, before, Set.of());
        assertEquals(Set.of(after), seller.list(filter("tags = \"" + rule + "\"")));
        JsonNode shown = company.operator().get(TAGS + rule).expect(200).json();
        assertTrue(shown.path("automatic").asBoolean());
        company.operator()
                .with("If-Match", "*")
                .put(
                        TAGS + rule,
                        Map.of("name", "By rule", "groupId", group, "rule", "name = \"Other\" and grade is empty"))
                .expect(200);
        awaitTags(seller, after, Set.of());
        awaitTags(seller, other, Set.of(rule));

        for (String bad : List.of("tags is empty", "ownerId = me.id", "nothing = 1", "", "grade =")) {
            company.operator()
                    .post(GROUPS + "/" + group + "/tags", Map.of("name", "Bad " + bad.length(), "rule", bad))
                    .expect(400);
        }
        Person maker = company.person("Zhao", east)
                .may(
                        Map.of("object", "customer.tag", "actions", List.of("create", "edit"), "scope", "all"),
                        Map.of(
                                "object", "customer.customer",
                                "actions", List.of("list", "read"),
                                "scope", "all",
                                "fields", Map.of("grade", "masked"),
                                "otherFields", "read"));
        maker.http()
                .post(GROUPS + "/" + group + "/tags", Map.of("name", "Peek", "rule", "grade = \"A\""))
                .expect(403);
    }

    private static JsonNode ended(Person person, String edit, String state) {
        Await.await(
                "the end of edit " + edit,
                Duration.ofMinutes(2),
                () -> person.http()
                        .get(EDITS + "/" + edit)
                        .expect(200)
                        .json()
                        .path("state")
                        .asText()
                        .equals(state));
        return person.http().get(EDITS + "/" + edit).expect(200).json();
    }

    @Test
    void manyCustomersAreChangedEachByItselfAndTakenBackWhereNobodyChangedThemSince() {
        Person seller = company.person("Wang", east, "sales");
        Person stranger = company.person("Sun", west, "sales");
        String grade = "E" + System.nanoTime() % 100_000_000;
        List<String> mine = IntStream.range(0, 60)
                .mapToObj(i -> seller.registers(Map.of("name", "Edited " + i, "grade", grade, "region", "r" + i)))
                .toList();
        String foreign = stranger.registers(Map.of("name", "Foreign", "grade", grade));
        String filter = "grade = \"" + grade + "\"";
        Map<String, ?> change = Map.of("filter", filter, "change", Map.of("region", "new", "stage", "following"));

        JsonNode preview =
                seller.http().post(EDITS + "/previews", change).expect(200).json();
        assertEquals(60, preview.path("matches").asLong());
        assertEquals(60, preview.path("changed").asLong());
        assertEquals("r0", seller.opens(mine.getFirst()).json().path("region").asText());
        assertEquals(0, seller.count() - 60);

        String edit =
                seller.http().post(EDITS, change).expect(202).json().path("id").asText();
        JsonNode done = ended(seller, edit, "done");
        assertEquals(60, done.path("changed").asLong());
        assertEquals(0, done.path("refused").asLong());
        assertEquals("new", seller.opens(mine.get(7)).json().path("region").asText());
        assertEquals("following", seller.opens(mine.get(7)).json().path("stage").asText());
        assertEquals("potential", stranger.opens(foreign).json().path("stage").asText());
        stranger.http().get(EDITS + "/" + edit).expect(404);
        assertTrue(seller.http()
                .get(EDITS + "/" + edit + "/results")
                .expect(200)
                .text()
                .contains(mine.get(3) + ",changed,"));

        seller.changes(mine.get(5), Map.of("region", "mine")).expect(200);
        seller.http().post(EDITS + "/" + edit + "/undo", Map.of()).expect(202);
        JsonNode undone = ended(seller, edit, "undone");
        assertEquals(59, undone.path("undone").asLong());
        assertEquals(1, undone.path("kept").asLong());
        assertEquals("r7", seller.opens(mine.get(7)).json().path("region").asText());
        assertEquals("potential", seller.opens(mine.get(7)).json().path("stage").asText());
        assertEquals("mine", seller.opens(mine.get(5)).json().path("region").asText());
    }

    @Test
    void whatMayNotBeChangedIsToldByItselfAndChangesNothing() {
        Person seller = company.person("Wang", east, "sales");
        Person stranger = company.person("Sun", west, "sales");
        String mine = seller.registers("Mine");
        String foreign = stranger.registers("Foreign");
        String lost = seller.registers("Lost");
        seller.changes(lost, Map.of("stage", "lost")).expect(200);
        Map<String, ?> change =
                Map.of("ids", List.of(mine, foreign, lost, mine), "change", Map.of("stage", "following"));

        JsonNode refused = seller.http()
                .post(EDITS + "/previews", change)
                .expect(200)
                .json()
                .path("refused");
        assertEquals("customer-not-found", refused.path(foreign).asText());
        assertEquals("potential", seller.opens(mine).json().path("stage").asText());
        String edit =
                seller.http().post(EDITS, change).expect(202).json().path("id").asText();
        JsonNode done = ended(seller, edit, "done");
        assertEquals(3, done.path("changed").asLong() + done.path("refused").asLong());
        assertEquals("following", seller.opens(mine).json().path("stage").asText());
        assertEquals("potential", stranger.opens(foreign).json().path("stage").asText());
        String results =
                seller.http().get(EDITS + "/" + edit + "/results").expect(200).text();
        assertTrue(results.contains(foreign + ",refused,customer-not-found"), results);

        for (Map<String, ?> bad : List.<Map<String, ?>>of(
                Map.of("change", Map.of("region", "x")),
                Map.of("ids", List.of(mine)),
                Map.of("ids", List.of(mine), "change", Map.of()),
                Map.of("ids", List.of(mine), "change", Map.of("ownerId", stranger.id())),
                Map.of("ids", List.of(mine), "change", Map.of("nothing", 1)),
                Map.of("ids", List.of("x"), "change", Map.of("region", "x")),
                Map.of("filter", "nothing = 1", "change", Map.of("region", "x")))) {
            seller.http().post(EDITS, bad).expect(400);
        }
        company.person("Zhao", east, "read-only").http().post(EDITS, change).expect(403);
        Person limited = company.person("Qian", east)
                .may(Map.of(
                        "object", "customer.customer",
                        "actions", List.of("list", "read", "edit", "bulk"),
                        "scope", "all",
                        "fields", Map.of("region", "edit"),
                        "otherFields", "read"));
        JsonNode tried = limited.http()
                .post(EDITS + "/previews", Map.of("ids", List.of(mine), "change", Map.of("grade", "A")))
                .expect(200)
                .json();
        assertEquals(
                "customer-field-forbidden", tried.path("refused").path(mine).asText());
    }

    private static void awaitTags(Person person, String customer, Set<String> wanted) {
        Await.await(
                "the tags of " + customer,
                Duration.ofMinutes(2),
                () -> shown(person, customer).equals(wanted));
    }
}
