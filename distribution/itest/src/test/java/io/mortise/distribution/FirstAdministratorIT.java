package io.mortise.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged product on an empty folder: its output says how to begin, and the command line makes administrators too. */
class FirstAdministratorIT {

    private static final Pattern CODE = Pattern.compile("set-up code is ([A-Z0-9-]+) :");

    @TempDir
    private Path folder;

    private record Said(int code, String out) {}

    private static Said mortise(Path home, Path data, String... verb) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(home.resolve("bin/mortise").toString()));
        command.addAll(List.of(verb));
        command.addAll(List.of("--data", data.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LANG", "en_US.UTF-8");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out);
    }

    private static String code(ServerProcess server) {
        Matcher found = CODE.matcher(server.output());
        return found.find() ? found.group(1) : "";
    }

    @Test
    void theOutputTellsTheSetUpCodeAndTheCommandLineMakesASecondAdministrator() throws Exception {
        Path home = ServerProcess.product().orElseThrow(() -> new AssertionError("build the product first"));
        try (ServerProcess server = ServerProcess.of(home, folder).startReady()) {
            Await.await("the set-up code in the output", () -> !code(server).isEmpty());
            assertTrue(
                    mortise(home, folder, "doctor").out().contains("Nobody is administrator yet"),
                    "the doctor does not say how to begin");

            Answer in = server.http()
                    .anonymous()
                    .post(
                            "/api/identity/setup",
                            Map.of(
                                    "code",
                                    code(server),
                                    "name",
                                    "Wang Fang",
                                    "login",
                                    "wang@example.com",
                                    "password",
                                    "kettle otter sundial"))
                    .expect(201);

            String cookie = in.header("Set-Cookie").orElseThrow();
            server.http()
                    .anonymous()
                    .with("Cookie", cookie.substring(0, cookie.indexOf(';')))
                    .get("/api/customer/customers")
                    .expect(200);
            Said created = mortise(home, folder, "admin", "create", "Li Na", "--login", "li@example.com", "--json");
            assertEquals(0, created.code(), created.out());
            JsonNode made = new ObjectMapper().readTree(created.out());
            server.http()
                    .anonymous()
                    .post(
                            "/api/identity/sessions",
                            Map.of(
                                    "login",
                                    "li@example.com",
                                    "password",
                                    made.path("password").asText()))
                    .expect(201);
            Said again = mortise(home, folder, "admin", "create", "Li Na", "--login", "li@example.com");
            assertEquals(1, again.code());
            assertTrue(again.out().contains("li@example.com"), again.out());
            assertEquals(
                    0, mortise(home, folder, "admin", "reset", "li@example.com").code());
            Said doctor = mortise(home, folder, "doctor");
            assertEquals(0, doctor.code(), doctor.out());
            assertTrue(doctor.out().contains("Somebody is administrator"), doctor.out());
        }
    }
}
