package io.mortise.identity.internal.rest;

import io.mortise.access.RequestHead;
import io.mortise.identity.internal.credential.SessionCookie;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.identity.internal.signin.Sessions;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the person's own pages are told: whose session this is, and the token that they send with every change.
 *
 * @param csrfToken for the header {@code X-CSRF-Token}
 * @param pending what must be done before anything else: {@code password} or {@code second-factor}
 */
public record SignedIn(
        UUID id,
        String csrfToken,
        UUID personId,
        Instant endsAt,
        int idleMinutes,
        @Nullable String pending) {

    static SignedIn of(Sessions.Begun begun) {
        return of(begun.session(), begun.pageToken(), begun.rules().idleMinutes());
    }

    static SignedIn of(SignInSession session, String pageToken, int idleMinutes) {
        SignInSession.Pending pending = session.pending();
        return new SignedIn(
                session.id(),
                pageToken,
                session.person(),
                session.endsAt(),
                idleMinutes,
                pending == null ? null : Body.key(pending));
    }

    /** The answer, with the cookie. */
    static Response answer(Response.ResponseBuilder answer, Sessions.Begun begun, Object entity) {
        return kept(answer, begun).entity(entity).build();
    }

    /** The same, before it has a body. */
    static Response.ResponseBuilder kept(Response.ResponseBuilder answer, Sessions.Begun begun) {
        return answer.header(HttpHeaders.SET_COOKIE, SessionCookie.keep(begun.secret(), secure()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** Whether the client spoke TLS, as far as the gateway can be sure. */
    static boolean secure() {
        return RequestHead.current().map(RequestHead::secure).orElse(false);
    }
}
