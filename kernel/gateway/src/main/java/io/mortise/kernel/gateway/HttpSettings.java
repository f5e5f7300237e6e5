package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.Section;
import io.mortise.kernel.spi.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How the gateway listens and what it puts up with: section {@code http} of {@code etc/mortise.properties}. */
@Section("http")
public record HttpSettings(
        @Setting(value = "8080", help = "Port for HTTP/1.1 and cleartext HTTP/2; 0 takes any free one.")
        int port,

        @Setting(
                value = "127.0.0.1",
                help = "Address to listen on; 0.0.0.0 for all, once TLS or a proxy with TLS stands in front.")
        String host,

        @Setting(
                value = "8443",
                help = "Port for HTTPS, opened only when tls-certificate is set; 0 takes any free one.")
        int tlsPort,

        @Setting(
                value = "",
                help = "PEM file with the certificate chain, or a PKCS#12 file (.p12, .pfx); relative to the"
                        + " configuration folder. Read again when it changes.")
        Optional<String> tlsCertificate,

        @Setting(value = "", help = "PEM file with the private key (PKCS#8, not encrypted); not for PKCS#12.")
        Optional<String> tlsKey,

        @Setting(value = "", help = "Password of the PKCS#12 file.")
        Optional<String> tlsPassword,

        @Setting(value = "10s", help = "How often the TLS files are looked at for changes.")
        Duration tlsReload,

        @Setting(value = "false", help = "Answer plain HTTP with a redirect to HTTPS; also behind a trusted proxy.")
        boolean redirectToHttps,

        @Setting(
                value = "",
                help = "Proxies whose Forwarded and X-Forwarded-* headers count, as addresses or CIDR blocks;"
                        + " from anybody else these headers are ignored.")
        List<String> trustedProxies,

        @Setting(value = "16384", help = "Largest request head in bytes; more is answered 431.")
        int maxHeaderBytes,

        @Setting(value = "8388608", help = "Largest body of a request in bytes; more is answered 413.")
        long maxBodyBytes,

        @Setting(
                value = "268435456",
                help =
                        "Largest body of an upload (multipart, CSV, XLSX, zip, octet stream) in bytes; more is answered 413.")
        long maxUploadBytes,

        @Setting(value = "10s", help = "How long a client may take to send the head of a request.")
        Duration headerLimit,

        @Setting(value = "30s", help = "How long a connection may be silent before it is closed.")
        Duration idleLimit,

        @Setting(
                value = "2m",
                help =
                        "How long a request may take until its answer begins; time in which its body arrives does not count.")
        Duration requestLimit,

        @Setting(value = "240", help = "Slowest body, in bytes a second since its begin; slower is answered 408.")
        long minBytesPerSecond,

        @Setting(value = "10s", help = "How long a body may arrive before its speed counts.")
        Duration bodyGrace,

        @Setting(value = "4096", help = "Requests in flight at most; one more is answered 503.")
        int maxInFlight,

        @Setting(value = "2000", help = "Streams of server-sent events open at most.")
        int maxStreams,

        @Setting(value = "15s", help = "Time between signs of life on a stream of events, and between its checks.")
        Duration heartbeat,

        @Setting(value = "20s", help = "How long a stop waits for requests in flight.")
        Duration stopLimit,

        @Setting(value = "true", help = "Write one line for each request to the logger mortise.access.")
        boolean accessLog,

        @Setting(
                value = "true",
                help = "Whether /metrics answers to this machine itself without signing in; turn off when a proxy on"
                        + " this machine sends no forwarding headers.")
        boolean metricsFromLoopback) {

    public HttpSettings {
        port("port", port);
        port("tls-port", tlsPort);
        refuseIf(host.isBlank(), "http.host is empty; write an address such as 127.0.0.1 or 0.0.0.0");
        between("max-header-bytes", maxHeaderBytes, 1024, 1 << 20);
        between("max-body-bytes", maxBodyBytes, 1024, 1L << 30);
        between("max-upload-bytes", maxUploadBytes, maxBodyBytes, 1L << 40);
        between("min-bytes-per-second", minBytesPerSecond, 0, 1L << 30);
        between("max-in-flight", maxInFlight, 1, 1 << 20);
        between("max-streams", maxStreams, 0, 1 << 20);
        positive("tls-reload", tlsReload);
        positive("header-limit", headerLimit);
        positive("idle-limit", idleLimit);
        positive("request-limit", requestLimit);
        positive("body-grace", bodyGrace);
        positive("heartbeat", heartbeat);
        positive("stop-limit", stopLimit);
        refuseIf(
                idleLimit.compareTo(heartbeat.multipliedBy(2)) < 0,
                "http.idle-limit is shorter than two times http.heartbeat; quiet streams would be cut off");
        trustedProxies = List.copyOf(trustedProxies);
        Proxies.of(trustedProxies);
        boolean pkcs12 = tlsCertificate.map(HttpSettings::isPkcs12).orElse(false);
        refuseIf(
                tlsCertificate.isPresent() && !pkcs12 && tlsKey.isEmpty(),
                "http.tls-certificate is a PEM file but http.tls-key is missing; name the file with its private key");
        refuseIf(
                tlsKey.isPresent() && (tlsCertificate.isEmpty() || pkcs12),
                "http.tls-key is set without a PEM file in http.tls-certificate; set that or remove the key");
    }

    /** Whether the HTTPS port is opened. */
    boolean tls() {
        return tlsCertificate.isPresent();
    }

    static boolean isPkcs12(String file) {
        return file.endsWith(".p12") || file.endsWith(".pfx");
    }

    private static void port(String key, int port) {
        between(key, port, 0, 65535);
    }

    private static void between(String key, long value, long least, long most) {
        refuseIf(
                value < least || value > most,
                "http." + key + " is " + value + "; it must be between " + least + " and " + most);
    }

    private static void positive(String key, Duration value) {
        refuseIf(
                value.compareTo(Duration.ofMillis(10)) < 0 || value.compareTo(Duration.ofDays(1)) > 0,
                "http." + key + " is " + value + "; it must be between 10 milliseconds and one day");
    }

    private static void refuseIf(boolean wrong, String sentence) {
        if (wrong) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
