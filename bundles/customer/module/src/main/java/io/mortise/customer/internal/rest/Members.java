package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Members of a small body, one by one; every fault is found at once, and so is a member that nobody asked for. */
final class Members {

    private static final UUID NONE = new UUID(0, 0);

    private final JsonNode json;
    private final Set<String> known = new HashSet<>();
    private final List<FieldFault> faults = new ArrayList<>();

    Members(JsonNode json) {
        if (!json.isObject()) {
            throw ProblemException.invalid(List.of(FieldFault.of("", "wrong-json")));
        }
        this.json = json;
    }

    /** Ends the request when anything was wrong. */
    void check() {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                faults.add(FieldFault.of("/" + name.replace("~", "~0").replace("/", "~1"), "unknown-field"));
            }
        });
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
    }

    String requireText(String name) {
        JsonNode value = value(name);
        if (value.isTextual()) {
            return value.textValue();
        }
        missingOrWrong(name, value, "text");
        return "";
    }

    /** A text of one line, without the blanks around it. */
    String requireName(String name, int longest) {
        String text = requireText(name).strip();
        if (text.isEmpty()) {
            if (value(name).isTextual()) {
                faults.add(FieldFault.of("/" + name, "required"));
            }
        } else if (text.length() > longest) {
            faults.add(new FieldFault("/" + name, "too-long", Map.of("max", longest)));
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            faults.add(FieldFault.of("/" + name, "control-character"));
        }
        return text;
    }

    /** A whole number between two. */
    long whole(String name, long otherwise, long least, long most) {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()) {
            wrong("/" + name, "a whole number");
        } else if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            faults.add(new FieldFault("/" + name, "out-of-range", Map.of("min", least, "max", most)));
        }
        return value.asLong();
    }

    /** An object of its own members; an empty one when it is missing or something else. */
    JsonNode object(String name) {
        JsonNode value = value(name);
        if (!value.isObject()) {
            missingOrWrong(name, value, "an object");
            return JsonNodeFactory.instance.objectNode();
        }
        return value;
    }

    boolean truth(String name) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            wrong("/" + name, "true or false");
        }
        return value.asBoolean();
    }

    @Nullable
    Instant moment(String name) {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        try {
            return Instant.parse(value.asText());
        } catch (DateTimeParseException e) {
            wrong("/" + name, "a time such as 2026-11-24T08:00:00Z");
            return null;
        }
    }

    @Nullable
    UUID uuid(String name) {
        JsonNode value = value(name);
        return value.isMissingNode() || value.isNull() ? null : uuid("/" + name, value);
    }

    UUID requireUuid(String name) {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            faults.add(FieldFault.of("/" + name, "required"));
            return NONE;
        }
        return uuid("/" + name, value);
    }

    /** A list of at least one and at most so many. */
    List<UUID> requireUuids(String name, int most) {
        JsonNode value = value(name);
        if (!value.isArray()) {
            missingOrWrong(name, value, "a list of UUIDs");
            return List.of();
        }
        if (value.isEmpty() || value.size() > most) {
            faults.add(new FieldFault("/" + name, "wrong-size", Map.of("min", 1, "max", most)));
            return List.of();
        }
        var read = new ArrayList<UUID>();
        for (int i = 0; i < value.size(); i++) {
            read.add(uuid("/" + name + "/" + i, value.get(i)));
        }
        return read;
    }

    /** A list of at most so many; none when nothing is said. */
    List<UUID> uuids(String name, int most) {
        JsonNode value = value(name);
        boolean absent = value.isMissingNode() || value.isNull() || value.isArray() && value.isEmpty();
        return absent ? List.of() : requireUuids(name, most);
    }

    /** A list of texts. */
    List<String> requireTexts(String name) {
        JsonNode value = value(name);
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
            missingOrWrong(name, value, "a list of texts");
            return List.of();
        }
        return value.valueStream().map(JsonNode::textValue).toList();
    }

    /** A text, or null. */
    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            wrong("/" + name, "text");
            return null;
        }
        return value.textValue();
    }

    String textOr(String name, String otherwise) {
        String text = text(name);
        return text == null ? otherwise : text;
    }

    /** Anything, or null. */
    @Nullable
    JsonNode any(String name) {
        JsonNode value = value(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    /** A whole number. */
    int whole(String name, int otherwise) {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            wrong("/" + name, "a whole number");
            return otherwise;
        }
        return value.intValue();
    }

    /** One of a closed list. */
    <E> E choice(String name, E[] all, Function<E, String> key, E otherwise) {
        JsonNode value = value(name);
        Optional<E> found = CustomerBody.Choices.find(all, key, value.asText(""));
        if (found.isEmpty()) {
            faults.add(CustomerBody.Choices.unknown("/" + name, all, key));
        }
        return found.orElse(otherwise);
    }

    /** Texts by name, for example by language; empty when there are none. */
    Map<String, String> texts(String name) {
        JsonNode value = value(name);
        if (value.isMissingNode() || value.isNull()) {
            return Map.of();
        }
        if (!value.isObject() || !value.valueStream().allMatch(JsonNode::isTextual) || value.size() > 20) {
            wrong("/" + name, "texts by language");
            return Map.of();
        }
        var texts = new LinkedHashMap<String, String>();
        value.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().textValue()));
        return texts;
    }

    /** A list of texts; empty when there is none. */
    List<String> textsOrNone(String name) {
        JsonNode value = value(name);
        return value.isMissingNode() || value.isNull() ? List.of() : requireTexts(name);
    }

    private JsonNode value(String name) {
        known.add(name);
        return json.path(name);
    }

    private UUID uuid(String pointer, JsonNode value) {
        try {
            if (value.isTextual()) {
                return UUID.fromString(value.textValue());
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        wrong(pointer, "a UUID");
        return NONE;
    }

    private void missingOrWrong(String name, JsonNode value, String expected) {
        if (value.isMissingNode() || value.isNull()) {
            faults.add(FieldFault.of("/" + name, "required"));
        } else {
            wrong("/" + name, expected);
        }
    }

    private void wrong(String pointer, String expected) {
        faults.add(new FieldFault(pointer, "wrong-type", Map.of("expected", expected)));
    }
}
