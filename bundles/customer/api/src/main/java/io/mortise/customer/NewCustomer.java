package io.mortise.customer;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What registering a customer needs. It starts in stage {@link CustomerStage#POTENTIAL}.
 *
 * @param details checked and normalised when registered
 * @param source how it came: {@code manual}, {@code import}, {@code form}, {@code wecom}, {@code api}, {@code plugin}
 * @param ownerId the person who looks after it; null for the caller when he is a person, else for nobody
 * @param ownerDepartmentId one of the owner's departments; null for his main one
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

    /** One that the caller owns and no other system knows. */
    public static NewCustomer of(CustomerDetails details, String source) {
        return new NewCustomer(details, source, null, null, null);
    }
}
