package io.mortise.customer.internal.domain;

/** Unified social credit codes by GB 32100-2015: 17 characters and a check character, without I, O, S, V and Z. */
public final class CreditCode {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int LENGTH = 18;

    private CreditCode() {}

    /** Whether the text, in upper case, is a code with the right check character. */
    public static boolean valid(String text) {
        if (text.length() != LENGTH || !text.substring(2, 8).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int check = check(text);
        return check >= 0 && ALPHABET.charAt(check) == text.charAt(LENGTH - 1);
    }

    /** The code that begins with these 17 characters. */
    public static String checked(String begin) {
        int check = begin.length() == LENGTH - 1 ? check(begin) : -1;
        if (check < 0) {
            throw new IllegalArgumentException("no beginning of a credit code: " + begin);
        }
        return begin + ALPHABET.charAt(check);
    }

    /** Place of the check character; -1 when one before it is none of a code. */
    private static int check(String text) {
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < LENGTH - 1; i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                return -1;
            }
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        return (31 - sum % 31) % 31;
    }
}
