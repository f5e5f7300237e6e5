package io.mortise.access;

import io.mortise.kernel.context.RequestBinding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request without its body, as far as signing in needs it.
 *
 * @param method upper case
 * @param path raw path, without query
 * @param headers names in lower case, values in order
 * @param remoteAddress the client's real address; behind a trusted proxy that of the forwarded client
 * @param secure whether the client spoke TLS
 * @param locale the best of the request's languages that the product has
 * @param traceId 32 hexadecimal digits
 */
public record RequestHead(
        String method,
        String path,
        Map<String, List<String>> headers,
        String remoteAddress,
        boolean secure,
        Locale locale,
        String traceId) {

    public RequestHead {
        headers = Map.copyOf(headers);
    }

    /** The request that the work on this thread answers; empty in jobs, deliveries and probes. */
    public static Optional<RequestHead> current() {
        return RequestBinding.CURRENT.isBound() ? Optional.of(RequestBinding.CURRENT.get()) : Optional.empty();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }
}
