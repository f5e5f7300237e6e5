package io.mortise.kernel.persistence;

import io.mortise.access.AuditEntry.Change;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What many records changed alike, by field: a value that was not the same in all is not told. */
final class CommonChanges {

    private final Map<String, Change> all = new HashMap<>();

    void add(Map<String, Change> changes) {
        changes.forEach((field, change) -> all.merge(field, change, CommonChanges::common));
    }

    Map<String, Change> all() {
        return all;
    }

    private static Change common(Change one, Change other) {
        return new Change(
                Objects.equals(one.before(), other.before()) ? one.before() : null,
                Objects.equals(one.after(), other.after()) ? one.after() : null);
    }
}
