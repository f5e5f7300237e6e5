package io.mortise.kernel.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Listing;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Where a page ended: the question's digest and the last row's keys. Opaque to callers, not secret: a forged one reaches
 * no row that the caller's scope doesn't.
 *
 * @param question digest of object, order and conditions; not of the scope, which may change between pages
 * @param key the order column of the last row, in text
 * @param id of the last row, in text
 */
record Cursor(String question, String key, String id) {

    private static final JsonMapper JSON = new JsonMapper();

    String encode() {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads one.
     *
     * @throws ProblemException 400 {@code invalid-cursor} when it is broken or of another question
     */
    static Cursor decode(String text, String question) {
        try {
            Cursor cursor = JSON.readValue(Base64.getUrlDecoder().decode(text), Cursor.class);
            if (cursor != null && question.equals(cursor.question()) && cursor.key() != null && cursor.id() != null) {
                return cursor;
            }
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw invalid(e);
        }
        throw new ProblemException(Problem.of("invalid-cursor", 400));
    }

    static ProblemException invalid(Exception cause) {
        return new ProblemException(Problem.of("invalid-cursor", 400), cause);
    }

    /** The digest of a question. */
    static String question(Listing<?> listing) {
        var text = new StringBuilder(listing.permission().object())
                .append('\n')
                .append(listing.order().column())
                .append(listing.order().descending());
        for (Condition condition : listing.conditions()) {
            if (condition.hint()) {
                continue;
            }
            text.append('\n').append(condition.sql()).append('\n').append(new TreeMap<>(condition.parameters()));
            if (!condition.scope().equals(Scope.everything())) {
                text.append('\n').append(condition.scope());
            }
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
