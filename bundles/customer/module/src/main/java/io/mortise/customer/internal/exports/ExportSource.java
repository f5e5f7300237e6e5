package io.mortise.customer.internal.exports;

import io.mortise.access.Permission;
import io.mortise.rest.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be exported: rows of one object, as the caller's rights show them, in the order of their ids. */
public interface ExportSource<R> {

    /** In questions, paths and file names, {@code customers}. */
    String name();

    /** What it needs. */
    Permission permission();

    /** All columns, in their order. */
    List<SheetColumn<R>> columns();

    /** Refuses a question that can't be answered, before anything is begun. */
    void check(ExportQuestion question);

    /** The next rows; needs an open unit of work. */
    Page<R> page(ExportQuestion question, int limit, @Nullable String after);
}
