package io.mortise.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Questions about protected records of any module, for whoever explains and previews decisions. The kernel answers only the
 * module that provides {@link AccessControl}; to all others every method throws {@link SecurityException}. No unit of work
 * is needed.
 */
@ProviderType
public interface ProtectedRecords {

    /** Which of these scopes reach the record, in their order; empty when there is no such record. The same test as in queries. */
    Optional<List<Boolean>> reaches(String object, UUID record, List<Scope> scopes);

    /** The record's columns, as stored; for sentences about a decision, never for output of values. */
    Optional<Map<String, @Nullable Object>> columns(String object, UUID record);

    /** Whether a share counts. */
    enum ShareState {
        /** It does. */
        COUNTS,
        /** Who gave it does not reach the record himself any more. */
        GIVER_LOST_ACCESS,
        /** Its time has passed. */
        OVER
    }

    /**
     * A share of a record for one action.
     *
     * @param receiver {@code person:<uuid>}, {@code department:<uuid>}, {@code role:<uuid>} or {@code group:<uuid>}
     * @param by id of who gave it
     * @param at when
     * @param until when it ends, or null
     * @param state whether it counts
     */
    record Share(
            String receiver,
            String by,
            Instant at,
            @Nullable Instant until,
            ShareState state) {}

    /** The shares of a record that such a scope is about, those that do not count included, oldest first; at most 100. */
    List<Share> shares(String object, UUID record, Scope.SharedWith asked);

    /** How many records a scope reaches, counted up to a cap. */
    long count(String object, Scope scope, long cap);

    /** Some records that a scope reaches: ids, at most {@code limit}. */
    List<UUID> some(String object, Scope scope, int limit);
}
