package io.mortise.identity;

import java.util.UUID;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Who may administer permissions without bounds. The access module provides it, so that there is a first administrator and
 * always at least one left; while nobody provides it, only the operator token administers. Runs in the unit of work of the
 * caller, or in one of its own.
 */
@ConsumerType
public interface Administrators {

    /** Whether an active person is administrator by an assignment of his own that has no end. */
    boolean exist();

    /** Whether this person is administrator now, by whatever assignment. */
    boolean include(UUID person);

    /**
     * Whether there would be no administrator any more without this one. Holds the policy until the end of a writing unit of
     * work, so that the last two can't go at the same moment.
     */
    boolean needs(UUID person);

    /**
     * Makes somebody administrator, as the access module itself: the caller answers for it.
     *
     * @param reason for the trail, never blank
     */
    void appoint(UUID person, String reason);
}
