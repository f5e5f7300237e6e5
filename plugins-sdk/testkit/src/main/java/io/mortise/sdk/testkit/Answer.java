package io.mortise.sdk.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered.
 *
 * @param request method and path, for messages
 * @param status HTTP status
 * @param headers the response's headers
 * @param body the bytes, never null
 */
public record Answer(String request, int status, java.net.http.HttpHeaders headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError(this + " is no JSON", e);
        }
    }

    /** A header. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The revision for {@code If-Match}; fails when there is none. */
    public String etag() {
        return header("ETag").orElseThrow(() -> new AssertionError(this + " has no ETag"));
    }

    /** The same answer, when it has one of these statuses; fails with the body otherwise. */
    public Answer expect(int... statuses) {
        if (IntStream.of(statuses).noneMatch(expected -> expected == status)) {
            throw new AssertionError(this + ", expected " + java.util.Arrays.toString(statuses));
        }
        return this;
    }

    /** The stable name of the problem, {@code not-found}; null when this is no problem. */
    public @Nullable String problem() {
        if (!header("Content-Type").orElse("").startsWith("application/problem+json")) {
            return null;
        }
        return json().path("type").asText().replaceFirst("^/problems/", "");
    }

    @Override
    public String toString() {
        String text = text();
        return request + " answered " + status + " " + (text.length() > 2000 ? text.substring(0, 2000) + " …" : text);
    }
}
