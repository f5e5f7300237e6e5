package io.mortise.customer;

import java.util.Locale;

/** What a customer is. Closed: a third kind would change what every rule means. */
public enum CustomerKind {
    /** An organisation. */
    COMPANY,
    /** A natural person. */
    PERSON;

    /** As written in JSON, SQL and files: {@code company}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
