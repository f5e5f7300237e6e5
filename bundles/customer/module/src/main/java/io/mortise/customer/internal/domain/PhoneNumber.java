package io.mortise.customer.internal.domain;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Phone numbers in one form, so that the same number is the same text. */
public final class PhoneNumber {

    private static final Pattern PUNCTUATION = Pattern.compile("[\\s().\\-‐-―·]+");
    private static final Pattern MAINLAND_MOBILE = Pattern.compile("1[3-9]\\d{9}");
    private static final Pattern NORMAL = Pattern.compile("\\+?\\d{5,17}");

    private PhoneNumber() {}

    /**
     * The number without punctuation; {@code 00} becomes {@code +}, and a mobile number of mainland China gets {@code +86}.
     * Other numbers keep their digits: which country a bare number belongs to can't be known.
     *
     * @return empty when it is no phone number
     */
    public static Optional<String> normalise(String text) {
        String digits = PUNCTUATION
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("");
        if (digits.startsWith("00")) {
            digits = "+" + digits.substring(2);
        }
        if (digits.startsWith("86")
                && MAINLAND_MOBILE.matcher(digits.substring(2)).matches()) {
            digits = "+" + digits;
        }
        if (MAINLAND_MOBILE.matcher(digits).matches()) {
            digits = "+86" + digits;
        }
        return NORMAL.matcher(digits).matches() ? Optional.of(digits) : Optional.empty();
    }
}
