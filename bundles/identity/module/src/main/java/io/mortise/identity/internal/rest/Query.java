package io.mortise.identity.internal.rest;

import io.mortise.identity.internal.domain.Refused;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Page;
import io.mortise.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; what is wrong is 400 with the parameter's name, never silently another question. */
final class Query {

    private Query() {}

    /** Rows of one page. */
    static int limit(@Nullable String text, int otherwise, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the bounds
        }
        throw ProblemException.invalid(
                List.of(new FieldFault("?limit", "out-of-range", Map.of("min", 1, "max", most))));
    }

    /** True or false. */
    static boolean truth(String name, @Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw ProblemException.invalid(
                List.of(new FieldFault("?" + name, "unknown-choice", Map.of("choices", "true, false"))));
    }

    /** A UUID, when it is there. */
    static @Nullable UUID uuid(String name, @Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    List.of(new FieldFault("?" + name, "wrong-type", Map.of("expected", "a UUID"))));
        }
    }

    /** The key that a cursor of this list holds; {@code first} without one. */
    static String after(String list, @Nullable String cursor, String first) {
        if (cursor == null) {
            return first;
        }
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refused.cursor();
        }
        if (!text.startsWith(list + ":")) {
            throw Refused.cursor();
        }
        return text.substring(list.length() + 1);
    }

    /** The id that a cursor of this list holds. */
    static UUID afterId(String list, @Nullable String cursor, UUID first) {
        try {
            return UUID.fromString(after(list, cursor, first.toString()));
        } catch (IllegalArgumentException e) {
            throw Refused.cursor();
        }
    }

    /** A page of rows, of which one more than wanted was read if there is one. */
    static <T, R> Page<R> page(String list, List<T> rows, int limit, Function<T, String> key, Function<T, R> json) {
        if (rows.size() <= limit) {
            return new Page<>(rows.stream().map(json).toList(), null);
        }
        List<T> some = rows.subList(0, limit);
        String next = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + ":" + key.apply(some.getLast())).getBytes(StandardCharsets.UTF_8));
        return new Page<>(some.stream().map(json).toList(), next);
    }
}
