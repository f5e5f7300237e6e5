package io.mortise.customer.internal.domain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names as they are said: pinyin without tones, ü as v. Characters with several readings are read by the longest word they stand
 * in (重庆 chongqing, 银行 yinhang), else as usual.
 */
public final class Pinyin {

    private static final int LONGEST_WORD = 6;

    /** What the column holds. */
    private static final int LONGEST_TEXT = 1500;

    private Pinyin() {}

    /** The dictionary: read when it is first needed, a few hundred kilobytes. */
    private static final class Dictionary {
        private static final Dictionary ONLY = new Dictionary();

        private final String[] syllables;
        /** Index of the usual reading of each character of the basic plane, plus one. */
        private final short[] usual = new short[Character.MAX_VALUE + 1];

        private final Map<String, String[]> words = new HashMap<>();

        private Dictionary() {
            var all = new ArrayList<String>();
            for (String line : lines("/pinyin/characters.txt")) {
                int blank = line.indexOf(' ');
                all.add(line.substring(0, blank));
                for (int i = blank + 1; i < line.length(); i++) {
                    usual[line.charAt(i)] = (short) all.size();
                }
            }
            syllables = all.toArray(String[]::new);
            for (String line : lines("/pinyin/phrases.txt")) {
                String[] parts = line.split(" ");
                words.put(parts[0], Arrays.copyOfRange(parts, 1, parts.length));
            }
        }

        private @Nullable String usual(char c) {
            int index = usual[c];
            return index == 0 ? null : syllables[index - 1];
        }

        private static List<String> lines(String resource) {
            InputStream in = Pinyin.class.getResourceAsStream(resource);
            if (in == null) {
                throw new IllegalStateException("the dictionary " + resource + " is not in the module");
            }
            try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return reader.lines().filter(line -> !line.startsWith("#")).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * What a name is found by besides itself: all its syllables, then a blank and their initials; letters and digits are
     * themselves. Null when nothing in it is Chinese.
     *
     * @param key the name's {@linkplain CustomerRules#key key}
     */
    public static @Nullable String text(String key) {
        var whole = new StringBuilder();
        var initials = new StringBuilder();
        boolean chinese = false;
        for (int i = 0; i < key.length(); ) {
            char c = key.charAt(i);
            String[] word = c < 0x3400 ? null : word(key, i);
            if (word != null) {
                chinese = true;
                for (String syllable : word) {
                    whole.append(syllable);
                    initials.append(syllable.charAt(0));
                }
                i += word.length;
                continue;
            }
            if (isLetter(c)) {
                whole.append(c);
                initials.append(c);
            }
            i++;
        }
        if (!chinese) {
            return null;
        }
        String text = whole + " " + initials;
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** Whether somebody types a name as it is said: letters, digits and blanks alone, ü as v. */
    public static boolean isTyped(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> isLetter((char) c) || c == ' ' || c == '\'');
    }

    /** What was typed, as {@link #text} writes it. */
    public static String typed(String key) {
        var typed = new StringBuilder();
        key.chars().filter(c -> isLetter((char) c)).forEach(c -> typed.append((char) c));
        return typed.toString();
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    /** The reading of the longest word that begins there, or of the one character. */
    private static String @Nullable [] word(String key, int at) {
        Dictionary dictionary = Dictionary.ONLY;
        for (int length = Math.min(LONGEST_WORD, key.length() - at); length > 1; length--) {
            String[] word = dictionary.words.get(key.substring(at, at + length));
            if (word != null) {
                return word;
            }
        }
        String usual = dictionary.usual(key.charAt(at));
        return usual == null ? null : new String[] {usual};
    }
}
