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

    /** The delivered rulebook: the same at every reading. */
    public static Rulebook delivered() {
        try (var in = Presets.class.getResourceAsStream("/presets.json")) {
            if (in == null) {
                throw new IllegalStateException("presets.json is not in the module's jar");
            }
            return new PolicyReader("module:access", Instant.EPOCH, null).rulebook(new ObjectMapper().readTree(in), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
