package io.mortise.filter;

import java.util.Map;
import java.util.Optional;

/** How days and periods that move are written: {@code today - 30d}, {@code this month}. */
final class MovingTimes {

    private static final Map<String, Integer> OFFSETS = Map.of("last", -1, "this", 0, "next", 1);

    private MovingTimes() {}

    static String text(FilterValue.Today today) {
        return today.amount() == 0
                ? "today"
                : "today " + (today.amount() < 0 ? "- " : "+ ") + Math.abs(today.amount())
                        + today.unit().letter();
    }

    static String text(FilterValue.Period period) {
        String which = period.offset() < 0 ? "last" : period.offset() == 0 ? "this" : "next";
        return which + " " + period.unit().word();
    }

    /** Whether a period begins with this word. */
    static boolean isPeriod(String word) {
        return OFFSETS.containsKey(word);
    }

    static Optional<FilterValue> period(String which, String unit) {
        Integer offset = OFFSETS.get(which);
        for (FilterValue.Unit one : FilterValue.Unit.values()) {
            if (offset != null && one != FilterValue.Unit.DAY && one.word().equals(unit)) {
                return Optional.of(new FilterValue.Period(offset, one));
            }
        }
        return Optional.empty();
    }

    /**
     * So many units from today.
     *
     * @param digits without a sign
     * @param letter of the unit
     */
    static Optional<FilterValue> today(boolean back, String digits, String letter) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> Words.isDigit((char) c))) {
            return Optional.empty();
        }
        int amount = Integer.parseInt(digits);
        for (FilterValue.Unit one : FilterValue.Unit.values()) {
            if (one.letter().equals(letter)) {
                try {
                    return Optional.of(new FilterValue.Today(back ? -amount : amount, one));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** {@code -30d}, {@code 2w}: what stands behind {@code today} in JSON. */
    static Optional<FilterValue> today(String written) {
        boolean back = written.startsWith("-");
        int end = written.length() - 1;
        return end < 1 ? Optional.empty() : today(back, written.substring(back ? 1 : 0, end), written.substring(end));
    }

    /** {@code this month}. */
    static Optional<FilterValue> period(String written) {
        int blank = written.indexOf(' ');
        return blank < 0 ? Optional.empty() : period(written.substring(0, blank), written.substring(blank + 1));
    }
}
