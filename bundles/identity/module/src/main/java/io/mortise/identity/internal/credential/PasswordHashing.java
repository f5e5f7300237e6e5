package io.mortise.identity.internal.credential;

import org.jspecify.annotations.Nullable;

/** Makes and checks what is kept of a password. */
public interface PasswordHashing {

    /** What is to be kept of the password. */
    String hash(String password);

    /**
     * Whether this is the password. With nothing to compare it takes just as much work and answers no, so that nobody learns
     * by the duration whether there is such an account.
     *
     * @param kept what {@link #hash} made once, or null when there is no account, or one without a password
     */
    boolean matches(String password, @Nullable String kept);

    /** Whether what is kept was made with less work than today's. */
    boolean outdated(String kept);
}
