package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.rest.Problem;
import java.util.Locale;

/** One question to a REST application: from outside it is an {@link Exchange}, from the health gate a {@link Probe}. */
sealed interface Inquiry permits Exchange, Probe {

    /** Bound around everything that handles it, for parts to which Jersey gives no request. */
    ScopedValue<Inquiry> CURRENT = ScopedValue.newInstance();

    /** Who asks. */
    Caller caller();

    /** In which language. */
    Locale locale();

    /** 32 hexadecimal digits. */
    String traceId();

    /** GET, POST and so on. */
    String method();

    /** The raw path, without query. */
    String path();

    /** The problem in the words of who answers, in the caller's language. */
    byte[] words(Problem problem);

    /** For the log: what was asked. */
    default String line() {
        return method() + " " + path();
    }
}
