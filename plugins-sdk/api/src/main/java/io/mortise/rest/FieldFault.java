package io.mortise.rest;

import java.util.Map;

/**
 * What is wrong with one field of the request. The message is the text {@code fault.<code>} of the module, or of the
 * kernel, with the arguments as named placeholders.
 *
 * @param pointer JSON Pointer (RFC 6901) into the request's body, {@code /name}; or {@code ?limit} for a query parameter
 * @param code stable, kebab-case: {@code required}, {@code too-long}
 * @param arguments values for the message
 */
public record FieldFault(String pointer, String code, Map<String, Object> arguments) {

    public FieldFault {
        arguments = Map.copyOf(arguments);
    }

    /** A fault whose message needs no values. */
    public static FieldFault of(String pointer, String code) {
        return new FieldFault(pointer, code, Map.of());
    }
}
