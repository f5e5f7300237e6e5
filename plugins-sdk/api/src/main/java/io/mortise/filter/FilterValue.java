package io.mortise.filter;

import io.mortise.data.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What a field is compared with. */
public sealed interface FilterValue {

    /**
     * A text, a choice, or the id of a person, a department or a record.
     *
     * @param text at most {@link Filters#LONGEST_VALUE} characters; neither NUL nor half a surrogate pair, which databases don't
     *     store
     */
    record Text(String text) implements FilterValue {
        public Text {
            if (text.length() > Filters.LONGEST_VALUE || !Words.isStorable(text)) {
                throw new IllegalArgumentException("a text that can't be compared");
            }
        }
    }

    /**
     * A number; 1.50 is 1.5.
     *
     * @param number less than 10<sup>18</sup> without its sign, with at most ten decimals
     */
    record Number(BigDecimal number) implements FilterValue {
        public Number {
            if (number.signum() != 0 && (long) number.precision() - number.scale() > 18) {
                throw new IllegalArgumentException("a number beyond 10^18");
            }
            if (number.scale() > 40) {
                throw new IllegalArgumentException("a number with more than ten decimals");
            }
            number = number.stripTrailingZeros();
            if (number.scale() > 10) {
                throw new IllegalArgumentException("a number with more than ten decimals");
            }
            if (number.scale() < 0) {
                number = number.setScale(0);
            }
        }
    }

    /** True or false. */
    record Truth(boolean truth) implements FilterValue {}

    /**
     * A day; beside a field that is a point in time it means the whole day in the company's time zone.
     *
     * @param day of the years 1 to 9999
     */
    record Day(LocalDate day) implements FilterValue {
        public Day {
            inYears(day.getYear());
        }
    }

    /**
     * A point in time.
     *
     * @param moment of the years 1 to 9999
     */
    record Moment(Instant moment) implements FilterValue {
        public Moment {
            if (moment.isBefore(Words.FIRST) || moment.isAfter(Words.LAST)) {
                throw new IllegalArgumentException("a time out of the years 1 to 9999");
            }
            inYears(moment.atOffset(ZoneOffset.UTC).getYear());
        }
    }

    /**
     * A day that moves: so many units before or after the day on which the question is asked, in the company's time zone.
     *
     * @param amount negative for the past; at most 100 years
     */
    record Today(int amount, Unit unit) implements FilterValue {
        public Today {
            if (Math.abs((long) amount) > unit.most()) {
                throw new IllegalArgumentException("more than 100 years from today");
            }
            unit = amount == 0 ? Unit.DAY : unit;
        }

        LocalDate on(LocalDate today) {
            return unit.plus(today, amount);
        }
    }

    /**
     * A whole week, month, quarter or year that moves; weeks begin on Monday. Equal to it is every day of it, less than it is
     * what lies before its first day, and more than it what lies behind its last.
     *
     * @param offset -1 for the last one, 0 for this, 1 for the next
     * @param unit not a day
     */
    record Period(int offset, Unit unit) implements FilterValue {
        public Period {
            if (unit == Unit.DAY || offset < -1 || offset > 1) {
                throw new IllegalArgumentException("no period: " + offset + " " + unit);
            }
        }

        LocalDate first(LocalDate today) {
            return unit.plus(unit.first(today), offset);
        }

        LocalDate behind(LocalDate today) {
            return unit.plus(unit.first(today), offset + 1);
        }
    }

    /** A span of the calendar. */
    enum Unit {
        DAY("d", 36_525),
        WEEK("w", 5_218),
        MONTH("m", 1_200),
        QUARTER("q", 400),
        YEAR("y", 100);

        private final String letter;
        private final int most;

        Unit(String letter, int most) {
            this.letter = letter;
            this.most = most;
        }

        /** As it is written after a number. */
        String letter() {
            return letter;
        }

        /** As it is written after {@code this}. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private int most() {
            return most;
        }

        private LocalDate plus(LocalDate day, int amount) {
            return switch (this) {
                case DAY -> day.plusDays(amount);
                case WEEK -> day.plusWeeks(amount);
                case MONTH -> day.plusMonths(amount);
                case QUARTER -> day.plusMonths(3L * amount);
                case YEAR -> day.plusYears(amount);
            };
        }

        private LocalDate first(LocalDate day) {
            return switch (this) {
                case DAY -> day;
                case WEEK -> day.minusDays(day.getDayOfWeek().getValue() - 1L);
                case MONTH -> day.withDayOfMonth(1);
                case QUARTER -> LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
                case YEAR -> day.withDayOfYear(1);
            };
        }
    }

    /** An amount of money: whole minor units and their currency. */
    record Amount(Money money) implements FilterValue {}

    /**
     * What the one who asks has: {@code me.id}, {@code me.departments}.
     *
     * @param attribute without {@code me.}
     */
    record Me(String attribute) implements FilterValue {
        public Me {
            if (!Words.isWord(attribute)) {
                throw new IllegalArgumentException("\"" + attribute + "\" is no name of an attribute");
            }
        }
    }

    private static void inYears(int year) {
        if (year < 1 || year > 9999) {
            throw new IllegalArgumentException("the year " + year + " is not one of 1 to 9999");
        }
    }
}
