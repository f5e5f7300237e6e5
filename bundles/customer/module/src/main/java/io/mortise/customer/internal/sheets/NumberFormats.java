package io.mortise.customer.internal.sheets;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which numbers of a workbook are dates, and what they say: in a workbook a date is a number with a format. */
final class NumberFormats {

    private static final Pattern NOT_A_PATTERN = Pattern.compile("\"[^\"]*\"?|\\\\.|_.|\\*.|\\[[^\\]]*]?");
    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,2})?");

    /** What a spreadsheet keeps of a number. */
    private static final MathContext DIGITS = new MathContext(15);

    private static final double LAST_DAY = 2_958_465;
    private static final int SECONDS = 86_400;

    private final Map<Integer, String> codes = new HashMap<>();
    private final List<Boolean> dates = new ArrayList<>();
    private boolean since1904;

    /** A format of the workbook's own. */
    void code(int id, String code) {
        codes.put(id, code);
    }

    /** The next style of cells has this format. */
    void style(int format) {
        dates.add(isDate(format));
    }

    /** Days are counted from 1904, as on old Macs. */
    void since1904() {
        since1904 = true;
    }

    /** The text of a number in a cell of a style. */
    String text(String number, int style) {
        if (!PLAIN.matcher(number).matches()) {
            return number;
        }
        BigDecimal value = new BigDecimal(number);
        if (style >= 0 && style < dates.size() && dates.get(style)) {
            double days = value.doubleValue();
            if (days >= 0 && days <= LAST_DAY) {
                return date(days);
            }
        }
        BigDecimal round = value.round(DIGITS);
        return (round.signum() == 0 ? BigDecimal.ZERO : round.stripTrailingZeros()).toPlainString();
    }

    /** The 29th of February 1900, which never was, is day 60. */
    private String date(double days) {
        int whole = (int) days;
        int second = (int) Math.round((days - whole) * SECONDS);
        if (second == SECONDS) {
            whole++;
            second = 0;
        }
        LocalDate day = since1904
                ? LocalDate.of(1904, 1, 1).plusDays(whole)
                : LocalDate.of(1899, 12, whole < 60 ? 31 : 30).plusDays(whole);
        if (whole == 0 && second > 0 && !since1904) {
            return LocalTime.ofSecondOfDay(second).toString();
        }
        return second == 0
                ? day.toString()
                : LocalDateTime.of(day, LocalTime.ofSecondOfDay(second)).toString();
    }

    private boolean isDate(int format) {
        String code = codes.get(format);
        if (code == null) {
            return format >= 14 && format <= 22
                    || format >= 27 && format <= 36
                    || format >= 45 && format <= 47
                    || format >= 50 && format <= 58;
        }
        String pattern = NOT_A_PATTERN.matcher(code).replaceAll("");
        return !pattern.equalsIgnoreCase("general") && pattern.matches("(?is).*[ymdhs].*");
    }
}
