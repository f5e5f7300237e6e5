package io.mortise.access;

/** What a caller may do with a field of one record, from least to most (PERMISSIONS.md, section 6). */
public enum FieldAccess {
    /** It is as if the record had no such field. */
    HIDDEN,
    /** A part of the value is shown, as the field's mask says; it can't be filtered, sorted, grouped, exported or matched. */
    MASKED,
    /** Shown. */
    READ,
    /** Shown, and written while the record is created. */
    CREATE,
    /** Shown and written. */
    EDIT;

    /** Whether the value itself is seen. */
    public boolean isReadable() {
        return this.compareTo(READ) >= 0;
    }
}
