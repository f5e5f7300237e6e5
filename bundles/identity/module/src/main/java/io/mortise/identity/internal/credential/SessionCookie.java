package io.mortise.identity.internal.credential;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries a session's secret. Over TLS its name begins with {@code __Host-}, which browsers accept from this
 * very host alone, and the plain one does not count; so no neighbour and no page over plain HTTP can plant one.
 */
public final class SessionCookie {

    private static final String PLAIN = "mortise-session";
    private static final String SECURE = "__Host-mortise-session";

    private SessionCookie() {}

    /**
     * The secret in a request; empty without one, and when there is more than one: then somebody tries something.
     *
     * @param headers values of the header {@code Cookie}; HTTP/2 may send several
     * @param secure whether the client spoke TLS
     */
    public static Optional<String> read(List<String> headers, boolean secure) {
        return read(headers, secure ? SECURE : PLAIN);
    }

    /** The value of a cookie of any name, by the same rule. */
    public static Optional<String> read(List<String> headers, String name) {
        String found = null;
        for (String header : headers) {
            int begin = 0;
            while (begin < header.length()) {
                int end = header.indexOf(';', begin);
                end = end < 0 ? header.length() : end;
                String value = value(header, begin, end, name);
                if (value != null && found != null) {
                    return Optional.empty();
                }
                found = value == null ? found : value;
                begin = end + 1;
            }
        }
        return Optional.ofNullable(found);
    }

    private static @Nullable String value(String header, int from, int end, String name) {
        int begin = from;
        while (begin < end && header.charAt(begin) == ' ') {
            begin++;
        }
        int equals = begin + name.length();
        return header.startsWith(name, begin) && equals < end && header.charAt(equals) == '='
                ? header.substring(equals + 1, end).strip()
                : null;
    }

    /** What makes a browser keep it until it is closed. */
    public static String keep(String secret, boolean secure) {
        return (secure ? SECURE : PLAIN) + "=" + secret + "; Path=/; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /** What makes a browser drop it. */
    public static String drop(boolean secure) {
        return (secure ? SECURE : PLAIN) + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }
}
