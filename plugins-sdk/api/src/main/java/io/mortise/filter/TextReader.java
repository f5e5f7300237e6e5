package io.mortise.filter;

import io.mortise.data.Money;
import io.mortise.filter.Filter.Comparison;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the text form from left to right: each character once, never going back. */
final class TextReader {

    private final String text;
    private final Map<Object, Integer> places = new IdentityHashMap<>();
    private final Count count = new Count();
    private int next;
    private Token token = new Token(Kind.END, "", 0);

    private enum Kind {
        WORD,
        QUOTED_WORD,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    private record Token(Kind kind, String text, int at) {
        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(word);
        }
    }

    TextReader(String text) {
        this.text = text;
    }

    Filter filter() {
        if (text.length() > Filters.LONGEST) {
            throw fault(Filters.LONGEST, "filter-too-long", Map.of("most", Filters.LONGEST));
        }
        advance();
        if (token.kind() == Kind.END) {
            throw fault(0, "filter-empty", Map.of());
        }
        Filter filter = either(0);
        if (token.is(")")) {
            throw fault(token.at(), "filter-stray-bracket", Map.of());
        }
        if (token.kind() != Kind.END) {
            throw fault(token.at(), "filter-needs-and", Map.of("found", found()));
        }
        Count.whole(filter, "1");
        return filter;
    }

    /** Where something that was read begins. */
    String placeOf(Object read) {
        return String.valueOf(places.getOrDefault(read, 0) + 1);
    }

