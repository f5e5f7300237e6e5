package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one person may do, and until when that can be said. Immutable.
 *
 * @param held by permission; what is missing is not held
 * @param until the next moment at which an assignment begins or ends; null when none does
 */
public record Profile(Map<Permission, Held> held, @Nullable Instant until) {

    private static final Profile EMPTY = new Profile(Map.of(), null);

    public Profile {
        held = Map.copyOf(held);
    }

    /** The profile of somebody who may nothing. */
    static Profile empty() {
        return EMPTY;
    }

    /** The records that the permission reaches. */
    public Scope scope(Permission permission) {
        Held found = held.get(permission);
        return found == null ? Scope.nothing() : found.scope();
    }

    /**
     * A permission that is held.
     *
     * @param scope the union of its grants' scopes
     * @param fields one rule a grant
     * @param limited whether every grant that gives it has a daily limit, or everybody together has one
     */
    public record Held(Scope scope, FieldRules fields, boolean limited) {}
}
