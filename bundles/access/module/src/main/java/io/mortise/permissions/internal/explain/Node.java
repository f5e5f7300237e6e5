package io.mortise.permissions.internal.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One reason.
 *
 * @param kind stable word: decision, person, nothing, grant, scope, condition, limit, field, assignment, role, receiver, share,
 *     restriction, cap,
 *     state, used
 * @param effect what it does to the answer
 * @param text a sentence in the reader's language
 * @param link what to change, as a REST path; with a JSON Pointer as its fragment when it is a part of it
 * @param reasons what this rests on
 */
public record Node(
        String kind,
        Effect effect,
        String text,
        @Nullable String link,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Node> reasons) {

    public Node {
        reasons = List.copyOf(reasons);
    }

    /** What a reason does to the answer. */
    public enum Effect {
        /** Allows it. */
        ALLOWS,
        /** Would allow it for other records, or if something else were different. */
        MISSES,
        /** Forbids it, whatever allows it. */
        FORBIDS,
        /** Says how it comes about. */
        TELLS;

        /** As in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Node leaf(String kind, Effect effect, String text, @Nullable String link) {
        return new Node(kind, effect, text, link, List.of());
    }
}
