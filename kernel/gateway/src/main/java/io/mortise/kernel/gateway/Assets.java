package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.ModuleAssets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.URIUtil;

/**
 * {@code /ui/<module>/<version>-<sha8>/…}: files of module jars. The address names the jar's content, so a file never
 * changes and may be kept for ever; an open page of the version before still finds its own (DECISIONS.md 7).
 */
final class Assets {

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("webmanifest", "application/manifest+json"));

    private final ModuleAssets assets;

    Assets(ModuleAssets assets) {
        this.assets = assets;
    }

    void serve(Exchange exchange) {
        boolean head = "HEAD".equals(exchange.method());
        if (!head && !"GET".equals(exchange.method())) {
            exchange.response().getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            exchange.answer(KernelProblems.METHOD_NOT_ALLOWED);
            return;
        }
        String[] parts = exchange.path().split("/", 5);
        if (parts.length < 5 || parts[2].isEmpty() || parts[3].isEmpty() || parts[4].isEmpty()) {
            exchange.answer(KernelProblems.NOT_FOUND);
            return;
        }
        String path = decoded(parts[4]);
        if (path.isEmpty()) {
            exchange.answer(KernelProblems.NOT_FOUND);
            return;
        }
        Optional<ModuleAssets.Asset> found = assets.find(parts[2], parts[3], path);
        if (found.isEmpty()) {
            exchange.answer(KernelProblems.NOT_FOUND);
            return;
        }
        try (InputStream body = found.get().body()) {
            if (exchange.claim()) {
                send(exchange, parts[3], path, found.get().length(), body, head);
            }
        } catch (IOException e) {
            if (exchange.response().isCommitted()) {
                exchange.callback().failed(e);
            } else {
                exchange.write(KernelProblems.INTERNAL);
            }
        }
    }

    private static void send(
            Exchange exchange, String edition, String path, long length, InputStream body, boolean head)
            throws IOException {
        var response = exchange.response();
        var headers = response.getHeaders();
        String etag = "\"" + edition + "\"";
        headers.put(HttpHeader.ETAG, etag);
        headers.put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
        String known = exchange.request().getHeaders().get(HttpHeader.IF_NONE_MATCH);
        if (known != null && (known.contains(etag) || known.strip().equals("*"))) {
            response.setStatus(304);
            response.write(true, ByteBuffer.allocate(0), exchange.callback());
            return;
        }
        response.setStatus(200);
        headers.put(HttpHeader.CONTENT_TYPE, type(path));
        headers.put(HttpHeader.CONTENT_LENGTH, length);
        headers.put("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'");
        if (head) {
            response.write(true, ByteBuffer.allocate(0), exchange.callback());
            return;
        }
        var buffer = new byte[Math.clamp(length, 1, 64 * 1024)];
        long sent = 0;
        int got;
        while (sent < length && (got = body.readNBytes(buffer, 0, (int) Math.min(buffer.length, length - sent))) > 0) {
            sent += got;
            if (sent < length) {
                Content.Sink.write(response, false, ByteBuffer.wrap(buffer, 0, got));
            } else {
                response.write(true, ByteBuffer.wrap(buffer, 0, got), exchange.callback());
                return;
            }
        }
        if (sent < length) {
            throw new IOException("the file " + path + " ended after " + sent + " of " + length + " bytes");
        }
        response.write(true, ByteBuffer.allocate(0), exchange.callback());
    }

    /** The path as a file's name; empty when it could be read as anything but that. */
    private static String decoded(String raw) {
        String path;
        try {
            path = URIUtil.decodePath(raw);
        } catch (RuntimeException e) {
            return "";
        }
        boolean odd = path.contains("..")
                || path.contains("//")
                || path.contains("\\")
                || path.contains(":")
                || path.contains(";")
                || path.startsWith("/")
                || path.endsWith("/")
                || path.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
        return odd ? "" : path;
    }

    private static String type(String path) {
        int dot = path.lastIndexOf('.');
        return TYPES.getOrDefault(path.substring(dot + 1).toLowerCase(Locale.ROOT), "application/octet-stream");
    }
}
