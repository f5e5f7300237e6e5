package io.mortise.customer.internal.pools;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a pool leaves of a masked value; how long the hidden part is never shows. */
public enum PoolMask {
    /** {@code ****}. */
    ALL,
    /** {@code 张****}. */
    NAME,
    /** {@code ****1234}. */
    TAIL4,
    /** {@code 138****1234}. */
    PHONE;

    /** Those there are, for people to read. */
    public static final String WORDS =
            Arrays.stream(values()).map(PoolMask::word).collect(Collectors.joining(", "));

    private static final String HIDDEN = "****";

    /** The mask of that name. */
    public static Optional<PoolMask> named(String word) {
        return Arrays.stream(values()).filter(mask -> mask.word().equals(word)).findFirst();
    }

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The text with its hidden part taken out; one that is too short shows nothing. */
    public String apply(String text) {
        return switch (this) {
            case ALL -> HIDDEN;
            case NAME ->
                text.codePointCount(0, text.length()) < 2
                        ? HIDDEN
                        : text.substring(0, text.offsetByCodePoints(0, 1)) + HIDDEN;
            case TAIL4 -> text.length() < 8 ? HIDDEN : HIDDEN + text.substring(text.length() - 4);
            case PHONE -> {
                String digits = text.replaceAll("[^0-9]", "");
                yield digits.length() < 8
                        ? HIDDEN
                        : digits.substring(0, Math.min(5, digits.length() - 8))
                                + HIDDEN
                                + digits.substring(digits.length() - 4);
            }
        };
    }
}
