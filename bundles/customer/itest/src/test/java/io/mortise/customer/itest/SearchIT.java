package io.mortise.customer.itest;

import static io.mortise.customer.itest.Company.CUSTOMERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searching for customers by parts of names, by pinyin and by phone, through the whole server. */
@MortiseTest(database = TestDatabase.H2)
class SearchIT {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final MortiseServer server;
    private Company company;
    private String department;
    private Person seller;

    SearchIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        department = company.department("Sales");
        seller = company.person("Wang", department, "sales");
    }

    private static String query(String text) {
        return "&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Set<String> found(Person person, String text) {
        return person.list(query(text));
    }

    /** A number that nobody else has. */
    private static String phone() {
        return "1380%07d".formatted(COUNTER.incrementAndGet() * 7919 % 10_000_000);
    }

    @Test
    void aCustomerIsFoundByAnyPartOfItsNameAsWrittenOrAsSaid() {
        String changan = seller.registers("重庆长安汽车");
        String tencent = seller.registers("深圳市腾讯计算机 (TX) 100%");
        String apple = seller.registers("Apple_Inc 😀 𠮷野家");

        for (String text : List.of("长安", "重庆长安汽车", "changan", "CHANG AN", "chongqing", "cqcaqc", "ｃｑｃａ")) {
            assertEquals(Set.of(changan), found(seller, text), text);
        }
        for (String text : List.of("腾讯", "tengxun", "jisuanji", "szst", "(tx)", "100%", "%")) {
            assertEquals(Set.of(tencent), found(seller, text), text);
        }
        for (String text : List.of("apple", "PLE_", "_", "😀", "𠮷野", "野家", "e_inc 😀")) {
            assertEquals(Set.of(apple), found(seller, text), text);
        }
        for (String text : List.of(".*", "[a-z]+", "腾.讯", "!", "' or 1=1 --", "tengxun%", "\\", "腾 讯", "zhongqing")) {
            assertEquals(Set.of(), found(seller, text), text);
        }
        assertEquals(3, seller.count());
        seller.changes(changan, Map.of("name", "北京长城")).expect(200);
        assertEquals(Set.of(), found(seller, "chongqing"));
        assertEquals(Set.of(changan), found(seller, "changcheng"));
        seller.http().get(CUSTOMERS + "?q=" + "%00").expect(200, 400);
        assertEquals(Set.of(), found(seller, "长".repeat(300)));
    }

    @Test
    void aPhoneIsFoundByItsLastDigitsAsFarAsTheyAreSeen() {
        String phone = phone();
        String tail = phone.substring(7);
        String id = seller.registers(Map.of("name", "Phoned", "phone", phone));
        Person masked = company.person("Zhao", department)
                .may(Map.of(
                        "object", "customer.customer",
                        "actions", List.of("list", "read", "totals"),
                        "scope", "department",
                        "fields", Map.of("phone", "masked"),
                        "otherFields", "read"));
        Person blind = company.person("Qian", department)
                .may(Map.of(
                        "object", "customer.customer",
                        "actions", List.of("list", "read"),
                        "scope", "department",
                        "fields", Map.of("phone", "hidden"),
                        "otherFields", "read"));

        for (String text : List.of(
                tail,
                phone,
                "+86 " + phone,
                phone.substring(0, 3) + "-" + phone.substring(3),
                phone.substring(5),
                phone.substring(6))) {
            assertEquals(Set.of(id), found(seller, text), text);
        }
        assertEquals(Set.of(id), found(masked, tail));
        for (String text : List.of(phone, phone.substring(6), phone.substring(0, 4), phone.substring(3, 7))) {
            assertEquals(Set.of(), found(masked, text), text);
        }
        assertEquals(Set.of(), found(blind, tail));
        assertEquals(Set.of(), found(blind, phone));
        assertEquals(Set.of(), found(seller, phone.substring(0, 4)));
        String other = phone();
        seller.changes(id, Map.of("phone", other)).expect(200);
        assertEquals(Set.of(), found(seller, phone));
        assertEquals(Set.of(id), found(seller, other));
        String numbered = seller.registers("Line " + other.substring(7));
        assertEquals(Set.of(id, numbered), found(seller, other.substring(7)));
        assertEquals(Set.of(numbered), found(blind, other.substring(7)));
        String text = masked.http()
                .get(CUSTOMERS + "/summary?by=stage&q=" + other.substring(7))
                .expect(200)
                .text();
        assertTrue(text.contains("2"), text);
    }

    @Test
    void whoMayNotReadANameFindsNothingByIt() {
        seller.registers("秘密公司");
        Person blind = company.person("Sun", department)
                .may(Map.of(
                        "object", "customer.customer",
                        "actions", List.of("list", "read"),
                        "scope", "department",
                        "fields", Map.of("name", "masked"),
                        "otherFields", "read"));

        assertEquals(1, found(blind, "").size());
        for (String text : List.of("秘密", "秘", "mimi", "mmgs", "秘密公司")) {
            assertEquals(Set.of(), found(blind, text), text);
        }
    }

    @Test
    void theIndexAnswersAsTheNamesThemselvesDo() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 2_600; i++) {
            names.add((i % 2 == 0 ? "华北" : "江南") + number(i) + (i % 3 == 0 ? "贸易" : "科技"));
        }
        String csv = "name\n" + String.join("\n", names) + "\n";
        String path = server.http()
                .post("/api/customer/imports", BodyPublishers.ofString(csv), "text/csv")
                .expect(202)
                .json()
                .path("id")
                .asText();
        Await.await(
                "the end of the import",
                Duration.ofMinutes(2),
                () -> server.http()
                        .get("/api/customer/imports/" + path)
                        .expect(200)
                        .json()
                        .path("state")
                        .asText()
                        .equals("done"));
        // Two runs that begin after the import: the first may have looked before its end.
        awaitRun();
        awaitRun();

        for (String text :
                List.of("华北" + number(14), number(77), number(1_313) + "科技", "jiangnan", "hbyi", "贸易", "南一")) {
            long wanted = names.stream().filter(name -> matches(name, text)).count();
            assertEquals(wanted, counted(text), text);
        }
        String renamed = server.http()
                .get(CUSTOMERS + "?q=" + URLEncoder.encode("华北" + number(14) + "科技", StandardCharsets.UTF_8))
                .expect(200)
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asText();
        server.http()
                .patch(CUSTOMERS + "/" + renamed, "*", Map.of("name", "鑫鑫向荣"))
                .expect(200);
        assertEquals(1, counted("鑫鑫"));
        assertEquals(1, counted("xinxinxiangrong"));
        assertEquals(0, counted("华北" + number(14) + "科技"));
        assertFalse(counted("江南") < 1_000);
    }

    private long counted(String text) {
        return server.http()
                .get(CUSTOMERS + "/count?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                .expect(200)
                .json()
                .path("count")
                .asLong();
    }

    /** An own spelling of each number, whose pinyin are its initials too. */
    private static String number(int i) {
        return Integer.toString(i)
                .chars()
                .mapToObj(c -> String.valueOf("零一二三四五六七八九".charAt(c - '0')))
                .collect(Collectors.joining());
    }

    private static boolean matches(String name, String text) {
        return switch (text) {
            case "jiangnan" -> name.startsWith("江南");
            case "hbyi" -> false;
            default -> name.contains(text);
        };
    }

    private void awaitRun() {
        String before = next();
        Await.await("the next run of the index", Duration.ofMinutes(2), () -> !next().equals(before));
    }

    private String next() {
        for (JsonNode run : server.http()
                .get("/api/kernel/jobs?module=customer&limit=200")
                .expect(200)
                .json()
                .path("items")) {
            if (run.path("name").asText().equals("name-index") && run.hasNonNull("schedule")) {
                return run.path("nextAt").asText();
            }
        }
        return "";
    }
}
