package io.mortise.customer.internal.rest;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.ExternalReference;
import io.mortise.data.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A customer on the wire; what is unknown is absent. */
public record CustomerJson(
        UUID id,
        long number,
        String name,
        @Nullable String legalName,
        @Nullable String creditCode,
        String kind,
        @Nullable String grade,
        @Nullable String industry,
        @Nullable String scale,
        @Nullable String region,
        @Nullable String parentName,
        @Nullable String phone,
        @Nullable MoneyJson revenue,
        @Nullable Integer employees,
        @Nullable Integer foundingYear,
        String stage,
        Instant stageChangedAt,
        @Nullable UUID ownerId,
        @Nullable UUID ownerDepartmentId,
        String source,
        @Nullable ExternalJson external,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy,
        long revision) {

    /**
     * An amount of money.
     *
     * @param minor whole minor units, fen or cents
     * @param currency ISO 4217
     */
    public record MoneyJson(long minor, String currency) {
        static @Nullable MoneyJson of(@Nullable Money money) {
            return money == null ? null : new MoneyJson(money.minor(), money.currency());
        }
    }

    /** Where else the customer is known, and as what. */
    public record ExternalJson(String system, String id) {
        static @Nullable ExternalJson of(@Nullable ExternalReference external) {
            return external == null ? null : new ExternalJson(external.system(), external.id());
        }
    }

    /** How many customers there are; {@code more} when the count stopped at its cap. */
    public record CountJson(long count, boolean more) {}

    static CustomerJson of(Customer customer) {
        CustomerDetails details = customer.details();
        return new CustomerJson(
                customer.id().value(),
                customer.number(),
                details.name(),
                details.legalName(),
                details.creditCode(),
                details.kind().key(),
                details.grade(),
                details.industry(),
                details.scale(),
                details.region(),
                details.parentName(),
                details.phone(),
                MoneyJson.of(details.revenue()),
                details.employees(),
                details.foundingYear(),
                customer.stage().key(),
                customer.stageChangedAt(),
                customer.ownerId(),
                customer.ownerDepartmentId(),
                customer.source(),
                ExternalJson.of(customer.external()),
                customer.createdAt(),
                customer.createdBy(),
                customer.updatedAt(),
                customer.updatedBy(),
                customer.revision());
    }
}
