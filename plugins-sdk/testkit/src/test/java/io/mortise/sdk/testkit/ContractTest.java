package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The drift check finds drift in both directions. */
class ContractTest {

    private static final String RUNNING = """
            {"paths": {"/api/alpha/things": {"get": {}, "post": {}}, "/api/alpha/things/{id}": {"get": {}}}}""";

    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/api/alpha/openapi.json", exchange -> {
            byte[] body = RUNNING.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void theSameOperationsUnderAnotherBaseAndOtherParameterNamesAreNoDrift() throws IOException {
        ModuleContract.speaksItsDescription(server(), "alpha", read("""
                {"servers": [{"url": "/api/alpha"}],
                 "paths": {"/things": {"get": {}, "post": {}}, "/things/{thing}": {"get": {}, "parameters": []}}}"""));
    }

    @Test
    void whatIsOfferedAndNotPromisedAndWhatIsPromisedAndNotOfferedAreBothTold() throws IOException {
        JsonNode reviewed = read("""
                {"servers": [{"url": "/api/alpha"}], "paths": {"/things": {"get": {}, "delete": {}}}}""");

        var failure = assertThrows(
                AssertionError.class, () -> ModuleContract.speaksItsDescription(server(), "alpha", reviewed));

        assertTrue(
                failure.getMessage().contains("promised, not offered: delete /api/alpha/things"), failure.toString());
        assertTrue(failure.getMessage().contains("offered, not promised: post /api/alpha/things"), failure.toString());
        assertTrue(failure.getMessage().contains("get /api/alpha/things/{}"), failure.toString());
    }

    @Test
    void anEmptyDescriptionDoesNotPass() throws IOException {
        JsonNode empty = read("{\"paths\": {}}");

        assertThrows(AssertionError.class, () -> ModuleContract.speaksItsDescription(server(), "alpha", empty));
    }

    private static JsonNode read(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    private RunningServer server() {
        URI address = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        return new RunningServer() {
            @Override
            public Http http() {
                return Http.to(address);
            }

            @Override
            public Path dataFolder() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
