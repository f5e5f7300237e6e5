package io.mortise.customer.internal.persistence;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tags in a customer's row, as the filter language reads several choices: {@code |<id>|<id>|}. */
final class TagList {

    /** Most that one customer has: so many fit into the column. */
    static final int MOST = 100;

    private TagList() {}

    /**
     * As it is kept; null for none.
     *
     * @throws ProblemException {@code customer-has-most-tags} 409
     */
    static @Nullable String write(Collection<UUID> tags) {
        if (tags.size() > MOST) {
            throw new ProblemException(Problem.of("customer-has-most-tags", 409).with("most", MOST));
        }
        return tags.isEmpty() ? null : tags.stream().map(UUID::toString).collect(Collectors.joining("|", "|", "|"));
    }

    /** What was kept; a value that is shown in part only is none. */
    static List<UUID> read(@Nullable String text) {
        return text == null || text.length() < 38
                ? List.of()
                : Arrays.stream(text.substring(1, text.length() - 1).split("\\|"))
                        .map(UUID::fromString)
                        .toList();
    }
}
