package io.mortise.identity.internal.domain;

import io.mortise.identity.PersonStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a person signs in.
 *
 * @param name of the person
 * @param status of the person
 * @param login what he types
 * @param password what is kept of it, or null while he has none
 * @param mustChange whether he must choose another one before he does anything else
 * @param secondFactor the secret of his authenticator app as it is kept, or null without one
 * @param sealed whether it is kept sealed; an older version kept it as it is
 * @param offered a secret that he has not confirmed yet, sealed, or null
 * @param signedInAt last time, or null
 */
public record Account(
        UUID person,
        String name,
        PersonStatus status,
        String login,
        @Nullable String password,
        @Nullable Instant passwordChangedAt,
        boolean mustChange,
        @Nullable String secondFactor,
        boolean sealed,
        @Nullable String offered,
        @Nullable Instant signedInAt) {

    /** Whether he may come in at all. */
    public boolean active() {
        return status == PersonStatus.ACTIVE;
    }
}
