package io.mortise.customer;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * To whom customers are given, and why.
 *
 * @param ownerId the new owner, who must work here
 * @param ownerDepartmentId one of his departments, or null for his main one
 * @param reason for the audit trail; not blank
 */
public record Transfer(UUID ownerId, @Nullable UUID ownerDepartmentId, String reason) {

    public Transfer {
        Objects.requireNonNull(ownerId);
        Objects.requireNonNull(reason);
    }
}
