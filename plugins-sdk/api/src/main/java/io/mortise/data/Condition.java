package io.mortise.data;

import io.mortise.access.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a list: trusted SQL over the object's table under the alias {@code r}, with {@code :named} parameters.
 * Never put a caller's text into the SQL. A condition about another protected object is refused.
 *
 * <p>It matches rows alone in which the caller may read every field that it touches (PERMISSIONS.md, law 7): those named
 * here, and those that the descriptor stores in a column {@code r.…} of the SQL.
 *
 * @param sql for example {@code r.stage = :stage}
 * @param parameters values: text, numbers, booleans, UUID, Instant, LocalDate, or a collection of these for {@code in}
 * @param fields further fields that it tells something about, as in {@code module.json}: one stored in another table
 * @param scope rows that it matches, besides; the kernel looks for the fastest way to them. Fields of its columns must be named
 * @param hint whether it only says where the matches of the others are: it is no part of the question, and a cursor outlives it
 */
public record Condition(
        String sql, Map<String, @Nullable Object> parameters, Set<String> fields, Scope scope, boolean hint) {

    /** SQL that every row matches. */
    public static final String ALWAYS = "1 = 1";

    public Condition {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        fields = Set.copyOf(fields);
    }

    /** A condition that asks. */
    public Condition(String sql, Map<String, @Nullable Object> parameters, Set<String> fields, Scope scope) {
        this(sql, parameters, fields, scope, false);
    }

    /** A condition in SQL. */
    public Condition(String sql, Map<String, @Nullable Object> parameters, Set<String> fields) {
        this(sql, parameters, fields, Scope.everything());
    }

    /** A condition over columns of the object's table alone. */
    public Condition(String sql, Map<String, @Nullable Object> parameters) {
        this(sql, parameters, Set.of());
    }

    /** A condition without parameters. */
    public static Condition of(String sql) {
        return new Condition(sql, Map.of());
    }

    /** A condition with one parameter. */
    public static Condition of(String sql, String name, Object value) {
        return new Condition(sql, Map.of(name, value));
    }

    /**
     * The rows of a scope, for example of a filter that was {@linkplain io.mortise.filter.CheckedFilter checked}.
     *
     * @param fields every field that the answer depends on
     */
    public static Condition within(Scope scope, Set<String> fields) {
        return new Condition(ALWAYS, Map.of(), fields, scope);
    }

    /**
     * Rows among which all matches of the other conditions are, as an index of the module's own tells: what it leaves out must not
     * match, and may differ from page to page.
     */
    public static Condition hint(Scope scope) {
        return new Condition(ALWAYS, Map.of(), Set.of(), scope, true);
    }

    /** The same, which tells something about these fields too. */
    public Condition touching(String... names) {
        return new Condition(sql, parameters, Set.of(names), scope, hint);
    }
}
