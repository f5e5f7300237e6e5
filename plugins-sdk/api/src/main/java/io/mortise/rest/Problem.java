package io.mortise.rest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What went wrong, for {@code application/problem+json} (RFC 9457). Title and detail are texts of the module that says
 * it, under the keys {@code problem.<type>.title} and {@code problem.<type>.detail}, with the extras as named
 * placeholders, in the caller's language.
 *
 * @param type stable name, kebab-case; sent as {@code /problems/<type>}
 * @param status HTTP status, 400 to 599
 * @param extras typed members of the answer, in order; values are text, numbers, booleans or lists of these
 * @param faults what is wrong with which field; empty when it is not about fields
 */
public record Problem(String type, int status, Map<String, Object> extras, List<FieldFault> faults) {

    public Problem {
        Objects.requireNonNull(type);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a problem's status is 400 to 599, not " + status);
        }
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
        faults = List.copyOf(faults);
    }

    /** A problem without extras. */
    public static Problem of(String type, int status) {
        return new Problem(type, status, Map.of(), List.of());
    }

    /** The same with one more member. */
    public Problem with(String name, Object value) {
        var more = new LinkedHashMap<>(extras);
        more.put(name, value);
        return new Problem(type, status, more, faults);
    }

    /** The same about these fields. */
    public Problem with(List<FieldFault> fieldFaults) {
        return new Problem(type, status, extras, fieldFaults);
    }
}
