package io.mortise.customer.internal.imports;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is taken back.
 *
 * @param removed customers that it made and nobody changed since
 * @param restored customers that it changed and nobody changed since
 * @param kept customers that stay as they are, because somebody did, or they are out of reach
 * @param personId the person who wants it, or for whom it is wanted; or null
 */
public record ImportUndo(
        UUID importId,
        long removed,
        long restored,
        long kept,
        boolean ended,
        String startedBy,
        @Nullable UUID personId) {}
