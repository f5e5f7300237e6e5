package io.mortise.customer.internal.imports;

import io.mortise.access.LiveFields;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.customer.internal.domain.PhoneNumber;
import io.mortise.customer.internal.sheets.Formulas;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which column of a file holds which field. */
final class ColumnMapping {

    private final List<String> columns;
    private final Map<ImportField, Integer> places;
    private final Map<String, Integer> custom;

    private ColumnMapping(List<String> columns, Map<ImportField, Integer> places, Map<String, Integer> custom) {
        this.columns = List.copyOf(columns);
        this.places = places;
        this.custom = custom;
    }

    /**
     * Whether a first row holds headings, as far as can be told: it names a field, or the mapping speaks of its columns,
     * or there are several columns and so must be headings. One column of unknown words is a list of names.
     */
    static boolean isHeader(List<String> first, ImportSettings settings) {
        return switch (settings.header()) {
            case YES -> true;
            case NO -> false;
            case AUTO ->
                first.size() > 1
                        || ImportField.ofHeading(first.getFirst()).isPresent()
                        || place(
                                        first,
                                        settings.mapping().keySet().stream()
                                                .findFirst()
                                                .orElse(""))
                                >= 0;
        };
    }

    /**
     * By the settings where they say something, else by the headings; of two columns for one field the first is taken.
     *
     * @throws ProblemException when a wanted column or field does not exist
     */
    static ColumnMapping ofHeadings(List<String> headings, Map<String, String> wanted) {
        return ofHeadings(headings, wanted, CustomHeadings.NONE);
    }

