package io.mortise.access;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One action on one kind of object, written {@code customer.customer:edit} (DECISIONS.md 1).
 *
 * @param object {@code <module>.<object>}
 * @param action the action's name, as the module declares it in {@code module.json}
 */
public record Permission(String object, String action) {

    private static final Pattern OBJECT = Pattern.compile("[a-z][a-z0-9]{1,19}\\.[a-z][a-z0-9-]{0,39}");
    private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public Permission {
        Objects.requireNonNull(object);
        Objects.requireNonNull(action);
        if (!OBJECT.matcher(object).matches()) {
            throw new IllegalArgumentException(
                    "object \"" + object + "\" is not written <module>.<object>, for example customer.customer");
        }
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("action \"" + action + "\" is not a lower-case word such as edit");
        }
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException naming the text, when it is not {@code <module>.<object>:<action>}
     */
    public static Permission parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("permission \"" + text
                    + "\" is not written <module>.<object>:<action>, for example customer.customer:edit");
        }
        return new Permission(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The module that owns the object. */
    public String module() {
        return object.substring(0, object.indexOf('.'));
    }

    @Override
    public String toString() {
        return object + ":" + action;
    }
}
