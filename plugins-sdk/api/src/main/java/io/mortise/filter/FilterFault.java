package io.mortise.filter;

import io.mortise.rest.FieldFault;
import java.util.HashMap;
import java.util.Map;

/**
 * What is wrong with a filter, and where.
 *
 * @param at the place: in the text form the number of the character, from 1; in the JSON form a JSON Pointer
 * @param code stable, kebab-case, beginning with {@code filter-}; the sentence is the kernel's text {@code fault.<code>}
 * @param arguments values for the sentence
 */
public record FilterFault(String at, String code, Map<String, Object> arguments) {

    public FilterFault {
        arguments = Map.copyOf(arguments);
    }

    /** The same as a fault of a request: the sentence says the place. */
    public FieldFault in(String pointer) {
        var all = new HashMap<>(arguments);
        all.put("at", at);
        return new FieldFault(at.startsWith("/") ? pointer + at : pointer, code, all);
    }
}
