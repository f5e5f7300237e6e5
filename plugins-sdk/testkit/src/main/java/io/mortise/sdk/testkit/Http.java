package io.mortise.sdk.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A small REST client for tests: JSON in and out, the operator's token, revisions. Immutable: {@link #with} makes
 * another. Thread-safe.
 */
public final class Http {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One for all: each has a thread and connections of its own, and whoever polls asks for many. */
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final HttpClient client;
    private final URI address;
    private final Map<String, String> headers;

    private Http(HttpClient client, URI address, Map<String, String> headers) {
        this.client = client;
        this.address = address;
        this.headers = Map.copyOf(headers);
    }

    /** A client that is nobody. */
    public static Http to(URI address) {
        return new Http(CLIENT, address, Map.of());
    }

    /** The same client that sends this header with every request; an empty value takes it away. */
    public Http with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        if (value.isEmpty()) {
            more.remove(header);
        } else {
            more.put(header, value);
        }
        return new Http(client, address, more);
    }

    /** The same client as holder of this token. */
    public Http as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** The same client as nobody. */
    public Http anonymous() {
        return with("Authorization", "");
    }

    /** Where it sends to. */
    public URI address() {
        return address;
    }

    /** GET. */
    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    /** GET that does not wait for the answer. */
    public CompletableFuture<Answer> getLater(String path) {
        var request = request("GET", path, BodyPublishers.noBody(), null);
        return client.sendAsync(request, BodyHandlers.ofByteArray())
                .thenApply(response -> answer("GET", path, response));
    }

    /** GET whose lines are read while they come; for streams. The caller closes the body. */
    public HttpResponse<java.io.InputStream> stream(String path) {
        return exchange(request("GET", path, BodyPublishers.noBody(), null), BodyHandlers.ofInputStream());
    }

    /** POST of a value as JSON. */
    public Answer post(String path, Object value) {
        return send("POST", path, json(value), "application/json");
    }

    /** POST of a body as it is. */
    public Answer post(String path, BodyPublisher body, String contentType) {
        return send("POST", path, body, contentType);
    }

    /** POST of a text. */
    public Answer postText(String path, String text) {
        return send("POST", path, BodyPublishers.ofString(text), "text/plain; charset=UTF-8");
    }

    /** POST of files as {@code multipart/form-data}, each as a part {@code file}, and fields beside them. */
    public Answer upload(String path, List<Path> files, Map<String, ?> fields) {
        String boundary = "mortise-" + UUID.randomUUID();
        var body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> body.writeBytes(
                ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        for (Path file : files) {
            body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                            + file.getFileName() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            try {
                body.writeBytes(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(file + " can't be read", e);
            }
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(
                "POST",
                path,
                BodyPublishers.ofByteArray(body.toByteArray()),
                "multipart/form-data; boundary=" + boundary);
    }

    /** PUT of a value as JSON. */
    public Answer put(String path, Object value) {
        return send("PUT", path, json(value), "application/json");
    }

    /**
     * PATCH of a merge patch.
     *
     * @param revision for {@code If-Match}, or null to leave it out
     */
    public Answer patch(String path, @Nullable String revision, Object value) {
        return match(revision).send("PATCH", path, json(value), "application/merge-patch+json");
    }

    /**
     * DELETE.
     *
     * @param revision for {@code If-Match}, or null to leave it out
     */
    public Answer delete(String path, @Nullable String revision) {
        return match(revision).send("DELETE", path, BodyPublishers.noBody(), null);
    }

    /** Any method. */
    public Answer send(String method, String path, BodyPublisher body, @Nullable String contentType) {
        return answer(method, path, exchange(request(method, path, body, contentType), BodyHandlers.ofByteArray()));
    }

    private Http match(@Nullable String revision) {
        return revision == null ? this : with("If-Match", revision);
    }

    private HttpRequest request(String method, String path, BodyPublisher body, @Nullable String contentType) {
        var request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, body)
                .timeout(Duration.ofMinutes(2));
        headers.forEach(request::header);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return request.build();
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " got no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(request.method() + " " + request.uri() + " was interrupted", e);
        }
    }

    private static Answer answer(String method, String path, HttpResponse<byte[]> response) {
        return new Answer(method + " " + path, response.statusCode(), response.headers(), response.body());
    }

    private static BodyPublisher json(Object value) {
        try {
            return BodyPublishers.ofString(value instanceof String text ? text : JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
