package io.mortise.customer;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A customer as it was when it was read, as far as the caller may see it. What is null is unknown or hidden: he can't tell
 * which. Id and revision are always there.
 *
 * @param number of its own sequence; numbers ascend and may have gaps
 * @param stage how far the business has come
 * @param stageChangedAt when it came there
 * @param ownerId the person who looks after it, if anybody does
 * @param ownerDepartmentId the owner's department at assignment
 * @param previousOwnerId who looked after it before
 * @param poolId the public pool it is in
 * @param source how it came, {@code manual}
 * @param external where else it is known
 * @param createdBy id of the caller who registered it
 * @param updatedBy id of the caller who changed it last
 * @param tags ids of its tags
 * @param revision raised at every change: optimistic lock and {@code ETag}
 * @param masked names of fields of which only a part is shown, as in JSON
 */
public record Customer(
        CustomerId id,
        @Nullable Long number,
        CustomerDetails details,
        @Nullable CustomerStage stage,
        @Nullable Instant stageChangedAt,
        @Nullable UUID ownerId,
        @Nullable UUID ownerDepartmentId,
        @Nullable UUID previousOwnerId,
        @Nullable UUID poolId,
        @Nullable String source,
        @Nullable ExternalReference external,
        @Nullable Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant updatedAt,
        @Nullable String updatedBy,
        List<UUID> tags,
        long revision,
        Set<String> masked) {

    public Customer {
        tags = List.copyOf(tags);
        masked = Set.copyOf(masked);
    }

    /** The name in daily use; null when the caller may not see it. */
    public @Nullable String name() {
        return details.name();
    }
}
