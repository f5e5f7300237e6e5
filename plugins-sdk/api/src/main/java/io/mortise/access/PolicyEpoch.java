package io.mortise.access;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts the committed changes of everything that decisions rest on: policies, assignments, people, departments. What was
 * computed under an epoch holds while it lasts (PERMISSIONS.md, law 8: no timed cache). The kernel provides it.
 */
@ProviderType
public interface PolicyEpoch {

    /**
     * The epoch. Read it <em>before</em> the facts that a profile is computed from, and keep the profile only when the
     * epoch is the same afterwards. Negative while a change is being committed: then compute anew, and keep nothing.
     */
    long current();

    /** Ends the epoch when the writing unit of work of this thread commits; once or many times in one is the same. */
    void advance();
}
