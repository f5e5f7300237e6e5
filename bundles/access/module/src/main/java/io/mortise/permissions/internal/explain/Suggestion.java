package io.mortise.permissions.internal.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that together would allow what is asked for; none of them could be left out.
 *
 * @param changes one, or one beside restrictions to lift
 * @param otherRows rows beside the one asked about that the person would reach more, summed over permissions; each counted up to
 *     {@link Reached#CAP}
 * @param atLeast whether a count met that cap
 * @param otherPeople how many other active people the changes concern
 * @param opens every permission that the person would hold for more than now
 */
public record Suggestion(List<Step> changes, long otherRows, boolean atLeast, long otherPeople, List<Opened> opens) {

    public Suggestion {
        changes = List.copyOf(changes);
        opens = List.copyOf(opens);
    }

    /**
     * One thing to do.
     *
     * @param kind stable word
     * @param text a sentence
     * @param request what does it; whoever sends it adds the revision and a reason; null for teams and
     *     shares, which the module of the record writes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(String kind, String text, @Nullable Call request) {}

    /** A request. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Call(String method, String path, @Nullable JsonNode body) {}

    /**
     * A permission that would be held for more than now.
     *
     * @param rows how many more; null for an object without records
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Opened(String permission, @Nullable Long rows) {}
}
