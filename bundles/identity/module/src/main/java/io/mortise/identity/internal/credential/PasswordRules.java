package io.mortise.identity.internal.credential;

import io.mortise.rest.FieldFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a new password must be: long enough, none of the common ones, not the person's own name. No rule about kinds of
 * characters: they make passwords worse (NIST SP 800-63B).
 *
 * @param shortest least number of characters
 * @param common what everybody tries first
 */
public record PasswordRules(int shortest, CommonPasswords common) {

    /** More is no better, and would cost work before anybody has signed in. */
    public static final int LONGEST = 200;

    /**
     * What is wrong with it, at most one fault.
     *
     * @param own names of the person, which others know
     */
    public List<FieldFault> faults(String pointer, String password, List<String> own) {
        int length = password.codePointCount(0, password.length());
        if (length < shortest) {
            return List.of(new FieldFault(pointer, "password-short", Map.of("min", shortest)));
        }
        if (length > LONGEST) {
            return List.of(new FieldFault(pointer, "too-long", Map.of("max", LONGEST)));
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return List.of(FieldFault.of(pointer, "control-character"));
        }
        if (common.hold(password)) {
            return List.of(FieldFault.of(pointer, "password-common"));
        }
        String plain = password.toLowerCase(Locale.ROOT);
        if (own.stream()
                .flatMap(name -> List.of(name.toLowerCase(Locale.ROOT).split("[\\s@.]+")).stream())
                .anyMatch(name -> name.length() >= 3 && plain.contains(name) && plain.length() < name.length() + 8)) {
            return List.of(FieldFault.of(pointer, "password-own-name"));
        }
        return List.of();
    }
}