    private Filter either(int depth) {
        int at = token.at();
        var parts = new ArrayList<Filter>(List.of(both(depth)));
        while (token.is("or")) {
            advance();
            parts.add(both(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : placed(new Filter.Any(parts), at);
    }

    private Filter both(int depth) {
        int at = token.at();
        var parts = new ArrayList<Filter>(List.of(one(depth)));
        while (token.is("and")) {
            advance();
            parts.add(one(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : placed(new Filter.All(parts), at);
    }

    private Filter one(int depth) {
        int at = token.at();
        if (depth > Filters.DEEPEST) {
            throw fault(at, "filter-too-deep", Map.of("most", Filters.DEEPEST));
        }
        if (token.is("not")) {
            advance();
            return placed(new Filter.Not(one(depth + 1)), at);
        }
        if (token.is("(")) {
            advance();
            Filter inner = either(depth + 1);
            closing();
            return inner;
        }
        return test();
    }

    private Filter test() {
        Token field = token;
        boolean named = field.kind() == Kind.QUOTED_WORD
                || (field.kind() == Kind.WORD && !Words.RESERVED.contains(field.text()));
        if (!named || !Words.isField(field.text())) {
            throw fault(field.at(), "filter-needs-field", Map.of("found", found()));
        }
        if (!count.test()) {
            throw fault(field.at(), "filter-too-many-tests", Map.of("most", Filters.MOST_TESTS));
        }
        advance();
        String name = named(field.text());
        if (token.is("is")) {
            advance();
            boolean negated = token.is("not");
            if (negated) {
                advance();
            }
            word("empty", "filter-needs-empty");
            Filter empty = placed(Filter.Test.of(name, Comparison.EMPTY), field.at());
            return negated ? placed(new Filter.Not(empty), field.at()) : empty;
        }
        boolean negated = token.is("not");
        if (negated) {
            advance();
        }
        if (token.is("in")) {
            advance();
            Filter in = placed(new Filter.Test(name, Comparison.IN, list()), field.at());
            return negated ? placed(new Filter.Not(in), field.at()) : in;
        }
        if (negated) {
            throw fault(token.at(), "filter-needs-comparison", Map.of("found", found()));
        }
        Comparison comparison = comparison();
        return placed(new Filter.Test(name, comparison, List.of(value())), field.at());
    }

    /** The rest of a name in two parts. */
    private String named(String first) {
        if (!token.is(".")) {
            return first;
        }
        advance();
        boolean word = token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_WORD;
        if (!word || !Words.isWord(token.text())) {
            throw fault(token.at(), "filter-needs-field", Map.of("found", found()));
        }
        String name = first + "." + token.text();
        advance();
        return name;
    }

    private Comparison comparison() {
        Token word = token;
        if (word.is("starts")) {
            advance();
            word("with", "filter-needs-with");
            return Comparison.STARTS_WITH;
        }
        Comparison comparison = word.kind() == Kind.SIGN || word.is("contains")
                ? Comparison.of(word.text()).orElse(null)
                : null;
        if (comparison == null) {
            throw fault(word.at(), "filter-needs-comparison", Map.of("found", found()));
        }
        advance();
        return comparison;
    }

    private List<FilterValue> list() {
        if (token.is("me")) {
            return List.of(value());
        }
        if (!token.is("(")) {
            throw fault(token.at(), "filter-needs-list", Map.of("found", found()));
        }
        var values = new ArrayList<FilterValue>();
        do {
            advance();
            values.add(value());
        } while (token.is(","));
        closing();
        return values;
    }

    private FilterValue value() {
        Token first = token;
        if (!count.value()) {
            throw fault(first.at(), "filter-too-many-values", Map.of("most", Filters.MOST_VALUES));
        }
        advance();
        return placed(
                switch (first.kind()) {
                    case TEXT -> new FilterValue.Text(first.text());
                    case NUMBER -> number(first);
                    case WORD -> wordValue(first);
                    case QUOTED_WORD, SIGN, END ->
                        throw fault(
                                first.at(),
                                "filter-needs-value",
                                Map.of("found", first.kind() == Kind.END ? "…" : shortened(first.text())));
                },
                first.at());
    }

    private FilterValue wordValue(Token word) {
        if (word.is("true") || word.is("false")) {
            return new FilterValue.Truth(word.is("true"));
        }
        if (word.is("today")) {
            return today(word);
        }
        if (MovingTimes.isPeriod(word.text()) && word.kind() == Kind.WORD) {
            return period(word);
        }
        if (!word.is("me") || !token.is(".")) {
            throw fault(word.at(), "filter-needs-value", Map.of("found", shortened(word.text())));
        }
        advance();
        if ((token.kind() != Kind.WORD && token.kind() != Kind.QUOTED_WORD) || !Words.isWord(token.text())) {
            throw fault(token.at(), "filter-needs-attribute", Map.of("found", found()));
        }
        String attribute = token.text();
        advance();
        return new FilterValue.Me(attribute);
    }

    /** {@code today}, {@code today - 30d}: a sign that touches its number has been read as a part of it. */
    private FilterValue today(Token word) {
        boolean joined = token.kind() == Kind.NUMBER && token.text().startsWith("-");
        if (!joined && !token.is("-") && !token.is("+")) {
            return new FilterValue.Today(0, FilterValue.Unit.DAY);
        }
        boolean back = joined || token.is("-");
        if (!joined) {
            advance();
        }
        String digits = token.kind() == Kind.NUMBER ? token.text().substring(joined ? 1 : 0) : "";
        advance();
        String unit = token.kind() == Kind.WORD ? token.text() : "";
        FilterValue moved = MovingTimes.today(back, digits, unit)
                .orElseThrow(() -> fault(word.at(), "filter-bad-today", Map.of("found", shortened(digits + unit))));
        advance();
        return moved;
    }

    /** {@code this month}, {@code last-week}. */
    private FilterValue period(Token word) {
        if (token.is("-")) {
            advance();
        }
        FilterValue period = (token.kind() == Kind.WORD
                        ? MovingTimes.period(word.text(), token.text())
                        : Optional.<FilterValue>empty())
                .orElseThrow(() -> fault(word.at(), "filter-bad-period", Map.of("found", found())));
        advance();
        return period;
    }

    private FilterValue number(Token first) {
        String written = first.text();
        if (written.indexOf('-', 1) > 0) {
            return time(first);
        }
        BigDecimal number = decimal(first);
        if (token.kind() != Kind.WORD || Words.RESERVED.contains(token.text())) {
            try {
                return new FilterValue.Number(number);
            } catch (IllegalArgumentException e) {
                throw fault(first.at(), "filter-bad-number", Map.of("found", written));
            }
        }
        Token currency = token;
        try {
            advance();
            return new FilterValue.Amount(Money.of(number, currency.text()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw fault(first.at(), "filter-bad-amount", Map.of("found", shortened(written + " " + currency.text())));
        }
    }

    private static BigDecimal decimal(Token first) {
        String written = first.text();
        int from = written.startsWith("-") ? 1 : 0;
        int dots = 0;
        for (int i = from; i < written.length(); i++) {
            char c = written.charAt(i);
            dots += c == '.' ? 1 : 0;
            if (c != '.' && !Words.isDigit(c)) {
                throw fault(first.at(), "filter-bad-number", Map.of("found", shortened(written)));
            }
        }
        // Forty characters hold every number that is allowed; longer ones would cost more than their length to read.
        boolean shaped = dots <= 1
                && written.length() <= 40
                && written.length() > from
                && Words.isDigit(written.charAt(from))
                && Words.isDigit(written.charAt(written.length() - 1));
        if (!shaped) {
            throw fault(first.at(), "filter-bad-number", Map.of("found", shortened(written)));
        }
        return new BigDecimal(written);
    }

    private static FilterValue time(Token first) {
        String written = first.text();
        try {
            if (written.length() > 40) {
                throw new DateTimeException("too long");
            }
            return written.indexOf('T') < 0
                    ? new FilterValue.Day(LocalDate.parse(written))
                    : new FilterValue.Moment(OffsetDateTime.parse(written).toInstant());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw fault(first.at(), "filter-bad-time", Map.of("found", shortened(written)));
        }
    }

    private void closing() {
        if (!token.is(")")) {
            throw fault(token.at(), "filter-needs-bracket", Map.of("found", found()));
        }
        advance();
    }

    private void word(String wanted, String code) {
        if (!token.is(wanted)) {
            throw fault(token.at(), code, Map.of("found", found()));
        }
        advance();
    }

    private String found() {
        return token.kind() == Kind.END ? "…" : shortened(token.text());
    }

    private static String shortened(String found) {
        return found.length() <= 40 ? found : found.substring(0, 39) + "…";
    }

    private void advance() {
        while (next < text.length() && isBlank(text.charAt(next))) {
            next++;
        }
        int at = next;
        if (at == text.length()) {
            token = new Token(Kind.END, "", at);
            return;
        }
        char c = text.charAt(at);
        if (Words.isLetter(c)) {
            token = new Token(Kind.WORD, run(at, Words::isWordPart), at);
        } else if (Words.isDigit(c) || (c == '-' && at + 1 < text.length() && Words.isDigit(text.charAt(at + 1)))) {
            next++;
            token = new Token(Kind.NUMBER, run(at, TextReader::isNumberPart), at);
        } else if (c == '"') {
            token = new Token(Kind.TEXT, quoted(at), at);
        } else if (c == '`') {
            next++;
            String name = run(at + 1, Words::isWordPart);
            if (next == text.length() || text.charAt(next) != '`') {
                throw fault(at, "filter-unfinished-name", Map.of());
            }
            next++;
            token = new Token(Kind.QUOTED_WORD, name, at);
        } else {
            token = new Token(Kind.SIGN, sign(c, at), at);
        }
    }

    private interface Part {
        boolean takes(char c);
    }

    private String run(int from, Part part) {
        while (next < text.length() && part.takes(text.charAt(next))) {
            next++;
        }
        return text.substring(from, next);
    }

    private String sign(char c, int at) {
        boolean equals = at + 1 < text.length() && text.charAt(at + 1) == '=';
        String sign = switch (c) {
            case '(', ')', ',', '.', '=', '+', '-' -> String.valueOf(c);
            case '<', '>' -> equals ? c + "=" : String.valueOf(c);
            case '!' -> equals ? "!=" : null;
            default -> null;
        };
        if (sign == null) {
            int end = at + Character.charCount(text.codePointAt(at));
            throw fault(at, "filter-unknown-sign", Map.of("found", text.substring(at, end)));
        }
        next += sign.length();
        return sign;
    }

    private String quoted(int at) {
        var read = new StringBuilder();
        next++;
        while (true) {
            if (next == text.length()) {
                throw fault(at, "filter-unfinished-text", Map.of());
            }
            char c = text.charAt(next++);
            if (c == '"') {
                break;
            }
            if (c < ' ') {
                throw fault(next - 1, "filter-bad-character", Map.of());
            }
            read.append(c == '\\' ? escaped() : c);
        }
        if (read.length() > Filters.LONGEST_VALUE) {
            throw fault(at, "filter-value-too-long", Map.of("most", Filters.LONGEST_VALUE));
        }
        if (!Words.isStorable(read.toString())) {
            throw fault(at, "filter-bad-character", Map.of());
        }
        return read.toString();
    }

    private char escaped() {
        int at = next - 1;
        char c = next < text.length() ? text.charAt(next++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode(at);
            default -> throw fault(at, "filter-bad-escape", Map.of());
        };
    }

    private char unicode(int at) {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = next < text.length() && text.charAt(next) < 128 ? Character.digit(text.charAt(next), 16) : -1;
            if (digit < 0) {
                throw fault(at, "filter-bad-escape", Map.of());
            }
            code = code * 16 + digit;
            next++;
        }
        return (char) code;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\u3000';
    }

    private static boolean isNumberPart(char c) {
        return Words.isDigit(c) || c == '.' || c == '-' || c == ':' || c == '+' || c == 'T' || c == 'Z';
    }

    private <T> T placed(T read, int at) {
        places.put(Objects.requireNonNull(read), at);
        return read;
    }

    private static FilterException fault(int at, String code, Map<String, Object> arguments) {
        return Filters.fault(String.valueOf(at + 1), code, arguments);
    }
}
