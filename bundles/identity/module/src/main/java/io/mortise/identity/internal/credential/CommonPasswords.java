package io.mortise.identity.internal.credential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words that passwords are made of which everybody tries first, and how they are usually dressed up: digits and signs
 * around them, digits for letters, said twice. {@code common-passwords.txt} is the list.
 */
public final class CommonPasswords {

    private static final List<String> ROWS = List.of(
            "01234567890123456789",
            "abcdefghijklmnopqrstuvwxyz",
            "qwertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
            "qazwsxedcrfvtgbyhnujmikolp",
            "1q2w3e4r5t6y7u8i9o0p",
            "q1w2e3r4t5y6u7i8o9p0",
            "qweasdzxc",
            "!@#$%^&*()_+");

    private final Set<String> words;

    CommonPasswords(Set<String> words) {
        this.words = Set.copyOf(words);
    }

    /** The list that is delivered. */
    public static CommonPasswords delivered() {
        try (InputStream in = CommonPasswords.class.getResourceAsStream("/common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.txt is not in the module's jar");
            }
            var words = new HashSet<String>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> List.of(line.split(" ")).stream())
                    .filter(word -> !word.isBlank())
                    .forEach(words::add);
            return new CommonPasswords(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the password is one of them, however it is dressed up. */
    public boolean hold(String password) {
        String plain = password.strip().toLowerCase(Locale.ROOT);
        return words.contains(plain)
                || number(plain)
                || of(once(plain))
                || of(once(core(plain)))
                || of(once(letters(core(plain))));
    }

    /** A phone number, a birthday, an account at a bank's counter. */
    private static boolean number(String text) {
        return text.length() < 16 && text.chars().allMatch(Character::isDigit);
    }

    private boolean of(String word) {
        return word.length() < 4 || words.contains(word) || run(word);
    }

    /** Without the digits and signs around it. */
    private static String core(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && !Character.isLetter(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && !Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        return begin == end ? text : text.substring(begin, end);
    }

    /** With the letters that digits and signs stand for. */
    private static String letters(String text) {
        var plain = new StringBuilder();
        for (char c : text.toCharArray()) {
            plain.append(
                    switch (c) {
                        case '0' -> 'o';
                        case '1', '!' -> 'i';
                        case '3' -> 'e';
                        case '4', '@' -> 'a';
                        case '5', '$' -> 's';
                        case '7' -> 't';
                        default -> c;
                    });
        }
        return plain.toString();
    }

    /** What is said twice or more is said once. */
    private static String once(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            if (text.length() % length == 0
                    && text.substring(0, length).repeat(text.length() / length).equals(text)) {
                return text.substring(0, length);
            }
        }
        return text;
    }

    /** A row of the keyboard or of the alphabet, in either direction. */
    private static boolean run(String text) {
        String back = new StringBuilder(text).reverse().toString();
        return ROWS.stream().anyMatch(row -> row.contains(text) || row.contains(back));
    }
}
