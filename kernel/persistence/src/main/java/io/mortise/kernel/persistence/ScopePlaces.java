package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.SqlText.Token;
import io.mortise.kernel.persistence.SqlText.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks that a native query has {@code {scope:alias}} once for each mention of the object's table. */
final class ScopePlaces {

    /** Words that can follow a table without an alias. */
    private static final Set<String> NO_ALIAS = Set.of(
            "where",
            "join",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "natural",
            "on",
            "using",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "fetch",
            "for",
            "union",
            "intersect",
            "except",
            "window",
            "tablesample");

    private ScopePlaces() {}

    static void check(SqlText text, String table) {
        List<Token> tokens = text.tokens();
        var mentioned = new ArrayList<String>();
        var placed = new ArrayList<String>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isName() && token.text().equals(table)) {
                mentioned.add(alias(tokens, i));
            } else if (token.is("{")
                    && i + 2 < tokens.size()
                    && tokens.get(i + 2).type() == Type.PARAMETER) {
                placed.add(tokens.get(i + 2).text());
            }
        }
        mentioned.sort(null);
        placed.sort(null);
        if (mentioned.isEmpty() || !mentioned.equals(placed)) {
            throw new UnscopedStatementException("the query mentions " + table + " as " + mentioned
                    + " but has scope places for " + placed + "; write {scope:alias} once for each: " + text.sql());
        }
    }

    private static String alias(List<Token> tokens, int at) {
        int next = at + 1 < tokens.size() && tokens.get(at + 1).is("as") ? at + 2 : at + 1;
        if (next < tokens.size()
                && tokens.get(next).isName()
                && !NO_ALIAS.contains(tokens.get(next).text())) {
            return tokens.get(next).text();
        }
        return tokens.get(at).text();
    }
}
