package io.mortise.data;

import io.mortise.access.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Teams and shares of the records of this module's shareable objects (PERMISSIONS.md, section 7). The kernel keeps them in
 * {@code <table>_team} and {@code <table>_share}, which nothing else writes; they go with their record. Bundle-scoped like
 * {@link Database}: every method needs an open unit of work, a writing one to write.
 *
 * <p>The record must be reached by the permission: unreadable is {@code not-found} 404, readable but out of its scope
 * {@code forbidden} 403. Wrong values are {@code invalid-request} 400 with what is wrong by field.
 */
@ProviderType
public interface Sharing {

    /** Most members of a team, and most shares of a record, that count at one moment. */
    int MOST = 500;

    /**
     * A member of a record's team.
     *
     * @param person his id
     * @param writing whether he may also write
     * @param from since when
     * @param until when it ends, or null
     * @param reason why
     * @param by id of the caller who put him there
     */
    record Member(
            UUID person,
            boolean writing,
            Instant from,
            @Nullable Instant until,
            String reason,
            String by) {}

    /**
     * A share of a record.
     *
     * @param id of the share
     * @param receiver {@code person:<uuid>}, {@code department:<uuid>}, {@code role:<uuid>} or {@code group:<uuid>}
     * @param actions what the receiver may do
     * @param until when it ends, or null
     * @param reason why
     * @param by id of the caller who shared
     * @param at when
     */
    record Share(
            UUID id,
            String receiver,
            Set<String> actions,
            @Nullable Instant until,
            String reason,
            String by,
            Instant at) {
        public Share {
            actions = Set.copyOf(actions);
        }
    }

    /** The members that count now or later, by id. */
    List<Member> team(Permission permission, UUID record);

    /**
     * Puts a person into the team from now on, or writes his place anew.
     *
     * @param until after now, or null
     * @param reason not blank
     */
    Member join(
            Permission permission, UUID record, UUID person, boolean writing, @Nullable Instant until, String reason);

    /** Takes a person out; whether he was in. */
    boolean leave(Permission permission, UUID record, UUID person);

    /** The shares that have not ended, oldest first. */
    List<Share> shares(Permission permission, UUID record);

    /**
     * Shares a record.
     *
     * @param receiver {@code person:<uuid>}, {@code department:<uuid>}, {@code role:<uuid>} or {@code group:<uuid>}
     * @param actions declared by the object; each must reach the record for the caller, or it is {@code share-exceeds} 403;
     *     delete, purge, grant and share are never shared
     * @param until after now, or null
     * @param reason not blank
     */
    Share share(
            Permission permission,
            UUID record,
            String receiver,
            Set<String> actions,
            @Nullable Instant until,
            String reason);

    /** Ends a share; whether there was one. */
    boolean end(Permission permission, UUID record, UUID share);

    /**
     * Ends what a person has and gave in all records that the permission reaches: his places in teams, shares to him and shares
     * by him. For a leaver.
     *
     * @return how many places and shares
     */
    int endAll(Permission permission, UUID person);
}
