package io.mortise.identity;

/**
 * Somebody as another system knows him.
 *
 * @param subject stable there, at most 200 characters
 * @param name for people to read
 */
public record ExternalIdentity(String subject, String name) {

    private static final int LONGEST = 200;

    public ExternalIdentity {
        if (subject.isBlank() || subject.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a subject has 1 to " + LONGEST + " characters, this one has " + subject.length());
        }
    }
}
