package io.mortise.customer.internal.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.Pinyin;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamePartsTest {

    private static final String LETTERS = "腾讯重庆银行有限公司华为ab cdeAB1-_%😀𠮷'";

    private static String text(Random random, int most) {
        int[] points = LETTERS.codePoints().toArray();
        return IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(_ -> Character.toString(points[random.nextInt(points.length)]))
                .reduce("", String::concat);
    }

    /** What the list's condition says, word for word. */
    private static boolean matches(String name, String text) {
        String pinyin = Pinyin.text(name);
        boolean said = Pinyin.isTyped(text)
                && !Pinyin.typed(text).isEmpty()
                && pinyin != null
                && pinyin.contains(Pinyin.typed(text));
        return name.contains(text) || said;
    }

    @Test
    void whateverMatchesHasTheWantedParts() {
        int[] seen = new int[2];
        for (int seed = 1; seed <= 200_000; seed++) {
            var random = new Random(seed);
            String name = CustomerRules.key(text(random, 12));
            String text = CustomerRules.key(text(random, 4));
            if (!matches(name, text)) {
                continue;
            }
            List<Set<String>> wanted = NameParts.wanted(text);
            Set<String> parts = NameParts.of(name, Pinyin.text(name));
            assertTrue(
                    wanted.isEmpty() || wanted.stream().anyMatch(parts::containsAll),
                    "seed " + seed + ": " + text + " of " + name);
            seen[wanted.isEmpty() ? 0 : 1]++;
        }
        assertTrue(seen[0] > 1_000 && seen[1] > 300, seen[0] + " too short, " + seen[1] + " told");
    }

    @Test
    void partsAreOfTheNameAsWrittenAndAsSaid() {
        assertEquals(Set.of("腾讯", "ten", "eng", "ngx", "gxu", "xun"), NameParts.of("腾讯", Pinyin.text("腾讯")));
        assertEquals(List.of(Set.of("腾讯")), NameParts.wanted("腾讯"));
        assertEquals(List.of(Set.of("ten", "eng"), Set.of("~ten", "~eng")), NameParts.wanted("teng"));
        assertEquals(List.of(), NameParts.wanted("腾"));
        assertEquals(List.of(), NameParts.wanted("tx"));
        assertEquals(List.of(), NameParts.wanted("%_"));
    }

    @Test
    void placesAreReadAsTheyWereWritten() {
        for (int seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            int density = 1 + random.nextInt(2_000);
            int[] places = IntStream.range(0, 65_536)
                    .filter(_ -> random.nextInt(density) == 0)
                    .toArray();
            assertArrayEquals(places, Places.read(Places.write(places, places.length)), "seed " + seed);
            int[] others = IntStream.range(0, 65_536)
                    .filter(_ -> random.nextInt(7) == 0)
                    .toArray();
            Set<Integer> wanted = Set.copyOf(IntStream.of(others).boxed().toList());
            assertArrayEquals(
                    IntStream.of(places).filter(wanted::contains).toArray(),
                    Places.both(places, others),
                    "seed " + seed);
        }
        assertArrayEquals(new int[] {0, 65_535}, Places.read(Places.write(new int[] {0, 65_535}, 2)));
        assertEquals(
                65_536,
                Places.write(IntStream.range(0, 65_536).toArray(), 65_536).length());
    }
}
