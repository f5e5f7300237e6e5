package io.mortise.permissions.internal.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers on the wire. */
final class Told {

    private Told() {}

    /**
     * A decision.
     *
     * @param fieldAccess what may be done with the field, when one was asked for
     * @param at for which moment
     * @param version of the policy
     * @param notes what must be known to read it
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record DecisionJson(
            boolean allowed,
            UUID person,
            String name,
            String permission,
            @Nullable UUID record,
            @Nullable String field,
            @Nullable String fieldAccess,
            Instant at,
            long version,
            List<String> notes,
            Node reason) {
        static DecisionJson of(Explanation explanation) {
            Question question = explanation.question();
            Verdict verdict = explanation.verdict();
            return new DecisionJson(
                    verdict.allowed(),
                    question.person().id(),
                    question.person().name(),
                    question.permission().toString(),
                    question.record(),
                    question.field(),
                    verdict.field() == null ? null : verdict.field().name().toLowerCase(Locale.ROOT),
                    explanation.moment().at(),
                    explanation.moment().version(),
                    explanation.notes(),
                    explanation.reason());
        }
    }

    /** Somebody who may. */
    public record HolderJson(UUID person, String name) {}
}
