package io.mortise.customer.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** An import that the database refuses again and again. */
@MortiseTest(settings = "messaging.attempts=1")
class FailedImportIT {

    private static final String IMPORTS = "/api/customer/imports";

    @Test
    void anImportThatUsedUpItsAttemptsIsFailedAndTheFileSentAgainGoesOn(MortiseServer server) throws SQLException {
        server.install(CustomerJars.built());
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
        Await.await("the end of the import", () -> {
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
