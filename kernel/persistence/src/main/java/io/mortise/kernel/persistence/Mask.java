package io.mortise.kernel.persistence;

import org.jspecify.annotations.Nullable;

/** What stays visible of a masked text (PERMISSIONS.md, section 6). How long the hidden part is never shows. */
enum Mask {
    /** {@code 138****1234}. */
    PHONE,
    /** {@code z****@example.com}. */
    EMAIL,
    /** {@code 张****}. */
    NAME,
    /** {@code ****1234}. */
    TAIL4,
    /** {@code ****}. */
    NOTHING;

    private static final String HIDDEN = "****";

    /** The mask of that name in {@code module.json}. */
    static Mask named(@Nullable String name) {
        return switch (name) {
            case null -> NOTHING;
            case "phone" -> PHONE;
            case "email" -> EMAIL;
            case "name" -> NAME;
            case "tail4" -> TAIL4;
            default -> throw new IllegalArgumentException("there is no mask " + name);
        };
    }

    /** The text with its hidden part taken out; one that is too short shows nothing. */
    String apply(String text) {
        return switch (this) {
            case PHONE -> phone(text.replaceAll("[^0-9]", ""));
            case EMAIL -> {
                int at = text.lastIndexOf('@');
                yield at < 2 ? HIDDEN : first(text) + text.substring(at);
            }
            case NAME -> text.codePointCount(0, text.length()) < 2 ? HIDDEN : first(text);
            case TAIL4 -> text.length() < 8 ? HIDDEN : HIDDEN + text.substring(text.length() - 4);
            case NOTHING -> HIDDEN;
        };
    }

    /** Of the digits: all but the four before the last four. */
    private static String phone(String digits) {
        if (digits.length() < 8) {
            return HIDDEN;
        }
        int shown = Math.min(5, digits.length() - 8);
        return digits.substring(0, shown) + HIDDEN + digits.substring(digits.length() - 4);
    }

    private static String first(String text) {
        return text.substring(0, text.offsetByCodePoints(0, 1)) + HIDDEN;
    }
}
