package io.mortise.customer.internal.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Counts the industries of a file, and tells those that are one or two letters away from a usual one, or from another of the file
 * that is much more frequent. They are kept as they are: a word that nobody here knows may be right. For one thread.
 */
final class Spellings {

    private static final List<String> USUAL = List.of(
            "agriculture",
            "automotive",
            "construction",
            "consulting",
            "education",
            "employment",
            "energy",
            "entertainment",
            "finance",
            "government",
            "healthcare",
            "hospitality",
            "insurance",
            "logistics",
            "manufacturing",
            "marketing",
            "media",
            "medical",
            "pharmaceutical",
            "retail",
            "services",
            "software",
            "technology",
            "telecommunications",
            "telecommunication",
            "transportation",
            "travel");

    private static final int MOST_VALUES = 2_000;
    private static final int MOST_NOTICES = 50;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 40;
    private static final int MUCH_MORE = 10;

    private final Map<String, Long> counts = new HashMap<>();

    /** One more row has this industry. */
    void count(String industry) {
        if (counts.size() < MOST_VALUES || counts.containsKey(industry)) {
            counts.merge(industry, 1L, Long::sum);
        }
    }

    /** What looks wrong, the most frequent first. */
    List<Notice> notices() {
        Set<String> usual = new HashSet<>(USUAL);
        var notices = new ArrayList<Notice>();
        counts.forEach((value, rows) -> {
            String plain = value.toLowerCase(Locale.ROOT);
            if (usual.contains(plain) || plain.length() < SHORTEST || plain.length() > LONGEST) {
                return;
            }
            USUAL.stream()
                    .filter(word -> near(plain, word))
                    .findFirst()
                    .or(() -> counts.entrySet().stream()
                            .filter(other -> other.getValue() >= rows * MUCH_MORE)
                            .map(Map.Entry::getKey)
                            .filter(other -> near(plain, other.toLowerCase(Locale.ROOT)))
                            .findFirst())
                    .ifPresent(word -> notices.add(new Notice("industry", value, word, rows)));
        });
        return notices.stream()
                .sorted((a, b) -> a.rows() != b.rows()
                        ? Long.compare(b.rows(), a.rows())
                        : a.value().compareTo(b.value()))
                .limit(MOST_NOTICES)
                .toList();
    }

    /** One letter of a short word, two of a long one. */
    private static boolean near(String one, String other) {
        int most = Math.min(one.length(), other.length()) < 8 ? 1 : 2;
        if (Math.abs(one.length() - other.length()) > most) {
            return false;
        }
        int distance = distance(one, other);
        return distance > 0 && distance <= most;
    }

    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[other.length()];
    }
}
