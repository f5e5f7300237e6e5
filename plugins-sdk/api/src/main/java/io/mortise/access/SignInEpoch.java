package io.mortise.access;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts the committed endings of what lets callers in: sessions, tokens, suspended people. What an {@link Authenticator}
 * remembers of a sign-in holds while it lasts, so that a revocation binds the next request at every instance of its module
 * (PERMISSIONS.md, law 8). Apart from {@link PolicyEpoch}: a sign-out makes nobody's permissions be computed anew. The kernel
 * provides it.
 */
@ProviderType
public interface SignInEpoch {

    /**
     * The epoch. Read it <em>before</em> the sign-in is looked up, and remember the answer only when the epoch is the same
     * afterwards. Negative while an ending is being committed: then look up anew, and remember nothing.
     */
    long current();

    /** Ends the epoch when the writing unit of work of this thread commits; once or many times in one is the same. */
    void advance();
}
