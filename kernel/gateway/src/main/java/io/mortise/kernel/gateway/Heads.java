package io.mortise.kernel.gateway;

import io.mortise.access.RequestHead;
import io.mortise.kernel.spi.Wording;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** What the gateway reads from the head of each request: trace, language, headers. */
final class Heads {

    private static final String ZERO = "0".repeat(32);

    private Heads() {}

    /** The trace id of a W3C {@code traceparent}, or a new one when there is none or it is malformed. */
    static String trace(@Nullable String traceparent) {
        if (traceparent != null
                && traceparent.length() >= 55
                && traceparent.charAt(2) == '-'
                && traceparent.charAt(35) == '-'
                && traceparent.charAt(52) == '-'
                && !traceparent.startsWith("ff")) {
            String id = traceparent.substring(3, 35);
            if (!id.equals(ZERO) && lowerHex(id)) {
                return id;
            }
        }
        // Unique is enough: a trace id is no secret, and SecureRandom would be one lock for all requests.
        var random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong() | 1) + hex.toHexDigits(random.nextLong());
    }

    /** The product's language that the client likes best; English without a header. */
    static Locale locale(@Nullable String acceptLanguage) {
        if (acceptLanguage == null) {
            return Locale.ENGLISH;
        }
        Locale best = Locale.ENGLISH;
        double weight = 0;
        for (String range : acceptLanguage.split(",", 20)) {
            int semicolon = range.indexOf(';');
            String tag = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
            String language = tag.length() >= 2 ? tag.substring(0, 2).toLowerCase(Locale.ROOT) : "";
            boolean known =
                    (language.equals("zh") || language.equals("en")) && (tag.length() == 2 || tag.charAt(2) == '-');
            double q = semicolon < 0 ? 1 : quality(range.substring(semicolon + 1));
            if (known && q > weight) {
                weight = q;
                best = Wording.best(Locale.of(language));
            }
        }
        return best;
    }

    /** The request without its body, for the authenticator. */
    static RequestHead of(Exchange exchange) {
        return new RequestHead(
                exchange.request().getMethod(),
                exchange.path(),
                headers(exchange.request().getHeaders()),
                exchange.client().address(),
                exchange.client().secure(),
                exchange.locale(),
                exchange.traceId());
    }

    private static Map<String, List<String>> headers(HttpFields fields) {
        var map = new TreeMap<String, List<String>>();
        for (HttpField field : fields) {
            String value = field.getValue() == null ? "" : field.getValue();
            List<String> before = map.putIfAbsent(field.getLowerCaseName(), List.of(value));
            if (before != null) {
                var more = new ArrayList<>(before);
                more.add(value);
                map.put(field.getLowerCaseName(), List.copyOf(more));
            }
        }
        return map;
    }

    private static double quality(String parameters) {
        for (String parameter : parameters.split(";")) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                try {
                    return Double.parseDouble(text.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }

    private static boolean lowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
