package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.customer.itest.Company.Person;
import io.mortise.sdk.modulejar.ModuleJar;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a customer, and who sees it: through the whole server. */
@MortiseTest
class ActivitiesIT {

    private final MortiseServer server;
    private Company company;
    private String east;

    ActivitiesIT(MortiseServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        company = Company.on(server);
        east = company.department("East");
    }

    private static String at(String customer, String more) {
        return Company.CUSTOMERS + "/" + customer + more;
    }

    private static List<String> all(JsonNode items, String member) {
        var found = new ArrayList<String>();
        items.forEach(item -> found.add(item.path(member).asText()));
        return found;
    }

    private static Map<String, Object> grant(String object, Map<String, String> fields, String... actions) {
        return Map.of(
                "object", object, "actions", List.of(actions), "scope", "all", "fields", fields, "otherFields", "read");
    }

    @Test
    void aTimelineTellsNobodyWhatHeMayNotRead() {
        Person seller = company.person("Wang", east, "sales");
        Person reader = company.person("Blind", east)
                .may(grant("customer.customer", Map.of("stage", "hidden", "industry", "hidden"), "list", "read"));
        String customer = seller.registers("Aurora");
        seller.changes(customer, Map.of("stage", "following")).expect(200);
        seller.changes(customer, Map.of("industry", "retail")).expect(200);
        seller.changes(customer, Map.of("grade", "A")).expect(200);

        JsonNode whole =
                seller.http().get(at(customer, "/timeline")).expect(200).json();
        JsonNode part = reader.http().get(at(customer, "/timeline")).expect(200).json();

        assertEquals(
                List.of("customer.edited", "customer.edited", "customer.stage-changed", "customer.registered"),
                all(whole.path("items"), "kind"));
        assertEquals("Went to stage following.", whole.at("/items/2/text").asText());
        assertEquals("Wang", whole.at("/items/0/by").asText());
        assertEquals(
                List.of("customer.edited", "customer.changed", "customer.changed", "customer.registered"),
                all(part.path("items"), "kind"));
        assertFalse(part.toString().contains("following") || part.toString().contains("industry"), part.toString());
        JsonNode chinese = seller.http()
                .with("Accept-Language", "zh-CN")
                .get(at(customer, "/timeline"))
                .json();
        assertEquals("阶段变为“跟进中”。", chinese.at("/items/2/text").asText());

        Person stranger = company.person("Far", company.department("West"), "sales");
        Answer refused = stranger.http().get(at(customer, "/timeline")).expect(404);
        assertEquals("customer-not-found", refused.problem());
    }

    @Test
    void otherModulesTellTheirPartPageByPage(@TempDir Path folder) throws Exception {
        Path tickets = ModuleJar.named("tickets")
                .version("1.0.0")
                .source("tickets.internal.Told", """
                        package tickets.internal;
                        import io.mortise.timeline.*;
                        import java.time.Instant;
                        import java.util.*;
                        import org.osgi.service.component.annotations.Component;
                        @Component
                        public class Told implements TimelineContributor {
                            public List<TimelineEntry> entries(TimelineQuestion asked) {
                                var all = new ArrayList<TimelineEntry>();
                                for (int i = 0; i < 5; i++) {
                                    var entry = new TimelineEntry(new UUID(0x7000, 100 + i),
                                            Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i), "tickets.closed",
                                            "Ticket " + i + " for " + io.mortise.access.Caller.current().name(), null, "/tickets/" + i);
                                    if (asked.wants(entry.at(), entry.id())) all.add(entry);
                                }
                                all.sort(TimelineEntry.NEWEST_FIRST);
                                return all.subList(0, Math.min(asked.limit(), all.size()));
                            }
                        }
                        """)
                .build(folder);
        Path broken = ModuleJar.named("broken")
                .version("1.0.0")
                .source("broken.internal.Told", """
                        package broken.internal;
                        import io.mortise.timeline.*;
                        import java.util.*;
                        import org.osgi.service.component.annotations.Component;
                        @Component
                        public class Told implements TimelineContributor {
                            public List<TimelineEntry> entries(TimelineQuestion asked) {
                                throw new IllegalStateException("always");
                            }
                        }
                        """)
                .build(folder);
        Person seller = company.person("Wang", east, "sales");
        String customer = seller.registers("Borealis");
        server.install(tickets);
        server.install(broken);
        try {
            var met = new ArrayList<String>();
            String after = "";
            do {
                JsonNode page = seller.http()
                        .get(at(customer, "/timeline?limit=2" + after))
                        .expect(200)
                        .json();
                assertEquals("broken", page.at("/missing/0").asText());
                met.addAll(all(page.path("items"), "text"));
                after = page.has("next") ? "&after=" + page.path("next").asText() : "";
            } while (!after.isEmpty());

            assertEquals(
                    List.of(
                            "Registered.",
                            "Ticket 4 for Wang",
                            "Ticket 3 for Wang",
                            "Ticket 2 for Wang",
                            "Ticket 1 for Wang",
                            "Ticket 0 for Wang"),
                    met);
            assertEquals(met.size(), new HashSet<>(met).size());
        } finally {
            server.uninstall("tickets", true);
            server.uninstall("broken", true);
        }
        assertTrue(seller.http()
                .get(at(customer, "/timeline"))
                .json()
                .path("missing")
                .isMissingNode());
    }
}
