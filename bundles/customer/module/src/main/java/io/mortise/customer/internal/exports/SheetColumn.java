package io.mortise.customer.internal.exports;

import org.jspecify.annotations.Nullable;

/** A column of an export of rows of one kind. */
public interface SheetColumn<R> {

    /** The first cell: the name of the field, so that an import recognises it. */
    String heading();

    /** The value in a row: null when it is unknown, hidden or masked. */
    @Nullable
    Object cell(R row);
}
