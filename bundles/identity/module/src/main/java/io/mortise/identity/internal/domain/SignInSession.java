package io.mortise.identity.internal.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that lasts; what lets it in is kept as a digest alone.
 *
 * @param seenAt the last request, to the minute
 * @param endsAt whatever happens
 * @param address where it began
 * @param agent the browser, as it calls itself
 * @param method {@code password}, or the provider that signed the person in
 * @param pending what must be done before anything else, or null
 */
public record SignInSession(
        UUID id,
        UUID person,
        Instant beganAt,
        Instant seenAt,
        Instant endsAt,
        String address,
        String agent,
        String method,
        @Nullable Pending pending) {

    /** What a person must do before he may do anything else. */
    public enum Pending {
        /** Choose another password. */
        PASSWORD,
        /** Set up a second factor, because the company asks for it. */
        SECOND_FACTOR
    }
}
