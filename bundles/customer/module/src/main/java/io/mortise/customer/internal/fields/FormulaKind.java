package io.mortise.customer.internal.fields;

import java.util.Locale;

/** What the value of a formula, or of a part of one, is. */
enum FormulaKind {
    NUMBER,
    TEXT,
    DAY,
    TRUTH;

    /** For people and on the wire. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
