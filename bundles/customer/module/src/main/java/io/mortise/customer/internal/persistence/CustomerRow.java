package io.mortise.customer.internal.persistence;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.internal.domain.CustomerFields;
import io.mortise.data.Money;
import io.mortise.data.Row;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row of {@code customer_customer}, for lists: read straight into the record, no entity is made (DECISIONS.md 8). */
final class CustomerRow {

    /** What {@link #read} needs. */
    static final List<String> COLUMNS = List.of(
            "id",
            "number",
            "name",
            "legal_name",
            "credit_code",
            "kind",
            "grade",
            "industry",
            "scale",
            "region",
            "parent_name",
            "phone",
            "revenue_minor",
            "revenue_currency",
            "employees",
            "founding_year",
            "stage",
            "stage_changed_at",
            "owner_id",
            "owner_department_id",
            "previous_owner_id",
            "pool_id",
            "source",
            "external_system",
            "external_id",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "tag_ids",
            "revision",
            "custom");

    private CustomerRow() {}

    /** A row of a page: the kernel has already taken out of it what the caller may not see. */
    static Customer read(Row row) {
        return new Customer(
                new CustomerId(row.requireUuid("id")),
                row.number("number"),
                details(row),
                stage(row.text("stage")),
                row.instant("stage_changed_at"),
                row.uuid("owner_id"),
                row.uuid("owner_department_id"),
                row.uuid("previous_owner_id"),
                row.uuid("pool_id"),
                row.text("source"),
                external(row.text("external_system"), row.text("external_id")),
                row.instant("created_at"),
                row.text("created_by"),
                row.instant("updated_at"),
                row.text("updated_by"),
                TagList.read(row.text("tag_ids")),
                row.requireNumber("revision"),
                CustomerFields.masked(row.fields()));
    }

    private static CustomerDetails details(Row row) {
        return CustomerDetails.named(row.text("name"))
                .legalName(row.text("legal_name"))
                .creditCode(row.text("credit_code"))
                .kind(kind(row.text("kind")))
                .grade(row.text("grade"))
                .industry(row.text("industry"))
                .scale(row.text("scale"))
                .region(row.text("region"))
                .parentName(row.text("parent_name"))
                .phone(row.text("phone"))
                .revenue(money(row.number("revenue_minor"), row.text("revenue_currency")))
                .employees(whole(row.number("employees")))
                .foundingYear(whole(row.number("founding_year")))
                .build();
    }

    private static @Nullable CustomerStage stage(@Nullable String key) {
        return find(CustomerStage.values(), CustomerStage::key, key);
    }

    private static @Nullable CustomerKind kind(@Nullable String key) {
        return find(CustomerKind.values(), CustomerKind::key, key);
    }

    /** A masked choice is none of them. */
    private static <E> @Nullable E find(E[] all, Function<E, String> key, @Nullable String wanted) {
        for (E one : all) {
            if (key.apply(one).equals(wanted)) {
                return one;
            }
        }
        return null;
    }

    private static @Nullable Money money(@Nullable Long minor, @Nullable String currency) {
        return minor == null || currency == null ? null : new Money(minor, currency);
    }

    private static @Nullable ExternalReference external(@Nullable String system, @Nullable String id) {
        return system == null || id == null ? null : new ExternalReference(system, id);
    }

    private static @Nullable Integer whole(@Nullable Long number) {
        return number == null ? null : Math.toIntExact(number);
    }
}
