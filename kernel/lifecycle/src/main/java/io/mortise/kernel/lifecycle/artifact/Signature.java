package io.mortise.kernel.lifecycle.artifact;

import java.util.List;

/**
 * Who signed a jar.
 *
 * @param trust whether that counts
 * @param signers subjects of the certificates, as in {@code CN=Ada, O=Example}; empty when unsigned
 */
public record Signature(Trust trust, List<String> signers) {

    /** Whether a signature counts. */
    public enum Trust {
        /** Nobody signed. */
        UNSIGNED,
        /** Signed well, by somebody the trust folder does not know. */
        UNKNOWN,
        /** Signed well, and the certificate or its issuer lies in the trust folder. */
        TRUSTED
    }

    public Signature {
        signers = List.copyOf(signers);
    }

    /** Nobody signed. */
    public static Signature none() {
        return new Signature(Trust.UNSIGNED, List.of());
    }
}
