package io.mortise.customer.internal.imports;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.data.Money;
import io.mortise.rest.FieldFault;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the cells of a row into details. Blank cells say nothing: what is known already stays. */
final class RowReader {

    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());
    private static final Map<String, CustomerKind> KINDS = Map.of(
            "company", CustomerKind.COMPANY,
            "企业", CustomerKind.COMPANY,
            "公司", CustomerKind.COMPANY,
            "person", CustomerKind.PERSON,
            "个人", CustomerKind.PERSON);

    private final ColumnMapping mapping;
    private final String currency;

    RowReader(ColumnMapping mapping, String currency) {
        this.mapping = mapping;
        this.currency = currency;
    }

    /** Writes the row's cells into the details; says which cells can't be read. */
    List<FieldFault> read(List<String> cells, CustomerDetails.Builder into) {
        var faults = new ArrayList<FieldFault>();
        for (ImportField field : ImportField.values()) {
            String cell = mapping.cell(field, cells);
            if (cell != null) {
                read(field, cell, cells, into).ifPresent(faults::add);
            }
        }
        return faults;
    }

    private Optional<FieldFault> read(
            ImportField field, String cell, List<String> cells, CustomerDetails.Builder into) {
        return switch (field) {
            case EXTERNAL_ID, REVENUE_CURRENCY -> Optional.empty();
            case NAME -> done(into.name(cell));
            case LEGAL_NAME -> done(into.legalName(cell));
            case CREDIT_CODE -> done(into.creditCode(cell));
            case GRADE -> done(into.grade(cell));
            case INDUSTRY -> done(into.industry(cell));
            case SCALE -> done(into.scale(cell));
            case REGION -> done(into.region(cell));
            case PARENT_NAME -> done(into.parentName(cell));
            case PHONE -> done(into.phone(cell));
            case KIND -> kind(field, cell, into);
            case REVENUE -> money(field, cell, currency(cells), into);
            case EMPLOYEES ->
                whole(field, cell).map(into::employees).map(RowReader::done).orElseGet(() -> noNumber(field, cell));
            case FOUNDING_YEAR ->
                whole(field, cell).map(into::foundingYear).map(RowReader::done).orElseGet(() -> noNumber(field, cell));
        };
    }

    private static Optional<FieldFault> done(CustomerDetails.Builder read) {
        return Optional.empty();
    }

    private static Optional<FieldFault> kind(ImportField field, String cell, CustomerDetails.Builder into) {
        CustomerKind kind = KINDS.get(cell.toLowerCase(Locale.ROOT));
        if (kind == null) {
            return fault(field, "unknown-choice", Map.of("choices", "company, person"));
        }
        return done(into.kind(kind));
    }

    /** What the row says, else what was said for the file. */
    private String currency(List<String> cells) {
        String own = mapping.cell(ImportField.REVENUE_CURRENCY, cells);
        return own == null ? currency : own.toUpperCase(Locale.ROOT);
    }

    private static Optional<FieldFault> money(
            ImportField field, String cell, String currency, CustomerDetails.Builder into) {
        BigDecimal amount = number(cell);
        if (amount == null) {
            return noNumber(field, cell);
        }
        if (!CURRENCIES.contains(currency)) {
            return fault(field, "unknown-currency", Map.of("currency", shortened(currency)));
        }
        try {
            return done(into.revenue(Money.of(amount, currency)));
        } catch (ArithmeticException e) {
            return amount.stripTrailingZeros().scale() > 0
                    ? fault(field, "too-many-decimals", Map.of("value", cell, "currency", currency))
                    : noNumber(field, cell);
        }
    }

    private static Optional<Integer> whole(ImportField field, String cell) {
        BigDecimal number = number(cell);
        try {
            return number == null ? Optional.empty() : Optional.of(number.intValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** A plain decimal number, also full-width and with commas between thousands; null for anything else. */
    private static @Nullable BigDecimal number(String cell) {
        String plain = Normalizer.normalize(cell, Normalizer.Form.NFKC).replace(" ", "");
        if (GROUPED.matcher(plain).matches()) {
            plain = plain.replace(",", "");
        }
        return NUMBER.matcher(plain).matches() ? new BigDecimal(plain) : null;
    }

    private static Optional<FieldFault> noNumber(ImportField field, String cell) {
        return fault(field, "not-a-number", Map.of("value", shortened(cell)));
    }

    private static String shortened(String cell) {
        return cell.length() > 50 ? cell.substring(0, 50) + "…" : cell;
    }

    private static Optional<FieldFault> fault(ImportField field, String code, Map<String, Object> arguments) {
        return Optional.of(new FieldFault("/" + field.key(), code, arguments));
    }
}
