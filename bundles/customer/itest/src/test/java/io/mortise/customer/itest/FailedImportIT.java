package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Jobs that the database refuses again and again. */
@MortiseTest(settings = "messaging.attempts=1")
class FailedImportIT {

    private static final String IMPORTS = "/api/customer/imports";
    private static final String DEMO = "/api/customer/demo-data";

    @Test
    void anImportThatUsedUpItsAttemptsIsFailedAndTheFileSentAgainGoesOn(MortiseServer server) throws SQLException {
        install(server);
        execute(server, "alter table customer_customer add constraint customer_no_nova check (name <> 'Nova')");

        JsonNode failed = end(server, send(server));

        assertEquals("failed", failed.path("state").asText(), failed.toString());
        assertEquals(
                "The import was given up after row 0 of 2, because it kept failing. The rows before are taken."
                        + " Send the same file again to go on, or ask the operator to look at the dead letters.",
                failed.path("message").asText());

        execute(server, "alter table customer_customer drop constraint customer_no_nova");
        JsonNode done = end(server, send(server));

        assertEquals("done", done.path("state").asText(), done.toString());
        assertEquals(2, done.path("created").asInt());
    }

    @Test
    void madeUpDataThatUsedUpItsAttemptsIsFailedAndGoesOnWhenItsDeadLetterIsRepeated(MortiseServer server)
            throws SQLException {
        install(server);
        execute(server, "alter table customer_demo add constraint customer_demo_stuck check (done = 0)");

        String path = DEMO + "/"
                + server.http()
                        .post(DEMO, Map.of("customers", 3))
                        .expect(202)
                        .json()
                        .path("id")
                        .asText();

        assertEquals("failed", end(server, path).path("state").asText());

        execute(server, "alter table customer_demo drop constraint customer_demo_stuck");
        // The dead letter comes a moment after the failure was written down.
        Await.await("the made-up customers", Duration.ofMinutes(1), () -> {
            repeatDeadLetters(server);
            return server.http().get(path).json().path("state").asText().equals("done");
        });
    }

    private static void repeatDeadLetters(MortiseServer server) {
        for (JsonNode letter :
                server.http().get("/api/kernel/dead-letters").expect(200).json().path("items")) {
            server.http().post("/api/kernel/dead-letters/" + letter.path("id").asText() + "/repetition", Map.of());
        }
    }

    private static void install(MortiseServer server) {
        if (server.state("customer").equals("absent")) {
            server.install(CustomerJars.built());
        }
    }

    private static String send(MortiseServer server) {
        return IMPORTS + "/"
                + server.http()
                        .post(IMPORTS, BodyPublishers.ofString("name\nAurora\nNova\n"), "text/csv")
                        .expect(202)
                        .json()
                        .path("id")
                        .asText();
    }

    private static JsonNode end(MortiseServer server, String path) {
        Await.await("the end", Duration.ofMinutes(1), () -> {
            String state = server.http().get(path).json().path("state").asText();
            return state.equals("done") || state.equals("failed");
        });
        return server.http().with("Accept-Language", "en").get(path).expect(200).json();
    }

    /** In this process the server's own database can be opened beside it. */
    private static void execute(MortiseServer server, String sql) throws SQLException {
        String url = "jdbc:h2:file:" + server.dataFolder().resolve("db/mortise").toAbsolutePath() + ";IFEXISTS=TRUE";
        try (var connection = DriverManager.getConnection(url, "mortise", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
