package io.mortise.filter;

import java.util.List;
import java.util.Map;

/** How much of a filter was seen, against its bounds. */
final class Count {

    private int tests;
    private int values;

    /** One more test; false when it is one too many. */
    boolean test() {
        return ++tests <= Filters.MOST_TESTS;
    }

    /** One more value; false when it is one too many. */
    boolean value() {
        return ++values <= Filters.MOST_VALUES;
    }

    /** Bounds of the whole: whatever was read in one form can be written and read in the other. */
    static void whole(Filter filter, String at) {
        if (depth(filter) > Filters.DEEPEST) {
            throw Filters.fault(at, "filter-too-deep", Map.of("most", Filters.DEEPEST));
        }
        if (TextWriter.text(filter).length() > Filters.LONGEST) {
            throw Filters.fault(at, "filter-too-long", Map.of("most", Filters.LONGEST));
        }
    }

    private static int depth(Filter filter) {
        return switch (filter) {
            case Filter.All(List<Filter> parts) -> 1 + deepest(parts);
            case Filter.Any(List<Filter> parts) -> 1 + deepest(parts);
            case Filter.Not(Filter part) -> 1 + depth(part);
            case Filter.Test _ -> 0;
        };
    }

    private static int deepest(List<Filter> parts) {
        return parts.stream().mapToInt(Count::depth).max().orElse(0);
    }
}
