package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportTest {

    /** Keys that several tests use; making one takes a process of its own. */
    @TempDir
    private static Path stores;

    @TempDir
    private Path folder;

    @Test
    void http2IsSpokenOnTheClearPortAndByAlpnOnTls() throws Exception {
        pem("first", "cert.pem", "key.pem");
        try (var rig = tls("tlsKey", Optional.of("key.pem"))) {
            HttpClient two = client(HttpClient.Version.HTTP_2);

            HttpResponse<String> clear =
                    get(two, "http://127.0.0.1:" + rig.gateway.port() + "/api/notes/notes/version");
            HttpResponse<String> secure =
                    get(two, "https://localhost:" + rig.gateway.tlsPort() + "/api/notes/notes/version");
            HttpResponse<String> one = get(
                    client(HttpClient.Version.HTTP_1_1),
                    "https://localhost:" + rig.gateway.tlsPort() + "/api/notes/notes/version");

            assertEquals("1.0.0", clear.body());
            assertEquals(HttpClient.Version.HTTP_2, clear.version());
            assertEquals("1.0.0", secure.body());
            assertEquals(HttpClient.Version.HTTP_2, secure.version());
            assertTrue(secure.headers().firstValue("Strict-Transport-Security").isPresent());
            assertEquals("1.0.0", one.body());
            assertEquals(HttpClient.Version.HTTP_1_1, one.version());
            RoutesTest.assertProblem(
                    get(two, "https://localhost:" + rig.gateway.tlsPort() + "/api/notes/notes/boom"), 500, "internal");
        }
    }

    @Test
    void aChangedCertificateIsTakenWhileConnectionsStayOpen() throws Exception {
        pem("first", "cert.pem", "key.pem");
        try (var rig = tls("tlsKey", Optional.of("key.pem"));
                SSLSocket open = connect(rig.gateway.tlsPort())) {
            assertEquals("CN=first", subject(open));
            assertEquals("HTTP/1.1 200 OK", ask(open));

            pem("second", "cert2.pem", "key2.pem");
            Files.move(
                    folder.resolve("cert2.pem"),
                    folder.resolve("cert.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            // Half of a pair is no certificate: the old one must stay for now.
            assertEquals("HTTP/1.1 200 OK", ask(open));
            try (SSLSocket between = connect(rig.gateway.tlsPort())) {
                assertEquals("CN=first", subject(between));
            }
            Files.move(
                    folder.resolve("key2.pem"),
                    folder.resolve("key.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Rig.until("new connections see the second certificate", () -> {
                try (SSLSocket fresh = connect(rig.gateway.tlsPort())) {
                    return "CN=second".equals(subject(fresh));
                } catch (Exception e) {
                    throw new AssertionError("a handshake failed during the change", e);
                }
            });

            assertEquals("HTTP/1.1 200 OK", ask(open));
            assertEquals("CN=first", subject(open));

            Files.writeString(folder.resolve("cert.pem"), "rubbish");
            assertEquals("HTTP/1.1 200 OK", ask(open));
            try (SSLSocket after = connect(rig.gateway.tlsPort())) {
                assertEquals("CN=second", subject(after));
            }
        }
    }

    @Test
    void aPkcs12FileServesToo() throws Exception {
        keytool("twelve", folder.resolve("server.p12"));
        try (var rig = new Rig(
                                folder,
                                "tlsCertificate",
                                Optional.of("server.p12"),
                                "tlsPassword",
                                Optional.of("changeit"))
                        .admitted();
                SSLSocket open = connect(rig.gateway.tlsPort())) {
            assertEquals("CN=twelve", subject(open));
        }
    }

    @Test
    void wrongTlsSettingsStopTheStartWithASentence() throws Exception {
        pem("first", "cert.pem", "key.pem");
        pem("second", "cert2.pem", "key2.pem");

        assertSentence("key2.pem does not belong to the certificate", () -> tls("tlsKey", Optional.of("key2.pem")));
        assertSentence("http.tls-key is missing", () -> tls());
        Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertSentence("openssl pkcs8", () -> tls("tlsKey", Optional.of("key.pem")));
    }

    @Test
    void plainHttpIsRedirectedWhenWanted() throws Exception {
        pem("first", "cert.pem", "key.pem");
        try (var rig = tls("tlsKey", Optional.of("key.pem"), "redirectToHttps", true, "tlsPort", 0)) {
            HttpResponse<String> answer = rig.get("/api/notes/notes/version?a=b");

            assertEquals(308, answer.statusCode());
            String location = answer.headers().firstValue("Location").orElseThrow();
            assertEquals("https://127.0.0.1:" + rig.gateway.tlsPort() + "/api/notes/notes/version?a=b", location);
            assertEquals(
                    "1.0.0", get(client(HttpClient.Version.HTTP_1_1), location).body());
            assertEquals(200, rig.get("/livez").statusCode());
        }
    }

    @Test
    void behindATrustedProxyARedirectNamesTheProxysHostWithoutAPortOfOurs() throws Exception {
        pem("first", "cert.pem", "key.pem");
        try (var rig = tls(
                "tlsKey", Optional.of("key.pem"), "redirectToHttps", true, "trustedProxies", List.of("127.0.0.1"))) {
            String path = "/api/notes/notes/version";

            HttpResponse<String> proxied =
                    rig.get(path, "X-Forwarded-Host", "crm.example:80", "X-Forwarded-Proto", "http");
            HttpResponse<String> standard = rig.get(path, "Forwarded", "for=203.0.113.9;proto=http;host=crm.example");

            assertEquals(308, proxied.statusCode());
            assertEquals(
                    "https://crm.example" + path,
                    proxied.headers().firstValue("Location").orElseThrow());
            assertEquals(
                    "https://crm.example" + path,
                    standard.headers().firstValue("Location").orElseThrow());
            assertEquals(200, rig.get(path, "X-Forwarded-Proto", "https").statusCode());
        }
    }

    @Test
    void theOperatorOnThisMachineIsNotRedirectedAndEverybodyElseIs() throws Exception {
        pem("first", "cert.pem", "key.pem");
        try (var rig = tls("tlsKey", Optional.of("key.pem"), "redirectToHttps", true)) {
            String path = "/api/notes/notes/one";

            assertEquals(200, rig.asOperator("GET", path, null).statusCode());
            assertEquals(308, rig.get(path).statusCode());
            assertEquals(
                    308,
                    rig.get(path, "Authorization", "Bearer " + Rig.TOKEN + "x").statusCode());
            assertEquals(
                    308,
                    rig.asOperator("GET", path, null, "X-Forwarded-For", "203.0.113.9")
                            .statusCode());
        }
    }

    private interface Attempt {
        AutoCloseable open() throws Exception;
    }

    private static void assertSentence(String part, Attempt attempt) {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> attempt.open().close());
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
    }

    private Rig tls(Object... more) throws Exception {
        var settings = new java.util.ArrayList<Object>();
        settings.addAll(
                java.util.List.of("tlsCertificate", Optional.of("cert.pem"), "tlsReload", Duration.ofMillis(50)));
        settings.addAll(java.util.List.of(more));
        var rig = new Rig(folder, settings.toArray()).admitted();
        rig.publish(rig.install("1.0.0"));
        return rig;
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(trustingAll())
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static SSLSocket connect(int port) throws Exception {
        var socket = (SSLSocket) trustingAll().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(5000);
        socket.startHandshake();
        return socket;
    }

    private static String subject(SSLSocket socket) throws Exception {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    /** Sends a request on the connection and reads its answer to the end. */
    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /api/notes/notes/version HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n1.0.0")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return "closed after: " + answer;
            }
            answer.append((char) next);
        }
        return answer.substring(0, answer.indexOf("\r\n"));
    }

    private void pem(String name, String certificate, String key) throws Exception {
        Path store = stores.resolve(name + ".p12");
        if (Files.notExists(store)) {
            keytool(name, store);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Files.writeString(
                folder.resolve(certificate),
                "-----BEGIN CERTIFICATE-----\n"
                        + lines.encodeToString(keys.getCertificate("server").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        Files.writeString(
                folder.resolve(key),
                "-----BEGIN PRIVATE KEY-----\n"
                        + lines.encodeToString(
                                keys.getKey("server", "changeit".toCharArray()).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static void keytool(String name, Path store) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "keytool hangs");
        assertEquals(0, process.exitValue(), said);
        assertFalse(Files.size(store) == 0);
    }

    private static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, null);
        return context;
    }

    /** Believes every certificate: what the tests look at is which one they get. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
