package io.mortise.data;

import io.mortise.access.FieldAccess;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What the caller may do with the fields of one record (PERMISSIONS.md, section 6). */
@ProviderType
public interface RecordFields {

    /** What he may do with the field of that name; a field that nobody declares is readable. */
    FieldAccess of(String field);

    /** The text as he may see it: itself, its visible part, or null. */
    @Nullable
    String shown(String field, @Nullable String value);

    /** The value as he may see it: itself or, when the field is not readable, null. */
    default <T> @Nullable T value(String field, @Nullable T value) {
        return of(field).isReadable() ? value : null;
    }
}
