package io.mortise.kernel.spi;

import io.mortise.access.Caller;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Makes the callers that the kernel itself knows. */
public final class Callers {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Callers() {}

    /** The holder of the operator token. */
    public static Caller operator(Locale locale, String traceId) {
        return new Caller("operator", "operator", Caller.Kind.OPERATOR, Set.of(), locale, traceId, null);
    }

    /** A module acting as itself. */
    public static Caller module(String id, String traceId) {
        return new Caller("module:" + id, id, Caller.Kind.MODULE, Set.of(), Locale.ENGLISH, traceId, null);
    }

    /** A new trace id: 32 hexadecimal digits, never all zero (W3C Trace Context). */
    public static String newTraceId() {
        var bytes = new byte[16];
        do {
            RANDOM.nextBytes(bytes);
        } while (bytes[0] == 0);
        return HexFormat.of().formatHex(bytes);
    }
}
