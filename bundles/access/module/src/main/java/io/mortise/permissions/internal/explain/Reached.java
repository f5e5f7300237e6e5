package io.mortise.permissions.internal.explain;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many rows scopes reach, each counted once and up to a cap. For one answer, on one thread. */
final class Reached {

    /** Rows are counted up to this many; this many means "at least". */
    static final long CAP = 10_000;

    private final @Nullable ProtectedRecords records;
    private final ObjectCatalog catalog;
    private final Map<String, Map<Scope, Long>> known = new HashMap<>();

    Reached(@Nullable ProtectedRecords records, ObjectCatalog catalog) {
        this.records = records;
        this.catalog = catalog;
    }

    /** Empty for an object without records, or while nobody counts. */
    OptionalLong rows(String object, Scope scope) {
        ProtectedRecords counts = records;
        boolean hasRecords = catalog.object(object).map(ObjectType::hasRecords).orElse(false);
        if (counts == null || !hasRecords) {
            return OptionalLong.empty();
        }
        if (scope instanceof Scope.Nothing) {
            return OptionalLong.of(0);
        }
        try {
            return OptionalLong.of(known.computeIfAbsent(object, _ -> new HashMap<>())
                    .computeIfAbsent(scope, one -> counts.count(object, one, CAP)));
        } catch (IllegalArgumentException e) {
            // The module of the object closes at this moment.
            return OptionalLong.empty();
        }
    }

    /** A few of them. */
    List<UUID> some(String object, Scope scope, int limit) {
        ProtectedRecords counts = records;
        boolean hasRecords = catalog.object(object).map(ObjectType::hasRecords).orElse(false);
        return counts == null || !hasRecords || scope instanceof Scope.Nothing
                ? List.of()
                : counts.some(object, scope, limit);
    }
}
