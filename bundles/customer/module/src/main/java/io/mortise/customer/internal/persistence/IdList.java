package io.mortise.customer.internal.persistence;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ids in one column of text, with a space between them. */
public final class IdList {

    private IdList() {}

    /** As it is kept. */
    public static String write(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.joining(" "));
    }

    /** What was kept; none without text. */
    public static List<UUID> read(@Nullable String text) {
        return text == null || text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(UUID::fromString).toList();
    }
}
