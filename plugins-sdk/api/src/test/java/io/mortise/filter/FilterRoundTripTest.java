package io.mortise.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FilterRoundTripTest {

    @Test
    void whatIsWrittenIsReadAsTheSameInBothForms() {
        LongStream.rangeClosed(1, 5_000).forEach(seed -> {
            Filter filter = new RandomFilters(seed).filter(4);
            String text = Filters.text(filter);

            assertEquals(filter, Filters.parse(text), "seed " + seed + ": " + text);
            assertEquals(text, Filters.text(Filters.parse(text)), "seed " + seed);
            assertEquals(filter, Filters.fromJson(Filters.json(filter)), "seed " + seed + ": " + text);
        });
    }

    @Test
    void numbersKeepEveryDigitInBothForms() {
        for (String number :
                new String[] {"0", "-0.0000000001", "999999999999999999", "123456789012345678.1234567891"}) {
            Filter filter = Filters.parse("size = " + number);
            assertEquals("size = " + new BigDecimal(number).toPlainString(), Filters.text(filter));
            assertEquals(filter, Filters.fromJson(Filters.json(filter)));
        }
        assertEquals(Filters.parse("size = 1.5"), Filters.parse("size = 1.500"));
    }

    @Test
    void aTextSaysWhatCantBeSeen() {
        assertEquals("title = \"a\\u202eb\"", Filters.text(Filters.parse("title = \"a\u202eb\"")));
    }
}
