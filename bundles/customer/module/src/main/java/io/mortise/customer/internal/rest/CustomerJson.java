package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.LiveFields;
import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.internal.fields.ShownValues;
import io.mortise.customer.internal.lists.Listed;
import io.mortise.data.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A customer on the wire; what is unknown, or hidden from the caller, is absent.
 *
 * @param masked names of members of which only a part is sent, or nothing where a part makes no sense; absent when there are none
 * @param custom values of custom fields by key; absent when there are none
 */
public record CustomerJson(
        UUID id,
        @Nullable Long number,
        @Nullable String name,
        @Nullable String legalName,
        @Nullable String creditCode,
        @Nullable String kind,
        @Nullable String grade,
        @Nullable String industry,
        @Nullable String scale,
        @Nullable String region,
        @Nullable String parentName,
        @Nullable String phone,
        @Nullable MoneyJson revenue,
        @Nullable Integer employees,
        @Nullable Integer foundingYear,
        @Nullable String stage,
        @Nullable Instant stageChangedAt,
        @Nullable UUID ownerId,
        @Nullable UUID ownerDepartmentId,
        @Nullable UUID previousOwnerId,
        @Nullable UUID poolId,
        @Nullable String source,
        @Nullable ExternalJson external,
        @Nullable Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant updatedAt,
        @Nullable String updatedBy,
        @Nullable List<UUID> tags,
        long revision,
        @Nullable List<String> masked,
        @Nullable Map<String, JsonNode> custom) {

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
        return of(new Listed(customer, ShownValues.Shown.NOTHING));
    }

    static CustomerJson of(Listed listed) {
        Customer customer = listed.customer();
        CustomerDetails details = customer.details();
        CustomerKind kind = details.kind();
        CustomerStage stage = customer.stage();
        return new CustomerJson(
                customer.id().value(),
                customer.number(),
                details.name(),
                details.legalName(),
                details.creditCode(),
                kind == null ? null : kind.key(),
                details.grade(),
                details.industry(),
                details.scale(),
                details.region(),
                details.parentName(),
                details.phone(),
                MoneyJson.of(details.revenue()),
                details.employees(),
                details.foundingYear(),
                stage == null ? null : stage.key(),
                customer.stageChangedAt(),
                customer.ownerId(),
                customer.ownerDepartmentId(),
                customer.previousOwnerId(),
                customer.poolId(),
                customer.source(),
                ExternalJson.of(customer.external()),
                customer.createdAt(),
                customer.createdBy(),
                customer.updatedAt(),
                customer.updatedBy(),
                customer.tags().isEmpty() ? null : customer.tags(),
                customer.revision(),
                masked(listed),
                listed.custom().values().isEmpty() ? null : listed.custom().values());
    }

    private static @Nullable List<String> masked(Listed listed) {
        List<String> masked = Stream.concat(
                        listed.customer().masked().stream(),
                        listed.custom().masked().stream().map(key -> LiveFields.PREFIX + key))
                .sorted()
                .toList();
        return masked.isEmpty() ? null : masked;
    }
}
