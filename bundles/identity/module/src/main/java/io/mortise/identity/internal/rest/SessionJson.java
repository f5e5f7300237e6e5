package io.mortise.identity.internal.rest;

import io.mortise.identity.internal.domain.SignInSession;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session on the wire; its secret is in the cookie alone. */
public record SessionJson(
        UUID id,
        UUID personId,
        Instant beganAt,
        Instant seenAt,
        Instant endsAt,
        String address,
        String agent,
        String method,
        @Nullable String pending,
        boolean current) {

    static SessionJson of(SignInSession session, @Nullable UUID current) {
        SignInSession.Pending pending = session.pending();
        return new SessionJson(
                session.id(),
                session.person(),
                session.beganAt(),
                session.seenAt(),
                session.endsAt(),
                session.address(),
                session.agent(),
                session.method(),
                pending == null ? null : Body.key(pending),
                session.id().equals(current));
    }
}
