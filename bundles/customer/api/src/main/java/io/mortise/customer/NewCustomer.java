package io.mortise.customer;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What registering a customer needs. It starts in stage {@link CustomerStage#POTENTIAL}.
 *
 * @param details checked and normalised when registered
 * @param source how it came: {@code manual}, {@code import}, {@code form}, {@code wecom}, {@code api}, {@code plugin}
 * @param ownerId the person who looks after it, or null
 * @param ownerDepartmentId the owner's department at assignment, or null
 * @param external where else it is known, or null
 */
public record NewCustomer(
        CustomerDetails details,
        String source,
        @Nullable UUID ownerId,
        @Nullable UUID ownerDepartmentId,
        @Nullable ExternalReference external) {

    public NewCustomer {
        Objects.requireNonNull(details);
        Objects.requireNonNull(source);
    }

    /** One that nobody owns and no other system knows. */
    public static NewCustomer of(CustomerDetails details, String source) {
        return new NewCustomer(details, source, null, null, null);
    }
}
