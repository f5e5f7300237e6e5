package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mortise.kernel.launcher.ServerFile;
import io.mortise.kernel.spi.Sentence;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The running server of a data folder, over its REST API with the operator token. */
final class Server {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path dataFolder;
    private final ServerFile file;
    private final String token;
    private final Locale locale;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Server(Path dataFolder, ServerFile file, String token, Locale locale) {
        this.dataFolder = dataFolder;
        this.file = file;
        this.token = token;
        this.locale = locale;
    }

    /** Finds it by what it wrote into its data folder. */
    static Server of(Path dataFolder, Locale locale) {
        ServerFile file =
                ServerFile.read(dataFolder).orElseThrow(() -> new CommandException("no-server", "folder", dataFolder));
        if (file.address().isEmpty()) {
            throw new CommandException("starting");
        }
        Path token = dataFolder.resolve("operator.token");
        try {
            return new Server(dataFolder, file, Files.readString(token).strip(), locale);
        } catch (IOException e) {
            throw new CommandException("no-token", "file", token, "reason", String.valueOf(e));
        }
    }

    /** An answer. */
    record Answer(int status, JsonNode body) {
        boolean good() {
            return status >= 200 && status < 300;
        }
    }

    /** Where it answers. */
    String address() {
        return String.valueOf(file.address());
    }

    JsonNode get(String path) {
        return orThrow(send("GET", path, BodyPublishers.noBody(), null));
    }

    /** Any status, for questions whose "no" is an answer, such as readiness. */
    Answer ask(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    /** Text as it is. */
    byte[] bytes(String path) {
        HttpResponse<byte[]> response = exchange(request("GET", path, BodyPublishers.noBody(), null));
        if (response.statusCode() != 200) {
            orThrow(new Answer(response.statusCode(), parse(response.body())));
        }
        return response.body();
    }

    JsonNode post(String path, Map<String, ?> body) {
        return orThrow(send("POST", path, BodyPublishers.ofString(write(body)), "application/json"));
    }

    /** Any status, for wishes whose refusal is an answer. */
    Answer tryPost(String path, Map<String, ?> body) {
        return send("POST", path, BodyPublishers.ofString(write(body)), "application/json");
    }

    JsonNode delete(String path) {
        return orThrow(send("DELETE", path, BodyPublishers.noBody(), null));
    }

    /** Sends files as {@code multipart/form-data}, read while they are sent, and plain fields beside them. */
    JsonNode upload(String path, List<Path> files, Map<String, String> fields) {
        String boundary = "mortise-" + UUID.randomUUID();
        var parts = new ArrayList<BodyPublisher>();
        try {
            for (var field : fields.entrySet()) {
                parts.add(BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data; name=\""
                        + field.getKey() + "\"\r\n\r\n" + field.getValue() + "\r\n"));
            }
            for (Path each : files) {
                parts.add(BodyPublishers.ofString("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + quoted(each)
                        + "\"\r\nContent-Type: application/java-archive\r\n\r\n"));
                parts.add(BodyPublishers.ofFile(each));
                parts.add(BodyPublishers.ofString("\r\n"));
            }
        } catch (FileNotFoundException e) {
            throw new CommandException("no-file", "file", String.valueOf(e.getMessage()));
        }
        parts.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
        BodyPublisher body = BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
        return orThrow(send("POST", path, body, "multipart/form-data; boundary=" + boundary));
    }

    /** Sends a file that was made in memory. */
    JsonNode send(String path, String contentType, byte[] file) {
        return orThrow(send("POST", path, BodyPublishers.ofByteArray(file), contentType));
    }

    /** An id as one segment of a path. */
    static String segment(String id) {
        return java.net.URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("[\"\\r\\n\\\\]", "_");
    }

    private Answer send(String method, String path, BodyPublisher body, @Nullable String contentType) {
        HttpResponse<byte[]> response = exchange(request(method, path, body, contentType));
        return new Answer(response.statusCode(), parse(response.body()));
    }

    private HttpRequest request(String method, String path, BodyPublisher body, @Nullable String contentType) {
        var request = HttpRequest.newBuilder(URI.create(file.address() + path))
                .timeout(Duration.ofMinutes(5))
                .method(method, body)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/problem+json, */*;q=0.1")
                .header("Accept-Language", locale.toLanguageTag());
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return request.build();
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CommandException(
                    "gone",
                    "folder",
                    dataFolder,
                    "pid",
                    file.pid(),
                    "address",
                    file.address(),
                    "reason",
                    e instanceof ConnectException ? "connection refused" : String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("failed", "reason", "interrupted");
        }
    }

    private static JsonNode orThrow(Answer answer) {
        if (answer.good()) {
            return answer.body();
        }
        String title = answer.body().path("title").asText("");
        String detail = answer.body().path("detail").asText("");
        var words = new StringBuilder(detail.isEmpty() ? title : detail);
        answer.body()
                .path("faults")
                .forEach(fault -> words.append("\n  ")
                        .append(fault.path("pointer").asText())
                        .append(' ')
                        .append(fault.path("message").asText()));
        if (words.isEmpty()) {
            words.append(untold(answer.body()));
        }
        throw new CommandException(
                Sentence.of("launcher.command.refused", "status", answer.status(), "detail", words), answer.body());
    }

    /** A problem without words: its type and what it is about. */
    private static String untold(JsonNode problem) {
        return problem.properties().stream()
                .filter(member -> !List.of("status", "traceId").contains(member.getKey()))
                .map(member -> member.getValue().isTextual()
                        ? member.getValue().asText()
                        : member.getValue().toString())
                .collect(Collectors.joining(", "));
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (IOException e) {
            return JSON.getNodeFactory().textNode(new String(body, StandardCharsets.UTF_8));
        }
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
