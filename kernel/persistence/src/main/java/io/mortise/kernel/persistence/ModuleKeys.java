package io.mortise.kernel.persistence;

import io.mortise.secret.Keys;
import java.util.regex.Pattern;

/** The keys of one module: its id is part of what each is derived from. */
record ModuleKeys(String module, KeyRing ring) implements Keys {

    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9.-]{0,79}");

    @Override
    public byte[] hmac(String purpose, byte[] value) {
        return ring.hmac(context(purpose), value);
    }

    @Override
    public byte[] seal(String purpose, byte[] value) {
        return ring.seal(context(purpose), value);
    }

    @Override
    public byte[] open(String purpose, byte[] sealed) {
        return ring.open(context(purpose), sealed);
    }

    private String context(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException(
                    "\"" + purpose + "\" is no purpose: a lower-case word of letters, digits, dots and dashes");
        }
        return module + "\n" + purpose;
    }
}
