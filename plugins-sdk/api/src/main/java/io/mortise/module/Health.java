package io.mortise.module;

/**
 * What a health check found.
 *
 * @param well whether the module can work
 * @param detail one sentence for the operator, without personal data
 */
public record Health(boolean well, String detail) {

    /** All is well. */
    public static Health good(String detail) {
        return new Health(true, detail);
    }

    /** The module cannot work, and why. */
    public static Health sick(String detail) {
        return new Health(false, detail);
    }
}
