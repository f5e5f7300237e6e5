package io.mortise.kernel.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement in tokens: enough to say which names it mentions, for H2 and PostgreSQL alike. What one of them would read
 * otherwise than this reader (escape strings, dollar quotes, back ticks, nested comments, letters beyond ASCII outside
 * quotes) is refused, so that no name can hide in the difference.
 */
record SqlText(String sql, List<Token> tokens) {

    /** Kinds of token. */
    enum Type {
        /** A name or keyword; lower case. */
        WORD,
        /** A name in double quotes; without them, lower case. */
        QUOTED,
        /** Text in single quotes. */
        STRING,
        NUMBER,
        /** {@code :name}; without the colon, as written. */
        PARAMETER,
        /** Anything else, one character; {@code ::} is one. */
        SYMBOL
    }

    /** One token and where it stands. */
    record Token(Type type, String text, int start, int end) {
        boolean is(String word) {
            return (type == Type.WORD || type == Type.SYMBOL) && text.equals(word);
        }

        boolean isName() {
            return type == Type.WORD || type == Type.QUOTED;
        }
    }

    /** Thrown for text that can't be read for certain. */
    static final class Unreadable extends IllegalArgumentException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** A statement at run time: no comments. */
    static SqlText statement(String sql) {
        return new SqlText(sql, new Reader(sql, false).read());
    }

    /** A migration file: comments are skipped. */
    static SqlText file(String sql) {
        return new SqlText(sql, new Reader(sql, true).read());
    }

    /** The tokens between semicolons; empty statements are left out. */
    List<List<Token>> statements() {
        var all = new ArrayList<List<Token>>();
        var one = new ArrayList<Token>();
        for (Token token : tokens) {
            if (token.is(";")) {
                if (!one.isEmpty()) {
                    all.add(List.copyOf(one));
                }
                one.clear();
            } else {
                one.add(token);
            }
        }
        if (!one.isEmpty()) {
            all.add(List.copyOf(one));
        }
        return all;
    }

    private static final class Reader {
        private final String sql;
        private final boolean comments;
        private final List<Token> tokens = new ArrayList<>();
        private int at;

        Reader(String sql, boolean comments) {
            this.sql = sql;
            this.comments = comments;
        }

        List<Token> read() {
            while (at < sql.length()) {
                next();
            }
            return List.copyOf(tokens);
        }

        private void next() {
            char c = sql.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else if (c == '\'') {
                string();
            } else if (c == '"') {
                quoted();
            } else if (isStart(c)) {
                word();
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (c == '-' && peek(1) == '-') {
                lineComment();
            } else if (c == '/' && peek(1) == '*') {
                blockComment();
            } else if (c == '/' && peek(1) == '/') {
                throw new Unreadable("// is a comment for H2 alone; leave it out");
            } else if (c == ':' && peek(1) == ':') {
                add(Type.SYMBOL, "::", at, at + 2);
                at += 2;
            } else if (c == ':' && isStart(peek(1))) {
                parameter();
            } else if (c == '$' || c == '`' || c == '\\') {
                throw new Unreadable("the character " + c + " outside quotes is read differently by the databases");
            } else if (c < ' ' || c > '~') {
                throw new Unreadable(
                        "the character U+" + String.format(Locale.ROOT, "%04X", (int) c) + " stands outside quotes");
            } else {
                add(Type.SYMBOL, String.valueOf(c), at, at + 1);
                at++;
            }
        }

        private void string() {
            int start = at;
            at = quoteEnd('\'');
            add(Type.STRING, sql.substring(start + 1, at - 1).replace("''", "'"), start, at);
        }

        private void quoted() {
            int start = at;
            at = quoteEnd('"');
            String name = sql.substring(start + 1, at - 1).replace("\"\"", "\"");
            add(Type.QUOTED, fold(name), start, at);
        }

        private int quoteEnd(char quote) {
            int i = at + 1;
            while (i < sql.length()) {
                if (sql.charAt(i) != quote) {
                    i++;
                } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                    i += 2;
                } else {
                    return i + 1;
                }
            }
            throw new Unreadable("a quote that begins at character " + (at + 1) + " does not end");
        }

        private void word() {
            int start = at;
            while (at < sql.length() && isPart(sql.charAt(at))) {
                at++;
            }
            String text = sql.substring(start, at).toLowerCase(Locale.ROOT);
            char after = peek(0);
            if (after == '\'' && text.equals("e")) {
                throw new Unreadable("escape strings (E'…') are read differently by the databases");
            }
            if (after == '&' && text.equals("u") && (peek(1) == '\'' || peek(1) == '"')) {
                throw new Unreadable("Unicode escapes (U&…) could hide a name");
            }
            add(Type.WORD, text, start, at);
        }

        private void number() {
            int start = at;
            while (at < sql.length() && (isPart(sql.charAt(at)) || sql.charAt(at) == '.')) {
                at++;
            }
            // 1from is 1 and from to some readers: nothing but digits and an exponent may follow a digit.
            String text = sql.substring(start, at);
            if (!text.matches("[0-9]+(\\.[0-9]*)?([eE][0-9]*)?")) {
                throw new Unreadable("\"" + text + "\" is no number");
            }
            add(Type.NUMBER, text, start, at);
        }

        private void parameter() {
            int start = at++;
            while (at < sql.length() && isPart(sql.charAt(at))) {
                at++;
            }
            add(Type.PARAMETER, sql.substring(start + 1, at), start, at);
        }

        private void lineComment() {
            refuseComment();
            while (at < sql.length() && sql.charAt(at) != '\n') {
                if (sql.charAt(at) == '\r' && peek(1) != '\n') {
                    throw new Unreadable("a carriage return stands inside a comment");
                }
                at++;
            }
        }

        private void blockComment() {
            refuseComment();
            int end = sql.indexOf("*/", at + 2);
            if (end < 0) {
                throw new Unreadable("a comment does not end");
            }
            if (sql.substring(at + 2, end).contains("/*")) {
                throw new Unreadable("a comment stands inside a comment");
            }
            at = end + 2;
        }

        private void refuseComment() {
            if (!comments) {
                throw new Unreadable("a statement at run time has no comments");
            }
        }

        private char peek(int ahead) {
            return at + ahead < sql.length() ? sql.charAt(at + ahead) : 0;
        }

        private void add(Type type, String text, int start, int end) {
            tokens.add(new Token(type, text, start, end));
        }

        private static boolean isStart(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
        }

        private static boolean isPart(char c) {
            return isStart(c) || c >= '0' && c <= '9';
        }

        /** As loosely as any reader might: first up, then down, so that ſ is s and ı is i. */
        private static String fold(String name) {
            return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        }
    }
}
