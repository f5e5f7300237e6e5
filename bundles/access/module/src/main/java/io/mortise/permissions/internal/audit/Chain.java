package io.mortise.permissions.internal.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How entries hang together: each hash is over the hash before and the entry's canonical form. Values of people are not in that
 * form but a salted digest of them, so that erasing them, salt and all, leaves the chain whole and nothing to guess (DECISIONS.md 25).
 */
final class Chain {

    /** Before the first entry. */
    static final String START = "0".repeat(64);

    private static final String FORM = "mortise-audit-1";

    private Chain() {}

    /** The hash of the chain that ends with the entry. */
    static String hash(String before, long position, Entry entry) {
        var form = new StringBuilder();
        part(form, FORM);
        part(form, before);
        part(form, Long.toString(position));
        part(form, entry.id().toString());
        part(form, micros(entry.at()));
        part(form, entry.callerId());
        part(form, entry.callerKind());
        part(form, entry.behalfId());
        part(form, entry.object());
        part(form, entry.action());
        part(form, entry.record() == null ? null : entry.record().toString());
        part(form, entry.outcome());
        part(form, Long.toString(entry.times()));
        part(form, entry.traceId());
        part(form, entry.personalDigest());
        // Entries that were sealed before versions were noted have the form they always had.
        if (entry.policyVersion() != null) {
            part(form, Long.toString(entry.policyVersion()));
        }
        return sha256(form.toString());
    }

    /** What binds the personal part to the chain. */
    static String personalDigest(String salt, String personal) {
        return sha256(salt + ":" + personal);
    }

    /** With its length before it, so that no two entries have one form. */
    private static void part(StringBuilder form, @Nullable String text) {
        if (text == null) {
            form.append("-;");
        } else {
            form.append(text.length()).append(':').append(text).append(';');
        }
    }

    private static String micros(Instant at) {
        return at.getEpochSecond() + "." + at.getNano() / 1000;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
