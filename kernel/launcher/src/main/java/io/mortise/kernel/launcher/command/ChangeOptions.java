package io.mortise.kernel.launcher.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every verb that changes modules can be told. */
final class ChangeOptions {

    @Option(names = "--reason", paramLabel = "TEXT", required = true, descriptionKey = "change.reason")
    String reason = "";

    @Option(names = "--yes", descriptionKey = "change.yes")
    boolean yes;

    @Option(names = "--watch", paramLabel = "SECONDS", descriptionKey = "change.watch")
    @Nullable
    Integer watch;

    @Option(names = "--drain", paramLabel = "SECONDS", descriptionKey = "change.drain")
    @Nullable
    Integer drain;

    /** The fields of a plan that are given. */
    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        if (watch != null) {
            fields.put("watchSeconds", watch);
        }
        if (drain != null) {
            fields.put("drainSeconds", drain);
        }
        return fields;
    }
}
