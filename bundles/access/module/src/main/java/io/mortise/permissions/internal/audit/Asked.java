package io.mortise.permissions.internal.audit;

import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; what is wrong is 400 with the parameter's name. */
public final class Asked {

    private Asked() {}

    /** Rows of one page. */
    public static int limit(@Nullable String text) {
        if (text == null) {
            return 50;
        }
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 200) {
            return Integer.parseInt(text);
        }
        throw ProblemException.invalid(List.of(new FieldFault("?limit", "out-of-range", Map.of("min", 1, "max", 200))));
    }

    /** A point in time. */
    public static @Nullable Instant instant(String name, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(name, "a point in time such as 2026-11-24T08:00:00Z");
        }
    }

    /** A UUID. */
    public static @Nullable UUID uuid(String name, @Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "a UUID");
        }
    }

    /** One of these words. */
    public static @Nullable String choice(String name, @Nullable String text, List<String> choices) {
        if (text == null || choices.contains(text)) {
            return text;
        }
        throw ProblemException.invalid(
                List.of(new FieldFault("?" + name, "unknown-choice", Map.of("choices", String.join(", ", choices)))));
    }

    private static ProblemException wrong(String name, String expected) {
        return ProblemException.invalid(
                List.of(new FieldFault("?" + name, "wrong-type", Map.of("expected", expected))));
    }
}
