package io.mortise.kernel.launcher.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every plan can be told. */
final class PlanOptions {

    @Option(names = "--watch", paramLabel = "SECONDS", descriptionKey = "change.watch")
    @Nullable
    Integer watch;

    @Option(names = "--drain", paramLabel = "SECONDS", descriptionKey = "change.drain")
    @Nullable
    Integer drain;

    @Option(names = "--with-dependents", descriptionKey = "change.with-dependents")
    boolean withDependents;

    @Option(names = "--accept-unsigned", descriptionKey = "change.accept-unsigned")
    boolean acceptUnsigned;

    /** The fields of a plan that are given. */
    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        if (watch != null) {
            fields.put("watchSeconds", watch);
        }
        if (drain != null) {
            fields.put("drainSeconds", drain);
        }
        if (withDependents) {
            fields.put("withDependents", true);
        }
        if (acceptUnsigned) {
            fields.put("acceptUnsigned", true);
        }
        return fields;
    }
}
