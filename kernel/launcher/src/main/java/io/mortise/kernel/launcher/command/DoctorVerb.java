package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.kernel.gateway.HttpSettings;
import io.mortise.kernel.launcher.DataFolder;
import io.mortise.kernel.launcher.ServerFile;
import io.mortise.kernel.launcher.configuration.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code mortise doctor}: looks at everything that usually goes wrong, and says what to do. */
@Command(name = "doctor")
final class DoctorVerb extends Verb {

    private static final long LEAST_FREE_MEGABYTES = 500;

    private final List<Finding> findings = new ArrayList<>();

    DoctorVerb(Session session) {
        super(session);
    }

    /**
     * One thing that was looked at.
     *
     * @param subject one word for programs
     * @param good whether it is well
     * @param sentence for people
     */
    record Finding(String subject, boolean good, String sentence) {}

    @Override
    public Integer call() {
        java();
        Configuration configuration = session.configuration();
        Path file = session.options(Map.of(), false).configurationFile();
        found("configuration", true, Files.exists(file) ? "configuration" : "configuration.defaults", "file", file);
        Path folder = session.dataFolder();
        data(folder);
        Optional<ServerFile> server = ServerFile.read(folder);
        boolean held = DataFolder.held(folder);
        if (held && server.isPresent() && !server.get().address().isEmpty()) {
            running(server.get());
        } else {
            found("server", !held, held ? "server.lock" : "server.none");
            port(configuration.section(HttpSettings.class));
        }
        return report();
    }

    private void java() {
        Runtime.Version version = Runtime.version();
        boolean good = version.feature() >= 25;
        found(
                "java",
                good,
                good ? "java" : "java.old",
                "version",
                version,
                "vendor",
                System.getProperty("java.vendor"));
    }

    private void data(Path folder) {
        if (!Files.exists(folder)) {
            found("data", true, "data.new", "folder", folder);
            return;
        }
        if (!Files.isWritable(folder)) {
            found("data", false, "data.readonly", "folder", folder);
            return;
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace() >> 20;
            boolean enough = free >= LEAST_FREE_MEGABYTES;
            found(
                    "data",
                    enough,
                    enough ? "data" : "data.full",
                    "folder",
                    folder,
                    "free",
                    free,
                    "least",
                    LEAST_FREE_MEGABYTES);
        } catch (IOException e) {
            found("data", false, "data.readonly", "folder", folder);
        }
    }

    private void port(HttpSettings http) {
        try (var _ = new ServerSocket(http.port(), 1, InetAddress.getByName(http.host()))) {
            found("port", true, "port", "port", http.port());
        } catch (IOException e) {
            found("port", false, "port.taken", "port", http.port());
        }
    }

    private void running(ServerFile file) {
        found(
                "server",
                true,
                "server",
                "pid",
                file.pid(),
                "address",
                file.address(),
                "version",
                file.version(),
                "started",
                file.started());
        Server server = session.server();
        Server.Answer ready = server.ask("/readyz");
        if (ready.good()) {
            found("ready", true, "ready");
        } else {
            ready.body()
                    .path("missing")
                    .properties()
                    .forEach(part -> found(
                            "ready", false, "not-ready", "part", part.getKey(), "missing", joined(part.getValue())));
        }
        modules(server.get("/api/modules").path("items"));
        administrator(server.ask("/api/identity/setup"));
    }

    /** A new server is well, but of use only when somebody has set it up. */
    private void administrator(Server.Answer setup) {
        if (setup.good()) {
            found(
                    "administrator",
                    true,
                    setup.body().path("needed").asBoolean() ? "administrator.none" : "administrator");
        }
    }

    private void modules(JsonNode modules) {
        boolean well = true;
        for (JsonNode module : modules) {
            if (module.path("state").asText().equals("failed")) {
                well = false;
                found(
                        "module",
                        false,
                        "module",
                        "module",
                        module.path("id").asText(),
                        "version",
                        module.path("version").asText(),
                        "reason",
                        module.path("failure").asText());
            }
        }
        if (well) {
            found("modules", true, "modules", "count", modules.size());
        }
    }

    private static String joined(JsonNode sentences) {
        var all = new ArrayList<String>();
        sentences.forEach(sentence -> all.add(sentence.asText()));
        return String.join("; ", all);
    }

    private void found(String subject, boolean good, String key, Object... values) {
        findings.add(new Finding(subject, good, session.screen().words("doctor." + key, values)));
    }

    private int report() {
        Screen screen = session.screen();
        if (session.json) {
            screen.json(new ObjectMapper().valueToTree(Map.of("findings", findings)));
        } else {
            findings.forEach(
                    finding -> screen.say(finding.good() ? "doctor.good" : "doctor.bad", "what", finding.sentence()));
        }
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }
}
