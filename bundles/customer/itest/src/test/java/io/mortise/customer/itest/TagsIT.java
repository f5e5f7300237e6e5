package io.mortise.customer.itest;

import static io.mortise.customer.itest.Company.CUSTOMERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags 标签 and their groups through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class TagsIT {

    private static final String GROUPS = "/api/customer/tag-groups";
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
}
