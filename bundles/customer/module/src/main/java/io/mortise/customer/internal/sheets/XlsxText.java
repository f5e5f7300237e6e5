package io.mortise.customer.internal.sheets;

/** How workbooks write characters that XML can't hold: {@code _x001F_}. */
public final class XlsxText {

    private static final int LENGTH = 7;

    private XlsxText() {}

    /** Whether {@code _xHHHH_} stands there. */
    static boolean looksEscaped(String text, int at) {
        if (at + LENGTH > text.length() || text.charAt(at + 1) != 'x' || text.charAt(at + LENGTH - 1) != '_') {
            return false;
        }
        for (int i = at + 2; i < at + LENGTH - 1; i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The text that was meant. */
    public static String decode(String text) {
        int at = text.indexOf("_x");
        if (at < 0) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        int from = 0;
        for (; at >= 0; at = text.indexOf("_x", Math.max(at + 1, from))) {
            if (looksEscaped(text, at)) {
                plain.append(text, from, at).append((char) Integer.parseInt(text.substring(at + 2, at + 6), 16));
                from = at + LENGTH;
            }
        }
        return plain.append(text, from, text.length()).toString();
    }
}
