package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.identity.Subject;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * May this person do this, to this record, with this field?
 *
 * @param person who
 * @param permission what
 * @param record to which record; null for any at all
 * @param field with which of its fields; null for the record itself
 */
record Question(
        Subject person,
        Permission permission,
        @Nullable UUID record,
        @Nullable String field) {

    /** Actions that write fields. */
    private static final Set<String> WRITING = Set.of("edit", "import", "bulk-edit", "merge");

    /** What the action needs to be allowed with a field. */
    FieldAccess needed() {
        if (WRITING.contains(permission.action())) {
            return FieldAccess.EDIT;
        }
        return permission.action().equals("create") ? FieldAccess.CREATE : FieldAccess.READ;
    }

    /** The same about somebody else. */
    Question about(Subject other) {
        return new Question(other, permission, record, field);
    }
}
