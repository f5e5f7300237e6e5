package io.mortise.kernel.launcher.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant. */
final class Nearest {

    private Nearest() {}

    /** The known word with the fewest letters changed, when it is near enough to be a slip. */
    static Optional<String> to(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(word -> distance(typed, word)))
                .filter(word -> distance(typed, word) <= Math.max(2, typed.length() / 3));
    }

    /** Levenshtein's distance; long words are cut, so that hostile input costs little. */
    private static int distance(String left, String right) {
        String a = left.substring(0, Math.min(left.length(), 100));
        String b = right.substring(0, Math.min(right.length(), 100));
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
