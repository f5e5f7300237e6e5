package io.mortise.customer;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A customer as it was when it was read.
 *
 * @param number of its own sequence; numbers ascend and may have gaps
 * @param stage how far the business has come
 * @param stageChangedAt when it came there
 * @param ownerId the person who looks after it, or null
 * @param ownerDepartmentId the owner's department at assignment, or null
 * @param source how it came, {@code manual}
 * @param external where else it is known, or null
 * @param createdBy id of the caller who registered it
 * @param updatedBy id of the caller who changed it last
 * @param revision raised at every change: optimistic lock and {@code ETag}
 */
public record Customer(
        CustomerId id,
        long number,
        CustomerDetails details,
        CustomerStage stage,
        Instant stageChangedAt,
        @Nullable UUID ownerId,
        @Nullable UUID ownerDepartmentId,
        String source,
        @Nullable ExternalReference external,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy,
        long revision) {

    /** The name in daily use. */
    public String name() {
        return details.name();
    }
}
