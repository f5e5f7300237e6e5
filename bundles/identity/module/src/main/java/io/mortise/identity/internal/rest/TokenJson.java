package io.mortise.identity.internal.rest;

import io.mortise.identity.internal.domain.ApiToken;
import io.mortise.identity.internal.signin.Tokens;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token on the wire; absent {@code personId} means that it acts for itself.
 *
 * @param token what a program shows; in the answer to its making alone
 */
public record TokenJson(
        UUID id,
        @Nullable UUID personId,
        String name,
        Instant createdAt,
        String createdBy,
        Instant endsAt,
        @Nullable Instant usedAt,
        @Nullable String token) {

    static TokenJson of(ApiToken token) {
        return of(token, null);
    }

    private static TokenJson of(ApiToken token, @Nullable String shown) {
        return new TokenJson(
                token.id(),
                token.person(),
                token.name(),
                token.createdAt(),
                token.createdBy(),
                token.endsAt(),
                token.usedAt(),
                shown);
    }

    /** The answer to its making. */
    static Response made(String path, Tokens.Made made) {
        return Response.created(URI.create(path + made.token().id()))
                .entity(of(made.token(), made.shown()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
