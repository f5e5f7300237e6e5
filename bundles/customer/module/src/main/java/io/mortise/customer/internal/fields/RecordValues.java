package io.mortise.customer.internal.fields;

import io.mortise.customer.Customer;
import io.mortise.customer.CustomerDetails;
import io.mortise.data.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields of a customer that formulas know, as numbers, texts and days. */
final class RecordValues {

    /** What they are, by name. */
    static final Map<String, FormulaKind> KINDS = Map.ofEntries(
            Map.entry("name", FormulaKind.TEXT),
            Map.entry("legalName", FormulaKind.TEXT),
            Map.entry("grade", FormulaKind.TEXT),
            Map.entry("industry", FormulaKind.TEXT),
            Map.entry("scale", FormulaKind.TEXT),
            Map.entry("region", FormulaKind.TEXT),
            Map.entry("stage", FormulaKind.TEXT),
            Map.entry("revenue", FormulaKind.NUMBER),
            Map.entry("employees", FormulaKind.NUMBER),
            Map.entry("foundingYear", FormulaKind.NUMBER),
            Map.entry("number", FormulaKind.NUMBER),
            Map.entry("stageChangedAt", FormulaKind.DAY),
            Map.entry("createdAt", FormulaKind.DAY));

    private RecordValues() {}

    static @Nullable Object of(Customer customer, String field) {
        CustomerDetails details = customer.details();
        return switch (field) {
            case "name" -> details.name();
            case "legalName" -> details.legalName();
            case "grade" -> details.grade();
            case "industry" -> details.industry();
            case "scale" -> details.scale();
            case "region" -> details.region();
            case "revenue" -> amount(details.revenue());
            case "employees" -> whole(details.employees());
            case "foundingYear" -> whole(details.foundingYear());
            case "stage" -> customer.stage() == null ? null : customer.stage().key();
            case "stageChangedAt" -> day(customer.stageChangedAt());
            case "createdAt" -> day(customer.createdAt());
            case "number" -> customer.number() == null ? null : BigDecimal.valueOf(customer.number());
            default -> null;
        };
    }

    private static @Nullable BigDecimal amount(@Nullable Money money) {
        return money == null ? null : money.amount();
    }

    private static @Nullable BigDecimal whole(@Nullable Integer number) {
        return number == null ? null : BigDecimal.valueOf(number);
    }

    private static @Nullable LocalDate day(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
