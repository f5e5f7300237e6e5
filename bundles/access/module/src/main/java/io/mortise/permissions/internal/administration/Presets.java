package io.mortise.permissions.internal.administration;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** What this version of the module delivers: {@code presets.json}, in the form of every policy file. */
public final class Presets {

    private Presets() {}

    /** The delivered rulebook, whose assignments begin at a moment. */
    public static Rulebook delivered(Instant from) {
        try (var in = Presets.class.getResourceAsStream("/presets.json")) {
            if (in == null) {
                throw new IllegalStateException("presets.json is not in the module's jar");
            }
            return new PolicyReader("module:access", from, null).rulebook(new ObjectMapper().readTree(in), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
