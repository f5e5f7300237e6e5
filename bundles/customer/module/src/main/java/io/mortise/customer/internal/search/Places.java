package io.mortise.customer.internal.search;

import java.util.Arrays;

/** Ascending places in a block, 0 to 65,535, kept as text: the distance from one to the next in base 64, low digit first. */
final class Places {

    private static final int BITS = 5;
    private static final int MORE = 1 << BITS;
    private static final char FIRST = '0';

    private Places() {}

    /** As they are kept. */
    static String write(int[] places, int count) {
        var text = new StringBuilder(count + count / 2);
        int before = -1;
        for (int i = 0; i < count; i++) {
            int distance = places[i] - before - 1;
            before = places[i];
            while (distance >= MORE) {
                text.append((char) (FIRST + (MORE | distance & MORE - 1)));
                distance >>= BITS;
            }
            text.append((char) (FIRST + distance));
        }
        return text.toString();
    }

    /** What was kept. */
    static int[] read(String text) {
        var places = new int[text.length()];
        int count = 0;
        int before = -1;
        int distance = 0;
        int shift = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - FIRST;
            distance |= (digit & MORE - 1) << shift;
            shift += BITS;
            if (digit < MORE) {
                before += distance + 1;
                places[count++] = before;
                distance = 0;
                shift = 0;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /** Those in both. */
    static int[] both(int[] one, int[] other) {
        var both = new int[Math.min(one.length, other.length)];
        int count = 0;
        for (int i = 0, j = 0; i < one.length && j < other.length; ) {
            if (one[i] == other[j]) {
                both[count++] = one[i];
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return Arrays.copyOf(both, count);
    }
}
