package io.mortise.kernel.gateway;

/**
 * Which raw paths are refused before anything looks at them: dot segments, back slashes, encoded slashes, control
 * characters. Clients that mean well never send them, and every part behind could read them in another way.
 */
final class Paths {

    private Paths() {}

    static boolean suspicious(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x21 || c == 0x7f || c == '\\') {
                return true;
            }
            if (c == '%' && suspiciousEscape(path, i)) {
                return true;
            }
            if (c == '/' && dotSegment(path, i + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean suspiciousEscape(String path, int at) {
        if (at + 2 >= path.length()) {
            return true;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            return true;
        }
        int value = high * 16 + low;
        return value < 0x20 || value == 0x7f || value == '/' || value == '\\' || value == '.';
    }

    private static boolean dotSegment(String path, int from) {
        int dots = from;
        while (dots < path.length() && path.charAt(dots) == '.') {
            dots++;
        }
        int count = dots - from;
        boolean ends = dots == path.length() || path.charAt(dots) == '/' || path.charAt(dots) == ';';
        return ends && (count == 1 || count == 2);
    }
}
