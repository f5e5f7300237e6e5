package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.SqlText.Token;
import io.mortise.kernel.spi.SchemaChanges.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a module's migration may do. Expanding ones only add, so that the version that still serves keeps working on the
 * new schema; only contracting ones, which run at finalize, take away. Both stay with tables of the module, and neither
 * makes anything that could run code or hide a table from the guard (views, functions, triggers).
 */
final class MigrationRules {

    private static final Pattern NAME = Pattern.compile("V[0-9]{3,}__[a-z0-9_]+\\.sql");

    /** After these a table is named. */
    private static final Set<String> BEFORE_TABLE =
            Set.of("table", "into", "update", "from", "join", "references", "on");

    /** Words that can stand between them and the name. */
    private static final Set<String> BETWEEN = Set.of("if", "not", "exists", "only");

    private static final String LATER = "; an expanding migration only adds, so move it to db/contract/";

    private final String module;

    MigrationRules(String module) {
        this.module = module;
    }

    /**
     * Why a file is refused.
     *
     * @param kind its history
     * @param path in the jar
     * @param sql its text
     */
    Optional<String> fault(Kind kind, String path, String sql) {
        return Optional.ofNullable(find(kind, path, sql));
    }

    private @Nullable String find(Kind kind, String path, String sql) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (!NAME.matcher(file).matches()) {
            return "its name is not like V001__note.sql";
        }
        SqlText text;
        try {
            text = SqlText.file(sql);
        } catch (SqlText.Unreadable e) {
            return e.getMessage();
        }
        List<List<Token>> statements = text.statements();
        if (statements.isEmpty()) {
            return "it has no statement";
        }
        if (statements.size() > 1 && !path.startsWith("db/postgresql/")) {
            return "it has " + statements.size()
                    + " statements; H2 commits at each, so one file has one (only files in db/postgresql/ may have more)";
        }
        for (List<Token> statement : statements) {
            String fault = statement(kind, statement);
            if (fault == null) {
                fault = foreign(statement);
            }
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable String statement(Kind kind, List<Token> tokens) {
        boolean contract = kind == Kind.CONTRACT;
        String first = tokens.getFirst().text();
        String second = word(tokens, 1);
        return switch (first) {
            case "create" -> create(tokens);
            case "alter" -> second.equals("table") ? alterTable(contract, tokens) : alterOther(contract, second);
            case "insert", "update", "comment" -> null;
            case "delete", "truncate" -> contract ? null : "it deletes rows" + LATER;
            case "drop" -> {
                if (!contract) {
                    yield "it drops a " + second + LATER;
                }
                yield Set.of("table", "index", "sequence").contains(second) ? null : "it drops a " + second;
            }
            default ->
                "it begins with \"" + first
                        + "\"; a migration creates or alters tables, indexes and sequences, or changes rows";
        };
    }

    private @Nullable String create(List<Token> tokens) {
        String what = word(tokens, 1);
        int at = 1;
        if (what.equals("unique")) {
            what = word(tokens, ++at);
        }
        if (what.equals("sequence") || what.equals("index") || what.equals("table")) {
            String name = nameAfter(tokens, at + (word(tokens, at + 1).equals("concurrently") ? 2 : 1));
            if (!name.startsWith(module + "_")) {
                return "it creates " + what + " " + name + "; the name must begin with " + module + "_";
            }
            if (what.equals("table") && tokens.stream().anyMatch(token -> token.is("select") || token.is("like"))) {
                return "it copies another table's columns or rows; name the columns";
            }
            return null;
        }
        return "it creates a " + what + "; a migration creates tables, indexes and sequences only";
    }

    private @Nullable String alterOther(boolean contract, String what) {
        if (!what.equals("sequence") && !what.equals("index")) {
            return "it alters a " + what;
        }
        return contract ? null : "it alters a " + what + LATER;
    }

    private @Nullable String alterTable(boolean contract, List<Token> tokens) {
        for (List<Token> action : actions(tokens)) {
            String fault = contract ? null : alterAction(action);
            if (fault != null) {
                return fault + LATER;
            }
        }
        return null;
    }

    private static @Nullable String alterAction(List<Token> action) {
        String verb = action.isEmpty() ? "" : action.getFirst().text();
        if (verb.equals("add")) {
            String second = word(action, 1);
            if (Set.of("constraint", "primary", "foreign", "check").contains(second)) {
                return word(action, 1).equals("constraint") && hasWord(action, "unique")
                        ? null
                        : "it adds a constraint to a table that is in use";
            }
            boolean notNull = has(action, "not", "null");
            boolean filled = hasWord(action, "default") || hasWord(action, "generated");
            return notNull && !filled ? "it adds a column that is not null and has no default" : null;
        }
        if (verb.equals("alter")) {
            // A cache only says how many numbers of a sequence are taken at once.
            if (has(action, "drop", "not") || has(action, "set", "default") || has(action, "set", "cache")) {
                return null;
            }
            return has(action, "set", "not") ? "it makes a column not null" : "it changes a column";
        }
        return switch (verb) {
            case "drop" -> "it drops a part of a table";
            case "rename" -> "it renames";
            default -> "it alters a table by \"" + verb + "\"";
        };
    }

    /** The actions of an alter table, split at commas outside parentheses. */
    private static List<List<Token>> actions(List<Token> tokens) {
        int at = 2;
        while (at < tokens.size() && BETWEEN.contains(tokens.get(at).text())) {
            at++;
        }
        // The table's name, with its schema.
        at++;
        while (at + 1 < tokens.size() && tokens.get(at).is(".")) {
            at += 2;
        }
        var all = new ArrayList<List<Token>>();
        var one = new ArrayList<Token>();
        int depth = 0;
        for (Token token : tokens.subList(Math.min(at, tokens.size()), tokens.size())) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (depth == 0 && token.is(",")) {
                all.add(List.copyOf(one));
                one.clear();
            } else {
                one.add(token);
            }
        }
        all.add(List.copyOf(one));
        return all;
    }

