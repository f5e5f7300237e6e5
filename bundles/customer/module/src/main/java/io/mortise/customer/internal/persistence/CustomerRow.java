package io.mortise.customer.internal.persistence;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.data.Money;
import io.mortise.data.Row;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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
            "source",
            "external_system",
            "external_id",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "revision");

    /** The same as a select list under the alias {@code r}. */
    static final String SELECT = COLUMNS.stream().map(column -> "r." + column).collect(Collectors.joining(", "));

    private CustomerRow() {}

    static Customer read(Row row) {
        return new Customer(
                new CustomerId(row.requireUuid("id")),
                row.requireNumber("number"),
                details(row),
                CustomerStage.valueOf(row.requireText("stage").toUpperCase(Locale.ROOT)),
                row.requireInstant("stage_changed_at"),
                row.uuid("owner_id"),
                row.uuid("owner_department_id"),
                row.requireText("source"),
                external(row.text("external_system"), row.text("external_id")),
                row.requireInstant("created_at"),
                row.requireText("created_by"),
                row.requireInstant("updated_at"),
                row.requireText("updated_by"),
                row.requireNumber("revision"));
    }

    private static CustomerDetails details(Row row) {
        return CustomerDetails.named(row.requireText("name"))
                .legalName(row.text("legal_name"))
                .creditCode(row.text("credit_code"))
                .kind(CustomerKind.valueOf(row.requireText("kind").toUpperCase(Locale.ROOT)))
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
