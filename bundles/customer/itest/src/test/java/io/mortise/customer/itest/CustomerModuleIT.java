package io.mortise.customer.itest;

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
import io.mortise.sdk.testkit.StructuralRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomerModuleIT {

    private static final String CUSTOMERS = "/api/customer/customers";

    @Test
    void theModuleHasTheShapeOfAModule() {
        assertTrue(StructuralRules.of("io.mortise.customer", 65).ofModule().classesSeen() >= 65);
    }

    @Nested
    @MortiseTest
    class Life {

        @Test
        void theModuleAppearsAnswersIsUpgradedAndLeavesWithoutATrace(MortiseServer server, @TempDir Path folder) {
            List<Path> editions = IntStream.range(0, 4)
                    .mapToObj(i -> CustomerJars.version(folder, "1.0." + i))
                    .toList();

            ModuleContract.comesAndGoes(server, "customer", CUSTOMERS, editions);
        }
    }

    @Nested
    @MortiseTest
    class Rest {

        private final MortiseServer server;
        private final Http http;

        Rest(MortiseServer server) {
            this.server = server;
            this.http = server.http();
        }

        @BeforeEach
        void install() {
            if (server.state("customer").equals("absent")) {
                server.install(CustomerJars.built());
            }
        }

        private Answer register(String name) {
            return http.post(CUSTOMERS, Map.of("name", name)).expect(201);
        }

        @Test
        void theModuleSpeaksItsDescription() throws IOException {
            try (var in = Rest.class.getResourceAsStream("/openapi/customer.yaml")) {
                JsonNode reviewed = new ObjectMapper(new YAMLFactory()).readTree(in);
                ModuleContract.speaksItsDescription(server, "customer", reviewed);
            }
        }

        @Test
        void aRegisteredCustomerIsWhereItsLocationSays() {
            Answer registered = register("Aurora");

            Answer read = http.get(registered.header("Location").orElseThrow()).expect(200);

            assertEquals(registered.json(), read.json());
            assertEquals(registered.etag(), read.etag());
        }

        @Test
        void aReadOfWhatIsKnownAnswersThatNothingChanged() {
            Answer registered = register("Aurora");
            String path = CUSTOMERS + "/" + registered.json().path("id").asText();

            assertEquals(
                    304, http.with("If-None-Match", registered.etag()).get(path).status());
        }

        @Test
        void aChangeNeedsTheRevisionThatWasSeen() {
            Answer registered = register("Aurora");
            String path = CUSTOMERS + "/" + registered.json().path("id").asText();

            assertEquals(
                    "customer-revision-required",
                    http.patch(path, null, Map.of("industry", "retail"))
                            .expect(428)
                            .problem());
            Answer changed = http.patch(path, registered.etag(), Map.of("industry", "retail"))
                    .expect(200);
            Answer stale = http.patch(path, registered.etag(), Map.of("industry", "media"))
                    .expect(412);

            assertEquals("customer-stale", stale.problem());
            assertEquals("retail", http.get(path).json().path("industry").asText());
            assertTrue(!changed.etag().equals(registered.etag()), "the revision did not change");
        }

        @Test
        void theSameKeyRegistersOnce() {
            Http keyed = http.with("Idempotency-Key", "key-" + System.nanoTime());

            Answer first = keyed.post(CUSTOMERS, Map.of("name", "Once")).expect(201);
            Answer second = keyed.post(CUSTOMERS, Map.of("name", "Once")).expect(201);

            assertEquals(first.json().path("id"), second.json().path("id"));
            keyed.post(CUSTOMERS, Map.of("name", "Other")).expect(422);
        }

        @Test
        void problemsSpeakTheLanguageOfTheCaller() {
            String path = CUSTOMERS + "/00000000-0000-7000-8000-000000000000";

            Answer english = http.with("Accept-Language", "en").get(path).expect(404);
            Answer chinese = http.with("Accept-Language", "zh-CN").get(path).expect(404);

            assertEquals("No such customer", english.json().path("title").asText());
            assertEquals("没有这个客户", chinese.json().path("title").asText());
            assertTrue(english.json().path("detail").asText().contains("00000000-0000-7000-8000-000000000000"));
        }

        @Test
        void aForeignCursorIsRefused() {
            for (int i = 0; i < 3; i++) {
                register("Cursor " + i);
            }
            String next = http.get(CUSTOMERS + "?limit=1&sort=name")
                    .expect(200)
                    .json()
                    .path("next")
                    .asText();

            http.get(CUSTOMERS + "?limit=1&sort=-name&after=" + next).expect(400);
            http.get(CUSTOMERS + "?limit=1&sort=name&stage=lost&after=" + next).expect(400);
            http.get(CUSTOMERS + "?limit=1&sort=name&after=nonsense").expect(400);
        }

        @Test
        void pagesNeitherRepeatNorHideACustomerWhileOthersAreRegistered() throws Exception {
            var before = new HashSet<String>();
            for (int i = 0; i < 40; i++) {
                before.add(register("Walk " + i).json().path("id").asText());
            }
            var met = new ArrayList<String>();
            var names = new ArrayList<String>();

            try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
                var noise = others.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        register("Walk " + i + "b");
                    }
                    return true;
                });
                String after = "";
                do {
                    JsonNode page = http.get(CUSTOMERS + "?q=walk&limit=3&sort=name" + after)
                            .expect(200)
                            .json();
                    page.path("items").forEach(item -> {
                        met.add(item.path("id").asText());
                        names.add(item.path("name").asText().toLowerCase(java.util.Locale.ROOT));
                    });
                    after = page.has("next") ? "&after=" + page.path("next").asText() : "";
                } while (!after.isEmpty());
                assertTrue(noise.get());
            }

            assertEquals(met.size(), new HashSet<>(met).size(), "a customer came twice");
            assertTrue(met.containsAll(before), "a customer was hidden");
            assertEquals(names.stream().sorted().toList(), names);
        }
    }
}
