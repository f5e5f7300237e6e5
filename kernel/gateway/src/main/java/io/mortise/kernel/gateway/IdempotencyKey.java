package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.rest.ProblemException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The {@code Idempotency-Key} of a creating request.
 *
 * @param space whose key it is, and for what: no caller meets the answers of another
 * @param value as the client sent it
 * @param bodyDigest SHA-256 of the body, hexadecimal
 */
record IdempotencyKey(String space, String value, String bodyDigest) {

    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST = 128;

    /** Reads the key, and the body that belongs to it, after the permission was asked. */
    @Priority(Priorities.USER)
    static final class Reader implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) throws IOException {
            String key = request.getHeaderString(HEADER);
            if (key == null || !(RestApp.inquiry(request) instanceof Exchange exchange)) {
                return;
            }
            if (key.isBlank() || key.length() > LONGEST || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                throw new ProblemException(KernelProblems.BAD_IDEMPOTENCY_KEY.with("longest", LONGEST));
            }
            byte[] body = request.getEntityStream().readAllBytes();
            request.setEntityStream(new ByteArrayInputStream(body));
            exchange.idempotencyKey(new IdempotencyKey(space(exchange), key, sha256(body)));
        }
    }

    private static String space(Exchange exchange) {
        Caller caller = exchange.caller();
        String who = caller.kind() == Caller.Kind.NOBODY
                ? caller.id() + "@" + exchange.client().address()
                : caller.id();
        String query = exchange.request().getHttpURI().getQuery();
        return who + " " + exchange.line() + (query == null ? "" : "?" + query);
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
