package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.rest.Problem;
import java.util.Locale;

/** A GET of the health gate to an instance that may not serve yet. */
record Probe(Caller caller, String path, Problems problems) implements Inquiry {

    @Override
    public Locale locale() {
        return caller.locale();
    }

    @Override
    public String traceId() {
        return caller.traceId();
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public byte[] words(Problem problem) {
        return problems.render(problem, locale(), traceId());
    }
}
