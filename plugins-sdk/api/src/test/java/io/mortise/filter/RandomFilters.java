package io.mortise.filter;

import io.mortise.access.ObjectCatalog;
import io.mortise.data.Money;
import io.mortise.filter.Filter.Comparison;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An object with a field of every type, and random filters and rows of it; the same for the same seed. */
final class RandomFilters {

    static final ObjectCatalog.ObjectType DEAL = new ObjectCatalog.ObjectType(
            "shop.deal",
            Map.of(),
            true,
            false,
            null,
            List.of(
                    field("title", "text", "title"),
                    field("stage", "choice", "stage"),
                    field("size", "number", "size"),
                    field("revenue", "money", "revenue_minor", "revenue_currency"),
                    field("dueOn", "date", "due_on"),
                    field("createdAt", "instant", "created_at"),
                    field("open", "truth", "open"),
                    field("ownerId", "person", "owner_id"),
                    field("departmentId", "department", "department_id"),
                    field("createdBy", "text", "created_by"),
                    field("in", "text", "in_column"),
                    field("custom.level", "multi", "x_t1"),
                    field("custom.in", "number", "x_n1"),
                    field("attachment", "file", "attachment")),
            List.of());

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final List<String> WORDS = List.of("a", "ab", "abc", "", "华东", "%", "\"\\\n\u2028\u202e", "😀");

    private final Random random;

    RandomFilters(long seed) {
        random = new Random(seed);
    }

    private static ObjectCatalog.Field field(String name, String type, String... columns) {
        return new ObjectCatalog.Field(name, Map.of(), type, "internal", List.of(columns));
    }

    Filter filter(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return test();
        }
        return switch (random.nextInt(3)) {
            case 0 -> new Filter.Not(filter(depth - 1));
            case 1 -> new Filter.All(parts(depth));
            default -> new Filter.Any(parts(depth));
        };
    }

    private List<Filter> parts(int depth) {
        var parts = new ArrayList<Filter>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            parts.add(filter(depth - 1));
        }
        return parts;
    }

    private Filter test() {
        var fields = List.of(
                "title",
                "stage",
                "size",
                "revenue",
                "dueOn",
                "createdAt",
                "open",
                "ownerId",
                "departmentId",
                "createdBy",
                "in",
                "custom.level",
                "custom.in");
        String field = fields.get(random.nextInt(fields.size()));
        FieldType type = FieldType.of(DEAL.field(field).orElseThrow().type()).orElseThrow();
        Comparison comparison;
        do {
            comparison = Comparison.values()[random.nextInt(Comparison.values().length)];
        } while (!type.knows(comparison));
        int size = switch (comparison) {
            case EMPTY -> 0;
            case IN -> 1 + random.nextInt(3);
            default -> 1;
        };
        var values = new ArrayList<FilterValue>();
        for (int i = 0; i < size; i++) {
            values.add(value(field, type, comparison == Comparison.IN));
        }
        return new Filter.Test(field, comparison, values);
    }

    private FilterValue value(String field, FieldType type, boolean list) {
        return switch (type) {
            case TEXT ->
                field.equals("createdBy") && random.nextBoolean()
                        ? new FilterValue.Me("id")
                        : new FilterValue.Text(word());
            case CHOICE, MULTI -> new FilterValue.Text(word());
            case NUMBER -> new FilterValue.Number(number());
            case MONEY -> new FilterValue.Amount(money());
            case DATE -> new FilterValue.Day(day());
            case INSTANT -> random.nextBoolean() ? new FilterValue.Day(day()) : new FilterValue.Moment(moment());
            case TRUTH -> new FilterValue.Truth(random.nextBoolean());
            case PERSON ->
                switch (random.nextInt(3)) {
                    case 0 -> new FilterValue.Me("id");
                    case 1 -> new FilterValue.Me("manager");
                    default -> new FilterValue.Text(id().toString());
                };
            case DEPARTMENT ->
                list && random.nextBoolean()
                        ? new FilterValue.Me("departments")
                        : new FilterValue.Text(id().toString());
            case RECORD -> new FilterValue.Text(id().toString());
        };
    }

    /** A row by column. */
    Map<String, @Nullable Object> row() {
        var row = new HashMap<String, @Nullable Object>();
        row.put("title", maybe(word()));
        row.put("stage", maybe(word()));
        row.put("size", maybe(number()));
        Money money = money();
        boolean priced = random.nextInt(4) > 0;
        row.put("revenue_minor", priced ? money.minor() : null);
        row.put("revenue_currency", priced ? money.currency() : null);
        row.put("due_on", maybe(day()));
        row.put("created_at", maybe(moment()));
        row.put("open", maybe(random.nextBoolean()));
        row.put("owner_id", maybe(id()));
        row.put("department_id", maybe(id()));
        row.put("created_by", maybe(random.nextBoolean() ? id().toString() : word()));
        row.put("in_column", maybe(word()));
        row.put("x_t1", maybe(choices()));
        row.put("x_n1", maybe(number()));
        return row;
    }

    Me me() {
        var values = new HashMap<String, List<?>>();
        values.put("id", List.of(id()));
        if (random.nextBoolean()) {
            values.put("manager", List.of(id()));
        }
        values.put("departments", random.nextInt(3) == 0 ? List.of() : List.of(id(), id()));
        return new Me(values, ZONE);
    }

    private @Nullable Object maybe(Object value) {
        return random.nextInt(4) == 0 ? null : value;
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /** Some of the words as they are stored; a choice is neither empty nor has it the stroke. */
    private String choices() {
        var chosen = new LinkedHashSet<String>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String word = word();
            chosen.add(word.isEmpty() ? "a" : word);
        }
        return "|" + String.join("|", chosen) + "|";
    }

    private BigDecimal number() {
        return new BigDecimal(random.nextInt(40) - 20)
                .movePointLeft(random.nextInt(3))
                .stripTrailingZeros();
    }

    private Money money() {
        return new Money(random.nextInt(5) - 2, random.nextBoolean() ? "CNY" : "JPY");
    }

    private LocalDate day() {
        return LocalDate.of(2026, 1, 1).plusDays(random.nextInt(4));
    }

    private Instant moment() {
        return Instant.parse("2025-12-31T14:00:00Z").plusSeconds(3600L * random.nextInt(100));
    }

    private UUID id() {
        return new UUID(7, random.nextInt(4));
    }
}
