package io.mortise.customer;

import java.util.Objects;

/**
 * Where else a record is known, and as what; unique. An import finds by it what it brought before.
 *
 * @param system the other system or file, {@code crm-sales}
 * @param id the record's id there; its name when it has none (DECISIONS.md 26)
 */
public record ExternalReference(String system, String id) {

    public ExternalReference {
        Objects.requireNonNull(system);
        Objects.requireNonNull(id);
    }
}
