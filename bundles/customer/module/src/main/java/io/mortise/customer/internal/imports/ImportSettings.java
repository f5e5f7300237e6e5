package io.mortise.customer.internal.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a file is to be taken.
 *
 * @param fileName for people
 * @param source the system the external ids belong to
 * @param dryRun do everything and keep nothing
 * @param existing what happens to customers that an earlier import of the source brought
 * @param header whether the first row holds headings
 * @param currency of the money in the file
 * @param match what a row is known by
 * @param mapping column → field, for columns whose heading does not say it; an empty field leaves the column out
 */
public record ImportSettings(
        String fileName,
        String source,
        boolean dryRun,
        Existing existing,
        Header header,
        String currency,
        Match match,
        Map<String, String> mapping) {

    /** What happens to customers that are known already. */
    public enum Existing {
        /** Cells that are not blank replace what is written down. */
        UPDATE,
        /** They stay as they are. */
        SKIP
    }

    /** What a row is known by: a customer that has the same is the one it speaks of. */
    public enum Match {
        /** The system and its id, or the name where there is none (DECISIONS.md 26). */
        EXTERNAL("external", ImportField.EXTERNAL_ID),
        CREDIT_CODE("creditCode", ImportField.CREDIT_CODE),
        PHONE("phone", ImportField.PHONE),
        NAME("name", ImportField.NAME);

        private final String key;
        private final ImportField field;

        Match(String key, ImportField field) {
            this.key = key;
            this.field = field;
        }

        /** As in a query. */
        public String key() {
            return key;
        }

        /** The column that holds it. */
        ImportField field() {
            return field;
        }

        static Match of(String key) {
            return Arrays.stream(values())
                    .filter(match -> match.key.equals(key))
                    .findFirst()
                    .orElse(EXTERNAL);
        }
    }

    /** Whether the first row holds headings. */
    public enum Header {
        /** Yes when it names a field, or there is more than one column. */
        AUTO,
        /** It does. */
        YES,
        /** It is a row like the others; columns are called 1, 2, … */
        NO
    }

    public ImportSettings {
        mapping = Collections.unmodifiableMap(new TreeMap<>(mapping));
    }

    /** Reads query parameters. */
    public static ImportSettings read(
            @Nullable String fileName,
            @Nullable String source,
            @Nullable String dryRun,
            @Nullable String existing,
            @Nullable String header,
            @Nullable String currency,
            @Nullable String match,
            @Nullable String mapping) {
        var faults = new ArrayList<FieldFault>();
        var settings = new ImportSettings(
                text(faults, "?name", fileName, "customers.csv", 200),
                text(faults, "?source", source, "import", 50),
                choice(faults, "?dryRun", dryRun, "false", List.of("true", "false"))
                        .equals("true"),
                Existing.valueOf(choice(faults, "?existing", existing, "update", List.of("update", "skip"))
                        .toUpperCase(Locale.ROOT)),
                Header.valueOf(choice(faults, "?header", header, "auto", List.of("auto", "yes", "no"))
                        .toUpperCase(Locale.ROOT)),
                currency(faults, currency),
                Match.of(choice(
                        faults, "?match", match, "external", List.of("external", "creditCode", "phone", "name"))),
                mapping(faults, mapping));
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return settings;
    }

    private static String text(
            List<FieldFault> faults, String name, @Nullable String value, String otherwise, int most) {
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        if (value.length() > most) {
            faults.add(new FieldFault(name, "too-long", Map.of("max", most)));
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            faults.add(FieldFault.of(name, "control-character"));
        }
        return value.strip();
    }

    private static String choice(
            List<FieldFault> faults, String name, @Nullable String value, String otherwise, List<String> choices) {
        if (value == null || choices.contains(value)) {
            return value == null ? otherwise : value;
        }
        faults.add(new FieldFault(name, "unknown-choice", Map.of("choices", String.join(", ", choices))));
        return otherwise;
    }

    private static String currency(List<FieldFault> faults, @Nullable String value) {
        if (value == null) {
            return "CNY";
        }
        Optional<Currency> known = Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getCurrencyCode().equals(value))
                .findFirst();
        if (known.isEmpty()) {
            faults.add(new FieldFault("?currency", "unknown-currency", Map.of("currency", value)));
        }
        return value;
    }

    private static Map<String, String> mapping(List<FieldFault> faults, @Nullable String json) {
        var mapping = new LinkedHashMap<String, String>();
        if (json == null) {
            return mapping;
        }
        try {
            JsonNode object = new ObjectMapper().readTree(json);
            if (object.isObject() && object.valueStream().allMatch(value -> value.isTextual() || value.isNull())) {
                object.properties()
                        .forEach(entry ->
                                mapping.put(entry.getKey(), entry.getValue().asText("")));
                return mapping;
            }
        } catch (JsonProcessingException e) {
            // told below
        }
        faults.add(FieldFault.of("?mapping", "wrong-json"));
        return mapping;
    }
}
