package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.SqlText.Token;
import io.mortise.kernel.persistence.SqlText.Type;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Judges every statement that a module's code could have caused, before it is prepared. The judgement of a text is
 * remembered; remembered texts are dropped when the catalog changes.
 */
final class StatementRules {

    /** What a statement does. */
    enum Verb {
        SELECT,
        INSERT,
        UPDATE,
        DELETE
    }

    /** The judgement of one text. */
    sealed interface Verdict {
        /** Never. */
        record Refused(String reason) implements Verdict {}

        /** Allowed, with a handle for each object it touches. */
        record Touches(Verb verb, Set<String> objects) implements Verdict {}
    }

    private static final int MOST_TEXTS = 4096;

    private static final Map<String, Verb> OPENINGS = Map.of(
            "select", Verb.SELECT,
            "with", Verb.SELECT,
            "values", Verb.SELECT,
            "insert", Verb.INSERT,
            "update", Verb.UPDATE,
            "delete", Verb.DELETE);

    /** Functions that run text as SQL, or reach files and other servers. Everything that begins with pg_ is refused too. */
    private static final Set<String> FORBIDDEN = Set.of(
            "information_schema",
            "query_to_xml",
            "query_to_xmlschema",
            "query_to_xml_and_xmlschema",
            "table_to_xml",
            "table_to_xmlschema",
            "table_to_xml_and_xmlschema",
            "schema_to_xml",
            "schema_to_xmlschema",
            "schema_to_xml_and_xmlschema",
            "database_to_xml",
            "database_to_xmlschema",
            "database_to_xml_and_xmlschema",
            "cursor_to_xml",
            "cursor_to_xmlschema",
            "ts_stat",
            "ts_rewrite",
            "set_config",
            "current_setting",
            "lo_import",
            "lo_export",
            "lo_get",
            "crosstab",
            "connectby",
            "xpath_table",
            "csvread",
            "csvwrite",
            "file_read",
            "file_write",
            "link_schema",
            "disk_space_used",
            "db_object_sql");

    private record Judged(Catalog catalog, Map<String, Verdict> verdicts) {}

    private final String module;
    private final Supplier<Catalog> catalog;
    private volatile Judged judged;

    /**
     * @param module the module whose statements these are
     * @param catalog the catalog now
     */
    StatementRules(String module, Supplier<Catalog> catalog) {
        this.module = module;
        this.catalog = catalog;
        this.judged = new Judged(catalog.get(), new ConcurrentHashMap<>());
    }

    /**
     * Lets a statement pass or throws.
     *
     * @param writing whether the unit of work writes
     */
    void check(String sql, boolean writing) {
        switch (verdict(sql)) {
            case Verdict.Refused(String reason) -> throw refuse(reason, sql);
            case Verdict.Touches(Verb verb, Set<String> objects) -> {
                if (verb != Verb.SELECT && !writing) {
                    throw refuse("it writes, but the unit of work reads; open it with write(...)", sql);
                }
                if (!objects.isEmpty() && !Handle.covers(objects, verb)) {
                    throw refuse(
                            "it touches the table of " + String.join(", ", objects)
                                    + " without a scope handle; use the methods of Database that take a Permission",
                            sql);
                }
            }
        }
    }

    /** What a module wrote itself names no other protected object: a scope alone may bring one in. */
    void requireOnly(SqlText part, Set<String> objects) {
        Set<String> named = named(part);
        if (!objects.containsAll(named)) {
            throw refuse(
                    "it names the table of " + String.join(", ", named) + " beside the object of the permission",
                    part.sql());
        }
    }

    private Set<String> named(SqlText part) {
        Catalog tables = catalog.get();
        var names = new TreeSet<String>();
        for (Token token : part.tokens()) {
            String object = token.isName() ? tables.objects().get(token.text()) : null;
            if (object != null) {
                names.add(object);
            }
        }
        return names;
    }

    /** The judgement of a text. */
    Verdict verdict(String sql) {
        Judged now = judged;
        if (now.catalog() != catalog.get() || now.verdicts().size() >= MOST_TEXTS) {
            now = new Judged(catalog.get(), new ConcurrentHashMap<>());
            judged = now;
        }
        Verdict known = now.verdicts().get(sql);
        if (known == null) {
            known = judge(sql, now.catalog());
            now.verdicts().put(sql, known);
        }
        return known;
    }

    private Verdict judge(String sql, Catalog tables) {
        SqlText text;
        try {
            text = SqlText.statement(sql);
        } catch (SqlText.Unreadable e) {
            return new Verdict.Refused(String.valueOf(e.getMessage()));
        }
        if (text.statements().size() != 1) {
            return new Verdict.Refused("it is not one statement");
        }
        List<Token> tokens = text.statements().getFirst();
        String opening = tokens.stream()
                .filter(token -> !token.is("("))
                .findFirst()
                .map(Token::text)
                .orElse("");
        Verb verb = OPENINGS.get(opening);
        if (verb == null) {
            return new Verdict.Refused(
                    "it begins with \"" + opening + "\"; a module's statement is a select, insert, update or delete");
        }
        var touched = new TreeSet<String>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!token.isName()) {
                continue;
            }
            String name = token.text();
            if (FORBIDDEN.contains(name) || name.startsWith("pg_") || name.startsWith("dblink")) {
                return new Verdict.Refused("\"" + name + "\" could reach around the guard");
            }
            if (isForeign(name, tables)) {
                return new Verdict.Refused(
                        "\"" + name + "\" is no table of the module " + module + "; ask the module that owns it");
            }
            String object = tables.objects().get(name);
            if (object != null) {
                touched.add(object);
            }
            if (i > 0 && token.type() == Type.WORD) {
                verb = strongest(verb, name, tokens.get(i - 1));
            }
        }
        return new Verdict.Touches(verb, Collections.unmodifiableSet(touched));
    }

    private boolean isForeign(String name, Catalog tables) {
        if (name.startsWith(module + "_")) {
            return false;
        }
        return tables.tables().contains(name) || name.startsWith("kernel_") || name.startsWith("flyway_");
    }

    /** A select may hold a writing part: {@code with gone as (delete …)}, {@code with some as (…) update …}. */
    private static Verb strongest(Verb verb, String word, Token before) {
        if (verb != Verb.SELECT) {
            return verb;
        }
        return switch (word) {
            case "insert", "into" -> Verb.INSERT;
            case "delete" -> Verb.DELETE;
            // "for update" and "for no key update" only lock.
            case "update" -> before.is("for") || before.is("key") ? verb : Verb.UPDATE;
            case "merge" -> Verb.UPDATE;
            default -> verb;
        };
    }

    private UnscopedStatementException refuse(String reason, String sql) {
        return new UnscopedStatementException("refused for module " + module + ": " + reason + ": " + shortened(sql));
    }

    private static String shortened(String sql) {
        return sql.length() <= 300 ? sql : sql.substring(0, 300) + "…";
    }
}
