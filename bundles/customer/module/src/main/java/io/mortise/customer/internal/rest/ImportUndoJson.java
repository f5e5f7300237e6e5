package io.mortise.customer.internal.rest;

import io.mortise.customer.internal.imports.ImportUndo;
import java.util.List;
import java.util.UUID;

/**
 * How far an import is taken back, on the wire.
 *
 * @param keptIds customers that stayed as they are, at most 1000
 */
public record ImportUndoJson(String state, long removed, long restored, long kept, List<UUID> keptIds) {

    static ImportUndoJson of(ImportUndo undo, List<UUID> keptIds) {
        return new ImportUndoJson(
                undo.ended() ? "done" : "running", undo.removed(), undo.restored(), undo.kept(), keptIds);
    }
}
