package io.mortise.filter;

import java.time.Instant;
import java.util.Set;

/** Which characters and words mean what. */
final class Words {

    static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** A field of such a name is written in back quotes. */
    static final Set<String> RESERVED =
            Set.of("and", "or", "not", "in", "is", "empty", "contains", "starts", "with", "true", "false", "me");

    private static final int LONGEST_NAME = 64;

    private Words() {}

    /** A word, or two with a dot between: {@code custom.key}. */
    static boolean isField(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? isWord(name) : isWord(name.substring(0, dot)) && isWord(name.substring(dot + 1));
    }

    static boolean isWord(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !isLetter(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            if (!isWordPart(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isWordPart(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }

    /** What UTF-8 and both databases hold: no NUL, no half of a surrogate pair. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
