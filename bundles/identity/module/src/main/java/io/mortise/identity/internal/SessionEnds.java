package io.mortise.identity.internal;

import java.util.UUID;

/** Ends what lets a person in; provided by the sign-in part. While nobody provides it there are no sessions to end. */
public interface SessionEnds {

    /** Ends every session and token of the person, in the unit of work of the caller, so that no later request passes. */
    void end(UUID person);
}