    /** The same where people defined fields. */
    static ColumnMapping ofHeadings(List<String> headings, Map<String, String> wanted, CustomHeadings defined) {
        var custom = new LinkedHashMap<String, Integer>();
        var places = new EnumMap<ImportField, Integer>(ImportField.class);
        var spoken = new ArrayList<Integer>();
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            int place = place(headings, entry.getKey());
            if (place < 0) {
                throw ImportRefused.unknownColumn(entry.getKey(), headings);
            }
            spoken.add(place);
            if (defined.has(entry.getValue())) {
                if (custom.putIfAbsent(entry.getValue(), place) != null) {
                    throw ImportRefused.mappedTwice(entry.getValue());
                }
            } else if (!entry.getValue().isEmpty()) {
                ImportField field = ImportField.ofKey(entry.getValue())
                        .orElseThrow(() -> ImportRefused.unknownField(entry.getValue()));
                if (places.putIfAbsent(field, place) != null) {
                    throw ImportRefused.mappedTwice(field.key());
                }
            }
        }
        for (int i = 0; i < headings.size(); i++) {
            if (!spoken.contains(i)) {
                int place = i;
                ImportField.ofHeading(headings.get(i))
                        .ifPresentOrElse(
                                field -> places.putIfAbsent(field, place),
                                () -> defined.ofHeading(headings.get(place))
                                        .ifPresent(field -> custom.putIfAbsent(field, place)));
            }
        }
        return new ColumnMapping(headings, places, custom);
    }

    /** Columns called 1, 2, …; the first is the name unless the settings say otherwise. */
    static ColumnMapping ofNumbers(int count, Map<String, String> wanted, CustomHeadings defined) {
        List<String> numbers =
                IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
        return ofHeadings(numbers, wanted.isEmpty() ? Map.of("1", ImportField.NAME.key()) : wanted, defined);
    }

    /** What {@link #fields} and {@link #columns} kept. */
    static ColumnMapping kept(List<String> columns, List<String> fields) {
        var places = new EnumMap<ImportField, Integer>(ImportField.class);
        var custom = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < fields.size(); i++) {
            int place = i;
            if (fields.get(i).startsWith(LiveFields.PREFIX)) {
                custom.put(fields.get(i), place);
            } else {
                ImportField.ofKey(fields.get(i)).ifPresent(field -> places.put(field, place));
            }
        }
        return new ColumnMapping(columns, places, custom);
    }

    /** Headings, or numbers. */
    List<String> columns() {
        return columns;
    }

    /** The field of each column, or an empty text. */
    List<String> fields() {
        var fields = new ArrayList<>(Collections.nCopies(columns.size(), ""));
        places.forEach((field, place) -> fields.set(place, field.key()));
        custom.forEach((field, place) -> fields.set(place, field));
        return fields;
    }

    /** Column → field, without those left out. */
    Map<String, String> described() {
        var described = new LinkedHashMap<String, String>();
        List<String> fields = fields();
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).isEmpty()) {
                described.put(columns.get(i), fields.get(i));
            }
        }
        return described;
    }

    /** The cell of a field, without blanks around; null when it is blank or there is no such column. */
    @Nullable
    String cell(ImportField field, List<String> cells) {
        Integer place = places.get(field);
        return place == null ? null : cell(place, cells);
    }

    private static @Nullable String cell(int place, List<String> cells) {
        return place >= cells.size() || cells.get(place).isBlank()
                ? null
                : Formulas.original(cells.get(place)).strip();
    }

    /** What the row says of fields that people defined, by the field's key. */
    Map<String, String> custom(List<String> cells) {
        var said = new LinkedHashMap<String, String>();
        custom.forEach((field, place) -> {
            String cell = cell(place, cells);
            if (cell != null) {
                said.put(field.substring(LiveFields.PREFIX.length()), cell);
            }
        });
        return said;
    }

    /** Keys of the fields that people defined and that some column holds. */
    Set<String> heldCustom() {
        return custom.keySet().stream()
                .map(field -> field.substring(LiveFields.PREFIX.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The fields of a customer that the row fills, as in JSON. */
    Set<String> filled(List<String> cells) {
        return places.keySet().stream()
                .filter(field -> field.isField() && cell(field, cells) != null)
                .map(ImportField::key)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The fields of a customer that some column holds, as in JSON. */
    Set<String> held() {
        return places.keySet().stream()
                .filter(ImportField::isField)
                .map(ImportField::key)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What the row is known by: its external id, else its name (DECISIONS.md 26). */
    Optional<String> key(List<String> cells) {
        return Optional.ofNullable(cell(ImportField.EXTERNAL_ID, cells))
                .or(() -> Optional.ofNullable(cell(ImportField.NAME, cells)));
    }

    /** The same by another field, in the form in which a customer keeps it. */
    Optional<String> key(ImportSettings.Match match, List<String> cells) {
        Optional<String> cell = Optional.ofNullable(cell(match.field(), cells));
        return switch (match) {
            case EXTERNAL -> cell;
            case CREDIT_CODE -> cell.map(code -> code.toUpperCase(Locale.ROOT));
            case PHONE -> cell.flatMap(PhoneNumber::normalise);
            case NAME -> cell.map(CustomerRules::key);
        };
    }

    /** For each column of no field the one that its heading seems to mean, unless another column has it. */
    Map<String, String> suggestions() {
        var suggestions = new LinkedHashMap<String, String>();
        List<String> fields = fields();
        for (int i = 0; i < columns.size(); i++) {
            if (fields.get(i).isEmpty()) {
                String column = columns.get(i);
                ImportField.resembling(column)
                        .filter(field -> !places.containsKey(field) && !suggestions.containsValue(field.key()))
                        .ifPresent(field -> suggestions.put(column, field.key()));
            }
        }
        return suggestions;
    }

    /** Whether some column is the name. */
    boolean hasName() {
        return places.containsKey(ImportField.NAME);
    }

    private static int place(List<String> headings, String wanted) {
        String plain = ImportField.plain(wanted);
        return IntStream.range(0, headings.size())
                .filter(i ->
                        !plain.isEmpty() && ImportField.plain(headings.get(i)).equals(plain))
                .findFirst()
                .orElse(-1);
    }
}
