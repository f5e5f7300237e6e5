package io.mortise.filter;

import io.mortise.filter.Filter.Comparison;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the text form: a group within a group always stands in brackets, so that reading gives the same groups. */
final class TextWriter {

    private TextWriter() {}

    static String text(Filter filter) {
        return switch (filter) {
            case Filter.All(List<Filter> parts) -> joined(parts, " and ");
            case Filter.Any(List<Filter> parts) -> joined(parts, " or ");
            case Filter.Not(Filter.Test(String field, Comparison comparison, List<FilterValue> _))
            when comparison == Comparison.EMPTY -> name(field) + " is not empty";
            case Filter.Not(Filter part) -> "not " + inner(part);
            case Filter.Test test -> test(test);
        };
    }

    private static String joined(List<Filter> parts, String word) {
        return parts.stream().map(TextWriter::inner).collect(Collectors.joining(word));
    }

    private static String inner(Filter part) {
        return switch (part) {
            case Filter.All _, Filter.Any _ -> "(" + text(part) + ")";
            case Filter.Not _, Filter.Test _ -> text(part);
        };
    }

    private static String test(Filter.Test test) {
        String name = name(test.field());
        return switch (test.comparison()) {
            case EMPTY -> name + " is empty";
            case IN -> name + " in " + list(test.values());
            default ->
                name + " " + test.comparison().word() + " "
                        + value(test.values().getFirst());
        };
    }

    private static String list(List<FilterValue> values) {
        return values.size() == 1 && values.getFirst() instanceof FilterValue.Me me
                ? value(me)
                : values.stream().map(TextWriter::value).collect(Collectors.joining(", ", "(", ")"));
    }

    static String value(FilterValue value) {
        return switch (value) {
            case FilterValue.Text(String text) -> quoted(text);
            case FilterValue.Number(var number) -> number.toPlainString();
            case FilterValue.Truth(boolean truth) -> String.valueOf(truth);
            case FilterValue.Day(var day) -> day.toString();
            case FilterValue.Moment(var moment) -> moment.toString();
            case FilterValue.Today today -> MovingTimes.text(today);
            case FilterValue.Period period -> MovingTimes.text(period);
            case FilterValue.Amount(var money) -> money.amount().toPlainString() + " " + money.currency();
            case FilterValue.Me(String attribute) -> "me." + name(attribute);
        };
    }

    private static String name(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? word(name) : word(name.substring(0, dot)) + "." + word(name.substring(dot + 1));
    }

    private static String word(String name) {
        return Words.RESERVED.contains(name) ? "`" + name + "`" : name;
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (isSeen(c)) {
                quoted.append(c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }

    /** What turns the direction of writing or can't be seen is spelled out: nobody may be misled about what a filter says. */
    private static boolean isSeen(char c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.UNASSIGNED;
    }
}
