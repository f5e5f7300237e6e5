package io.mortise.customer.internal.rest;

import io.mortise.customer.Customer;
import jakarta.ws.rs.core.EntityTag;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ETags of customers: the revision, and a digest of what was sent. Somebody whose field rules change is never told that
 * nothing changed (law 8), and {@code If-Match} looks at the revision alone. The revision of a customer whose hidden fields
 * change rises too: that something changed can be seen, what it was can't.
 */
final class Revisions {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})(?:-[0-9a-f]{1,8})?\"");

    private Revisions() {}

    /** The tag of what is sent. */
    static EntityTag tag(CustomerJson customer) {
        return new EntityTag(customer.revision() + "-" + Integer.toHexString(customer.hashCode()));
    }

    /** The revision the caller saw. A tag that is none of ours can't match, so it is stale. */
    static long seen(@Nullable String ifMatch, Customer current) {
        return seen(ifMatch, current::revision);
    }

    /** The same for any record. */
    static long seen(@Nullable String ifMatch, LongSupplier current) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw CustomerProblems.revisionRequired();
        }
        if (ifMatch.strip().equals("*")) {
            return current.getAsLong();
        }
        Matcher tag = ETAG.matcher(ifMatch.strip());
        return tag.matches() ? Long.parseLong(tag.group(1)) : -1;
    }
}
