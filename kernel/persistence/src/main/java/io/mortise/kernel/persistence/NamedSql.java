package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.SqlText.Token;
import io.mortise.kernel.persistence.SqlText.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns {@code :named} parameters, and {@code {scope:alias}} places, into marks with their values in order. */
final class NamedSql {

    static final Pattern PLACE = Pattern.compile("\\{scope:([a-z][a-z0-9_]*)}");

    private NamedSql() {}

    /** Without scope places. */
    static Fragment marks(String sql, Map<String, ?> parameters) {
        return marks(SqlText.statement(sql), parameters, _ -> {
            throw new IllegalArgumentException("{scope:…} belongs into query(Permission, …) alone: " + sql);
        });
    }

    /**
     * @param scope the predicate for an alias
     * @throws IllegalArgumentException for a parameter without value, or a value without parameter
     */
    static Fragment marks(SqlText text, Map<String, ?> parameters, Function<String, Fragment> scope) {
        var sql = new StringBuilder();
        var values = new ArrayList<@Nullable Object>();
        var used = new java.util.HashSet<String>();
        List<Token> tokens = text.tokens();
        int from = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("?")) {
                throw new IllegalArgumentException("parameters have names, :name, not question marks: " + text.sql());
            }
            if (token.is("{")) {
                // {scope:alias} is read as { scope :alias }
                boolean place = i + 3 < tokens.size()
                        && tokens.get(i + 1).is("scope")
                        && tokens.get(i + 2).type() == Type.PARAMETER
                        && tokens.get(i + 3).is("}");
                if (!place) {
                    throw new IllegalArgumentException("{ begins nothing but {scope:alias}: " + text.sql());
                }
                Fragment predicate = scope.apply(tokens.get(i + 2).text());
                sql.append(text.sql(), from, token.start()).append(predicate.sql());
                values.addAll(predicate.values());
                from = tokens.get(i + 3).end();
                i += 3;
            } else if (token.type() == Type.PARAMETER) {
                String name = token.text();
                if (!parameters.containsKey(name)) {
                    throw new IllegalArgumentException("parameter :" + name + " has no value: " + text.sql());
                }
                used.add(name);
                sql.append(text.sql(), from, token.start());
                from = token.end();
                if (parameters.get(name) instanceof Collection<?> many) {
                    // An empty list matches nothing; null in its place says so in both dialects.
                    sql.append(many.isEmpty() ? "null" : String.join(", ", Collections.nCopies(many.size(), "?")));
                    values.addAll(many);
                } else {
                    sql.append('?');
                    values.add(parameters.get(name));
                }
            }
        }
        for (String name : parameters.keySet()) {
            if (!used.contains(name)) {
                throw new IllegalArgumentException("there is no parameter :" + name + " in: " + text.sql());
            }
        }
        sql.append(text.sql(), from, text.sql().length());
        return new Fragment(sql.toString(), values);
    }
}
