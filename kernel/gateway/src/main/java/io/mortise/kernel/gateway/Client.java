package io.mortise.kernel.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a request really came from (DECISIONS.md 16). {@code Forwarded} (RFC 7239) wins over {@code X-Forwarded-*}; both
 * count only from a trusted proxy, and are read from the right: the first address that is no trusted proxy is the client.
 *
 * @param address of the client
 * @param secure whether the client spoke TLS
 * @param authority host and port as the client named them
 * @param proxied whether a trusted proxy spoke for the client, so that our own ports mean nothing to it
 */
record Client(String address, boolean secure, String authority, boolean proxied) {

    static Client of(Request request, Proxies proxies) {
        String peer = Request.getRemoteAddr(request);
        HttpFields headers = request.getHeaders();
        var direct = new Client(peer, request.isSecure(), authority(request), false);
        if (proxies.none() || !proxies.trust(peer)) {
            return direct;
        }
        String forwarded = joined(headers, HttpHeader.FORWARDED.asString());
        if (!forwarded(headers)) {
            return direct;
        }
        return forwarded == null ? direct.byXForwarded(headers, proxies) : direct.byForwarded(forwarded, proxies);
    }

    /** Whether any proxy, trusted or not, claims to have forwarded the request. */
    static boolean forwarded(HttpFields headers) {
        return headers.contains(HttpHeader.FORWARDED)
                || headers.contains(HttpHeader.X_FORWARDED_FOR)
                || headers.contains(HttpHeader.X_FORWARDED_PROTO)
                || headers.contains(HttpHeader.X_FORWARDED_HOST)
                || headers.contains(HttpHeader.VIA)
                || headers.contains("X-Real-IP");
    }

    private Client byXForwarded(HttpFields headers, Proxies proxies) {
        String addresses = joined(headers, HttpHeader.X_FORWARDED_FOR.asString());
        String proto = last(joined(headers, HttpHeader.X_FORWARDED_PROTO.asString()));
        String host = last(joined(headers, HttpHeader.X_FORWARDED_HOST.asString()));
        return with(addresses == null ? List.of() : List.of(addresses.split(",")), proto, host, proxies);
    }

    private Client byForwarded(String forwarded, Proxies proxies) {
        var addresses = new ArrayList<String>();
        String proto = null;
        String host = null;
        for (String element : forwarded.split(",")) {
            proto = null;
            host = null;
            String address = "";
            for (String pair : element.split(";")) {
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    continue;
                }
                String value = unquoted(pair.substring(equals + 1).strip());
                switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                    case "for" -> address = value;
                    case "proto" -> proto = value;
                    case "host" -> host = value;
                    default -> {}
                }
            }
            // Also one that names nobody: what stands further left was not said by this proxy.
            addresses.add(address);
        }
        return with(addresses, proto, host, proxies);
    }

    private Client with(List<String> addresses, @Nullable String proto, @Nullable String host, Proxies proxies) {
        String found = address;
        for (String entry : addresses.reversed()) {
            String candidate = withoutPort(entry.strip());
            if (!Proxies.isAddress(candidate)) {
                break;
            }
            found = candidate;
            if (!proxies.trust(candidate)) {
                break;
            }
        }
        return new Client(
                found,
                proto == null ? secure : "https".equalsIgnoreCase(proto),
                host == null || !plausible(host) ? authority : host,
                true);
    }

    private static String authority(Request request) {
        String authority = request.getHttpURI().getAuthority();
        if (authority != null) {
            return authority;
        }
        return Request.getServerName(request) + ":" + Request.getServerPort(request);
    }

    private static boolean plausible(String host) {
        return host.length() <= 255
                && host.chars()
                        .allMatch(c -> c >= '0' && c <= '9'
                                || c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c == '.'
                                || c == '-'
                                || c == ':'
                                || c == '['
                                || c == ']');
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static @Nullable String last(@Nullable String list) {
        return list == null ? null : list.substring(list.lastIndexOf(',') + 1).strip();
    }

    private static @Nullable String joined(HttpFields headers, String name) {
        String all = null;
        for (HttpField field : headers) {
            if (field.is(name)) {
                all = all == null ? field.getValue() : all + "," + field.getValue();
            }
        }
        return all;
    }
}
