package io.mortise.filter;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For whom a filter is read: the values behind {@code me.}, and when his days begin.
 *
 * @param values by attribute: UUID, text, BigDecimal, Boolean, Instant or LocalDate; one that is missing has no value, and nothing
 *     is equal to it
 * @param zone the company's time zone
 */
public record Me(Map<String, List<?>> values, ZoneId zone) {

    public Me {
        var copies = new HashMap<String, List<?>>();
        values.forEach((name, some) -> copies.put(name, List.copyOf(some)));
        values = Map.copyOf(copies);
    }

    /** Nobody: every attribute is without a value. */
    public static Me nobody(ZoneId zone) {
        return new Me(Map.of(), zone);
    }

    List<?> of(String attribute) {
        return values.getOrDefault(attribute, List.of());
    }
}
