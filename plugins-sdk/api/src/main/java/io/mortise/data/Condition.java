package io.mortise.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a list: trusted SQL over the object's table under the alias {@code r}, with {@code :named} parameters.
 * Never put a caller's text into the SQL.
 *
 * @param sql for example {@code r.stage = :stage}
 * @param parameters values: text, numbers, booleans, UUID, Instant, LocalDate, or a collection of these for {@code in}
 */
public record Condition(String sql, Map<String, @Nullable Object> parameters) {

    public Condition {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** A condition without parameters. */
    public static Condition of(String sql) {
        return new Condition(sql, Map.of());
    }

    /** A condition with one parameter. */
    public static Condition of(String sql, String name, Object value) {
        return new Condition(sql, Map.of(name, value));
    }
}
