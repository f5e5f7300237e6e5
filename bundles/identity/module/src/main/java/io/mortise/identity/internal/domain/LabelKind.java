package io.mortise.identity.internal.domain;

import java.util.Locale;

/** The kinds of names that people carry. */
public enum LabelKind {
    POSITION,
    TAG;

    /** As it stands in objects, tables and problems. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
