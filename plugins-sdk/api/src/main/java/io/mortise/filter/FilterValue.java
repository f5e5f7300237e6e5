package io.mortise.filter;

import io.mortise.data.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

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
