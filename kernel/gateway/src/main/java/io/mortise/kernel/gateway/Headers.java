package io.mortise.kernel.gateway;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;

/** Headers that every answer carries; encoded once. */
final class Headers {

    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField REFERRER = new PreEncodedHttpField("Referrer-Policy", "same-origin");
    private static final HttpField RESOURCE = new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin");
    private static final HttpField CONTENT =
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    private static final HttpField HSTS = new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000");

    private Headers() {}

    static void common(Response response, Exchange exchange) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(NO_SNIFF);
        headers.add(REFERRER);
        headers.add(RESOURCE);
        headers.add(CONTENT);
        if (exchange.client().secure()) {
            headers.add(HSTS);
        }
        headers.add("X-Trace-Id", exchange.traceId());
    }
}
