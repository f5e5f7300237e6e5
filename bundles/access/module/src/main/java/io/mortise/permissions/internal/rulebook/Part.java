package io.mortise.permissions.internal.rulebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.FieldAccess;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.rest.FieldFault;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object at its place in a document. Readers take a member, and leave a fault that says where when it is wrong; a value that
 * can't be used stands in for it, so that all faults are found at once. {@link #close} finds members that nobody asked for.
 */
public final class Part {

    /** Stands in for an id that could not be read; never stored, because a fault stands beside it. */
    static final UUID NOBODY = new UUID(0, 0);

    private final JsonNode json;
    private final String pointer;
    private final List<FieldFault> faults;
    private final Set<String> known = new HashSet<>();

    Part(JsonNode json, String pointer, List<FieldFault> faults) {
        this.json = json;
        this.pointer = pointer;
        this.faults = faults;
        if (!json.isObject()) {
            faults.add(new FieldFault(pointer, "wrong-type", Map.of("expected", "an object")));
        }
    }

    boolean has(String name) {
        known.add(name);
        return json.hasNonNull(name);
    }

    JsonNode json(String name) {
        known.add(name);
        return json.path(name);
    }

    void fault(String name, String code, Map<String, Object> arguments) {
        faults.add(new FieldFault(at(name), code, arguments));
    }

    String at(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private void wrong(String name, String expected) {
        fault(name, "wrong-type", Map.of("expected", expected));
    }

    /** Text that must be there and not blank. */
    String words(String name, int most) {
        String text = text(name, most);
        if (text == null || text.isBlank()) {
            fault(name, "required", Map.of());
            return "?";
        }
        return text.strip();
    }

    @Nullable
    String text(String name, int most) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            wrong(name, "text");
            return null;
        }
        if (value.textValue().length() > most || value.textValue().indexOf('\0') >= 0) {
            fault(name, "too-long", Map.of("max", most));
            return null;
        }
        return value.textValue();
    }

    boolean truth(String name, boolean otherwise) {
        if (has(name) && !json.path(name).isBoolean()) {
            wrong(name, "true or false");
        }
        return json.path(name).asBoolean(otherwise);
    }

    int whole(String name, int otherwise, int least, int most) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            fault(name, "out-of-range", Map.of("min", least, "max", most));
            return otherwise;
        }
        return value.intValue();
    }

    @Nullable
    UUID uuid(String name) {
        String text = text(name, 36);
        if (text == null) {
            return null;
        }
        UUID id = uuidOf(text);
        if (id == null) {
            wrong(name, "a UUID");
        }
        return id;
    }

    /** A point in time; null when absent. */
    @Nullable
    Instant instant(String name) {
        String text = text(name, 40);
        if (text == null) {
            return null;
        }
        try {
            Instant read = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
            if (read.isBefore(Instant.EPOCH) || read.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
                throw new DateTimeException(text);
            }
            return read;
        } catch (DateTimeException e) {
            wrong(name, "a point in time such as 2026-11-24T08:00:00Z");
            return null;
        }
    }

    Receiver receiver(String name) {
        String text = words(name, 60);
        return Receivers.parse(text).orElseGet(() -> {
            wrong(name, "a receiver such as person:<id>, department-tree:<id> or everybody");
            return new Receiver.Person(NOBODY);
        });
    }

    FieldAccess access(String name, FieldAccess otherwise) {
        String text = text(name, 20);
        return text == null
                ? otherwise
                : Arrays.stream(FieldAccess.values())
                        .filter(one -> PolicyText.key(one).equals(text))
                        .findFirst()
                        .orElseGet(() -> {
                            fault(
                                    name,
                                    "unknown-choice",
                                    Map.of(
                                            "choices",
                                            Arrays.stream(FieldAccess.values())
                                                    .map(PolicyText::key)
                                                    .collect(Collectors.joining(", "))));
                            return otherwise;
                        });
    }

    /** A list of texts; each item is read by {@code reader}, which answers null for a wrong one. */
    <T> List<T> items(String name, int most, String expected, Function<String, @Nullable T> reader) {
        JsonNode array = json(name);
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        var read = new ArrayList<T>();
        if (!array.isArray() || array.size() > most) {
            wrong(name, "a list of at most " + most);
            return read;
        }
        for (int i = 0; i < array.size(); i++) {
            T one = array.path(i).isTextual() ? reader.apply(array.path(i).textValue()) : null;
            if (one == null) {
                faults.add(new FieldFault(at(name) + "/" + i, "wrong-type", Map.of("expected", expected)));
            } else {
                read.add(one);
            }
        }
        return read;
    }

    /** A list of objects. */
    <T> List<T> parts(String name, int most, Function<Part, T> reader) {
        JsonNode array = json(name);
        if (array.isMissingNode() || array.isNull()) {
            return List.of();
        }
        var read = new ArrayList<T>();
        if (!array.isArray() || array.size() > most) {
            wrong(name, "a list of at most " + most);
            return read;
        }
        for (int i = 0; i < array.size(); i++) {
            var part = new Part(array.path(i), at(name) + "/" + i, faults);
            read.add(reader.apply(part));
            part.close();
        }
        return read;
    }

    /** An object; null when absent. */
    <T> @Nullable T object(String name, Function<Part, T> reader) {
        if (!has(name)) {
            return null;
        }
        var part = new Part(json.path(name), at(name), faults);
        T read = reader.apply(part);
        part.close();
        return read;
    }

    /** An object whose members are all read alike. */
    <T> Map<String, T> members(String name, BiFunction<Part, String, T> reader) {
        var read = new LinkedHashMap<String, T>();
        if (has(name)) {
            var part = new Part(json.path(name), at(name), faults);
            json.path(name).fieldNames().forEachRemaining(member -> read.put(member, reader.apply(part, member)));
        }
        return read;
    }

    /** Finds members that nobody asked for: a misspelt one must not be silently ignored. */
    void close() {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                fault(name, "unknown-field", Map.of());
            }
        });
    }

    static @Nullable UUID uuidOf(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
