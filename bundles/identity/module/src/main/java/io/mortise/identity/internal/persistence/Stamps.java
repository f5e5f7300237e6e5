package io.mortise.identity.internal.persistence;

import io.mortise.data.Row;
import io.mortise.identity.internal.domain.Stamp;

/** The columns that every record has. */
final class Stamps {

    /** For a select list. */
    static final String COLUMNS = "created_at, created_by, updated_at, updated_by, revision";

    private Stamps() {}

    static Stamp read(Row row) {
        return new Stamp(
                row.requireInstant("created_at"),
                row.requireText("created_by"),
                row.requireInstant("updated_at"),
                row.requireText("updated_by"),
                row.requireNumber("revision"));
    }
}
