package io.mortise.customer.internal.rest;

import io.mortise.customer.CustomerFilter;
import io.mortise.customer.CustomerOrder;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.sheets.SheetFormat;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; what is wrong is 400 with the parameter's name, never silently another question. */
final class CustomerQuery {

    private final List<FieldFault> faults = new ArrayList<>();

    /** A whole number between two. */
    int whole(String name, @Nullable String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the bounds
        }
        faults.add(new FieldFault("?" + name, "out-of-range", Map.of("min", least, "max", most)));
        return otherwise;
    }

    /** A word that must be one of these. */
    void oneOf(String name, @Nullable String text, String... choices) {
        if (text == null || !List.of(choices).contains(text)) {
            faults.add(new FieldFault("?" + name, "unknown-choice", Map.of("choices", String.join(", ", choices))));
        }
    }

    /** {@code name}, {@code -created}: a minus turns the order round. */
    CustomerOrder order(@Nullable String sort) {
        if (sort == null) {
            return CustomerOrder.newest();
        }
        boolean descending = sort.startsWith("-");
        return CustomerBody.Choices.find(
                        CustomerOrder.By.values(), CustomerQuery::key, descending ? sort.substring(1) : sort)
                .map(by -> new CustomerOrder(by, descending))
                .orElseGet(() -> {
                    faults.add(CustomerBody.Choices.unknown("?sort", CustomerOrder.By.values(), CustomerQuery::key));
                    return CustomerOrder.newest();
                });
    }

    /** What a file is to be; CSV when nothing is said. */
    SheetFormat format(@Nullable String format) {
        if (format == null) {
            return SheetFormat.CSV;
        }
        return CustomerBody.Choices.find(SheetFormat.values(), SheetFormat::key, format)
                .orElseGet(() -> {
                    faults.add(CustomerBody.Choices.unknown("?format", SheetFormat.values(), SheetFormat::key));
                    return SheetFormat.CSV;
                });
    }

    /** Words between commas. */
    List<String> list(@Nullable String words) {
        return words == null || words.isBlank()
                ? List.of()
                : Arrays.stream(words.split(",")).map(String::strip).distinct().toList();
    }

    /** What is asked for. */
    CustomerFilter filter(@Nullable String text, @Nullable String stage, @Nullable String owner) {
        return new CustomerFilter(text, stage(stage), owner(owner));
    }

    /** Ends the request when anything was wrong. */
    void check() {
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    @Nullable
    CustomerStage stage(@Nullable String stage) {
        if (stage == null) {
            return null;
        }
        var found = CustomerBody.Choices.find(CustomerStage.values(), CustomerStage::key, stage);
        if (found.isEmpty()) {
            faults.add(CustomerBody.Choices.unknown("?stage", CustomerStage.values(), CustomerStage::key));
        }
        return found.orElse(null);
    }

    @Nullable
    UUID owner(@Nullable String owner) {
        return uuid("owner", owner);
    }

    @Nullable
    UUID uuid(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            faults.add(new FieldFault("?" + name, "wrong-type", Map.of("expected", "a UUID")));
            return null;
        }
    }

    private static String key(CustomerOrder.By by) {
        return by.name().toLowerCase(Locale.ROOT);
    }
}
