package io.mortise.identity.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends, member by member, and finds every fault at once. Each reader takes what stands there now, so
 * that a new record and a merge patch (RFC 7396) are read alike: a member that is not sent stays, null takes it away.
 */
final class Body {

    private static final Set<String> SET_BY_SERVER = Set.of(
            "id",
            "number",
            "status",
            "statusChangedAt",
            "createdAt",
            "createdBy",
            "updatedAt",
            "updatedBy",
            "revision");

    private final JsonNode json;
    private final Set<String> known = new HashSet<>();
    private final List<FieldFault> faults = new ArrayList<>();

    Body(JsonNode json) {
        if (!json.isObject()) {
            throw ProblemException.invalid(List.of(FieldFault.of("", "wrong-json")));
        }
        this.json = json;
    }

    /** Ends the request when anything was wrong, members that nobody asked for included. */
    void check() {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                faults.add(FieldFault.of(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        SET_BY_SERVER.contains(name) ? "read-only" : "unknown-field"));
            }
        });
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    /** Names of the members that were sent. */
    Set<String> given() {
        var given = new HashSet<String>();
        json.fieldNames().forEachRemaining(given::add);
        return given;
    }

    boolean has(String name) {
        known.add(name);
        return json.has(name);
    }

    @Nullable
    String text(String name, @Nullable String now) {
        if (!has(name)) {
            return now;
        }
        JsonNode value = json.path(name);
        if (value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(name, "text");
            return now;
        }
        return value.textValue();
    }

    /** Text that is never absent; null is as good as empty, and the rules refuse that where it matters. */
    String words(String name, String now) {
        String text = text(name, now);
        return text == null ? "" : text;
    }

    @Nullable
    Integer whole(String name, @Nullable Integer now) {
        if (!has(name)) {
            return now;
        }
        JsonNode value = json.path(name);
        if (value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            wrong(name, "a whole number");
            return now;
        }
        return value.intValue();
    }

    boolean truth(String name, boolean now) {
        if (!has(name)) {
            return now;
        }
        if (!json.path(name).isBoolean()) {
            wrong(name, "true or false");
        }
        return json.path(name).asBoolean(now);
    }

    @Nullable
    UUID uuid(String name, @Nullable UUID now) {
        if (!has(name) || json.path(name).isNull()) {
            return has(name) ? null : now;
        }
        UUID read = uuid(json.path(name));
        if (read == null) {
            wrong(name, "a UUID");
        }
        return read;
    }

    /** A UUID that must be there. */
    UUID requireUuid(String name) {
        UUID read = uuid(name, null);
        if (read == null) {
            if (!json.hasNonNull(name)) {
                faults.add(FieldFault.of("/" + name, "required"));
            }
            return new UUID(0, 0);
        }
        return read;
    }

    List<UUID> uuids(String name, List<UUID> now, int most) {
        if (!has(name)) {
            return now;
        }
        JsonNode value = json.path(name);
        if (value.isNull()) {
            return List.of();
        }
        List<@Nullable UUID> read = value.valueStream().map(Body::uuid).toList();
        if (!value.isArray() || read.stream().anyMatch(one -> one == null)) {
            wrong(name, "a list of UUIDs");
            return now;
        }
        if (read.size() > most) {
            faults.add(new FieldFault("/" + name, "too-many", Map.of("max", most)));
            return now;
        }
        return read.stream().map(java.util.Objects::requireNonNull).toList();
    }

    List<String> texts(String name, List<String> now) {
        if (!has(name)) {
            return now;
        }
        JsonNode value = json.path(name);
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
            wrong(name, "a list of texts");
            return now;
        }
        return value.valueStream().map(JsonNode::textValue).toList();
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E now) {
        String text = text(name, key(now));
        E read = Arrays.stream(type.getEnumConstants())
                .filter(one -> key(one).equals(text))
                .findFirst()
                .orElse(null);
        if (read == null) {
            faults.add(new FieldFault(
                    "/" + name,
                    "unknown-choice",
                    Map.of(
                            "choices",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Body::key)
                                    .collect(Collectors.joining(", ")))));
            return now;
        }
        return read;
    }

    LocalDate day(String name) {
        String text = text(name, null);
        if (text == null) {
            faults.add(FieldFault.of("/" + name, "required"));
            return LocalDate.EPOCH;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            wrong(name, "a day such as 2026-11-24");
            return LocalDate.EPOCH;
        }
    }

    Instant instant(String name) {
        String text = text(name, null);
        if (text == null) {
            faults.add(FieldFault.of("/" + name, "required"));
            return Instant.EPOCH;
        }
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            wrong(name, "a time such as 2027-01-31T23:59:59Z");
            return Instant.EPOCH;
        }
    }

    /** Parts of a member that is a list of objects. */
    List<JsonNode> objects(String name) {
        JsonNode value = has(name) ? json.path(name) : json.path("");
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isObject)) {
            wrong(name, "a list of objects");
            return List.of();
        }
        return value.valueStream().toList();
    }

    /** A member that is an object. */
    JsonNode object(String name) {
        return json.path(name);
    }

    void wrong(String name, String expected) {
        faults.add(new FieldFault("/" + name, "wrong-type", Map.of("expected", expected)));
    }

    static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable UUID uuid(JsonNode value) {
        try {
            return value.isTextual() ? UUID.fromString(value.textValue()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