    /** A table of somebody else, wherever a table can be named. */
    private @Nullable String foreign(List<Token> tokens) {
        boolean comment = tokens.getFirst().is("comment");
        for (int i = 0; i + 1 < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!token.isName() || !BEFORE_TABLE.contains(token.text()) || comment && token.is("on")) {
                continue;
            }
            if (token.is("on") && !tokens.getFirst().is("create") || token.is("update") && i > 0) {
                continue;
            }
            if (token.is("from") && i > 0 && tokens.get(i - 1).is("distinct")) {
                continue;
            }
            if (token.is("on")
                    && i + 1 < tokens.size()
                    && Set.of("delete", "update").contains(word(tokens, i + 1))) {
                continue;
            }
            if (tokens.get(i + 1).is("(")) {
                continue;
            }
            String name = nameAfter(tokens, i + 1);
            if (!name.startsWith(module + "_")) {
                return "it names the table " + name + "; a module reaches only tables that begin with " + module + "_";
            }
        }
        return null;
    }

    /** The last part of the name that begins at or after this place. */
    private static String nameAfter(List<Token> tokens, int from) {
        int at = from;
        while (at < tokens.size() && BETWEEN.contains(tokens.get(at).text())) {
            at++;
        }
        while (at + 2 < tokens.size() && tokens.get(at + 1).is(".")) {
            at += 2;
        }
        return at < tokens.size() ? tokens.get(at).text() : "";
    }

    private static String word(List<Token> tokens, int at) {
        return at < tokens.size() ? tokens.get(at).text() : "";
    }

    private static boolean hasWord(List<Token> tokens, String word) {
        return tokens.stream().anyMatch(token -> token.is(word));
    }

    private static boolean has(List<Token> tokens, String first, String second) {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).is(first) && tokens.get(i + 1).is(second)) {
                return true;
            }
        }
        return false;
    }
}
