package io.mortise.customer.internal.search;

import io.mortise.customer.internal.domain.Pinyin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a name is found by: two characters in a row where they are no plain letters, and three letters in a row of how it
 * is said, and of its initials. Whatever holds a text holds every part of that text.
 */
final class NameParts {

    /** Before parts of initials. */
    private static final char INITIALS = '~';

    private static final int LETTERS = 3;

    private NameParts() {}

    /**
     * Parts of a name.
     *
     * @param key what it is compared by
     * @param pinyin what {@link Pinyin#text} says of it
     */
    static Set<String> of(String key, @Nullable String pinyin) {
        var parts = new LinkedHashSet<String>();
        pairs(key, parts);
        int blank = pinyin == null ? -1 : pinyin.indexOf(' ');
        runs(Pinyin.typed(key), "", parts);
        if (pinyin != null && blank >= 0) {
            runs(pinyin.substring(0, blank), "", parts);
            runs(pinyin.substring(blank + 1), String.valueOf(INITIALS), parts);
        }
        return parts;
    }

    /**
     * What must be in a name that holds this text: all parts of one of these sets. None when the text is too short to tell.
     *
     * @param key of what was typed
     */
    static List<Set<String>> wanted(String key) {
        if (!Pinyin.isTyped(key)) {
            var pairs = new LinkedHashSet<String>();
            pairs(key, pairs);
            return pairs.isEmpty() ? List.of() : List.of(pairs);
        }
        var said = new LinkedHashSet<String>();
        runs(Pinyin.typed(key), "", said);
        var initials = new LinkedHashSet<String>();
        runs(Pinyin.typed(key), String.valueOf(INITIALS), initials);
        return said.isEmpty() ? List.of() : List.of(said, initials);
    }

    private static void pairs(String key, Set<String> parts) {
        for (int i = 0; i + 1 < key.length(); ) {
            int next = i + Character.charCount(key.codePointAt(i));
            if (next >= key.length()) {
                return;
            }
            int end = next + Character.charCount(key.codePointAt(next));
            if (key.codePointAt(i) >= 0x80 || key.codePointAt(next) >= 0x80) {
                parts.add(key.substring(i, end));
            }
            i = next;
        }
    }

    private static void runs(String letters, String before, Set<String> parts) {
        for (int i = 0; i + LETTERS <= letters.length(); i++) {
            parts.add(before + letters.substring(i, i + LETTERS));
        }
    }
}
