package io.mortise.identity.internal.domain;

import io.mortise.rest.FieldFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the company asks of everybody who signs in.
 *
 * @param secondFactor whether everybody needs one
 * @param passwordLength of new passwords, at least
 * @param idleMinutes without a request until a session ends
 * @param sessionHours until a session ends, whatever happens
 */
public record SignInRules(boolean secondFactor, int passwordLength, int idleMinutes, int sessionHours) {

    /** What a new company has: a working day, and a long lunch. */
    public static SignInRules fresh() {
        return new SignInRules(false, 10, 120, 12);
    }

    /** How long a session may be idle. */
    public Duration idle() {
        return Duration.ofMinutes(idleMinutes);
    }

    /** How long a session lasts. */
    public Duration lasts() {
        return Duration.ofHours(sessionHours);
    }

    List<FieldFault> faults() {
        var faults = new ArrayList<FieldFault>();
        range(faults, "passwordLength", passwordLength, 8, 64);
        range(faults, "idleMinutes", idleMinutes, 5, 7 * 24 * 60);
        range(faults, "sessionHours", sessionHours, 1, 30 * 24);
        return faults;
    }

    private static void range(List<FieldFault> faults, String name, int value, int min, int max) {
        if (value < min || value > max) {
            faults.add(new FieldFault("/signIn/" + name, "out-of-range", Map.of("min", min, "max", max)));
        }
    }
}
