package io.mortise.identity.internal.rest;

import io.mortise.identity.internal.domain.Refused;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ETag} and {@code If-Match}: the revision, and a digest of what was sent, so that somebody whose field rules change is
 * never told that nothing changed (law 8). {@code If-Match} looks at the revision alone.
 */
final class Revisions {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})(?:-[0-9a-f]{1,8})?\"");

    private Revisions() {}

    /** The revision the caller saw. A tag that is none of ours can't match, so it is stale. */
    static long seen(@Nullable String ifMatch, long current) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Refused.revisionRequired();
        }
        if (ifMatch.strip().equals("*")) {
            return current;
        }
        Matcher tag = ETAG.matcher(ifMatch.strip());
        return tag.matches() ? Long.parseLong(tag.group(1)) : -1;
    }

    /** The record, or that it is as the caller knows it. */
    static Response read(Request request, long revision, Object json) {
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag(revision, json));
        return unchanged != null ? unchanged.build() : answer(Response.ok(), revision, json);
    }

    /** The record with its tag. */
    static Response answer(Response.ResponseBuilder answer, long revision, Object json) {
        return answer.tag(tag(revision, json)).entity(json).build();
    }

    private static EntityTag tag(long revision, Object json) {
        return new EntityTag(revision + "-" + Integer.toHexString(json.hashCode()));
    }
}
