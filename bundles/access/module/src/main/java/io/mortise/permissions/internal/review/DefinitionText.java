package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Definitions as JSON: what a client sends is what is stored. */
final class DefinitionText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode json;
    private final List<FieldFault> faults = new ArrayList<>();

    private DefinitionText(JsonNode json) {
        this.json = json;
    }

    /**
     * Reads one.
     *
     * @throws ProblemException 400 with everything that is wrong
     */
    static Definition read(JsonNode json) {
        return new DefinitionText(json).definition();
    }

    static ObjectNode write(Definition definition) {
        ObjectNode out = JSON.createObjectNode();
        out.put("name", definition.name());
        ObjectNode what = out.putObject("what");
        what.put("subject", key(definition.what().subject()));
        put(what, "id", definition.what().id());
        ArrayNode stages = out.putArray("stages");
        for (Definition.Stage stage : definition.stages()) {
            ObjectNode one = stages.addObject();
            one.put("reviewer", key(stage.reviewer()));
            put(one, "person", stage.person());
        }
        out.put("days", definition.days());
        out.put("remindDays", definition.remindDays());
        put(out, "fallback", definition.fallback());
        out.put("silence", key(definition.silence()));
        out.put("silenceRisky", key(definition.silenceRisky()));
        out.put("graceHours", definition.graceHours());
        out.put("undoDays", definition.undoDays());
        out.put("everyDays", definition.everyDays());
        return out;
    }

    static String key(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Definition definition() {
        String name = json.path("name").asText("").strip();
        if (name.isEmpty() || name.length() > 200) {
            faults.add(FieldFault.of("/name", "required"));
        }
        JsonNode what = json.path("what");
        Definition.Subject subject = choice(what, "/what", "subject", Definition.Subject.EVERYBODY);
        UUID id = uuid(what, "/what", "id");
        boolean named = subject != Definition.Subject.EVERYBODY && subject != Definition.Subject.DORMANT;
        if (named && id == null) {
            faults.add(FieldFault.of("/what/id", "required"));
        }
        var stages = new ArrayList<Definition.Stage>();
        JsonNode array = json.path("stages");
        for (int i = 0; i < array.size() && i < 5; i++) {
            stages.add(stage(array.path(i), i, array.size()));
        }
        if (array.isEmpty() || array.size() > 5) {
            faults.add(new FieldFault("/stages", "wrong-type", Map.of("expected", "a list of 1 to 5 stages")));
        }
        var read = new Definition(
                name,
                new Definition.What(subject, named ? id : null),
                stages,
                whole("days", 14, 1, 365),
                whole("remindDays", 3, 0, 90),
                uuid(json, "", "fallback"),
                choice(json, "", "silence", Definition.Silence.KEEP),
                choice(json, "", "silenceRisky", Definition.Silence.SUSPEND),
                whole("graceHours", 24, 0, 720),
                whole("undoDays", 30, 0, 365),
                whole("everyDays", 0, 0, 1_000));
        if (read.everyDays() > 0 && read.everyDays() <= read.days()) {
            faults.add(new FieldFault("/everyDays", "out-of-range", Map.of("min", read.days() + 1, "max", 1_000)));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return read;
    }

    private Definition.Stage stage(JsonNode stage, int i, int all) {
        String at = "/stages/" + i;
        Definition.Reviewer reviewer = choice(stage, at, "reviewer", Definition.Reviewer.LINE_MANAGER);
        UUID person = uuid(stage, at, "person");
        if (reviewer == Definition.Reviewer.PERSON && person == null) {
            faults.add(FieldFault.of(at + "/person", "required"));
        }
        if (reviewer == Definition.Reviewer.SELF && (i > 0 || all == 1)) {
            faults.add(FieldFault.of(at + "/reviewer", "self-first-only"));
        }
        return new Definition.Stage(reviewer, reviewer == Definition.Reviewer.PERSON ? person : null);
    }

    private int whole(String name, int otherwise, int least, int most) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            faults.add(new FieldFault("/" + name, "out-of-range", Map.of("min", least, "max", most)));
            return otherwise;
        }
        return value.intValue();
    }

    private @Nullable UUID uuid(JsonNode parent, String at, String name) {
        if (!parent.hasNonNull(name)) {
            return null;
        }
        try {
            return UUID.fromString(parent.path(name).asText());
        } catch (IllegalArgumentException e) {
            faults.add(new FieldFault(at + "/" + name, "wrong-type", Map.of("expected", "a UUID")));
            return null;
        }
    }

    private <E extends Enum<E>> E choice(JsonNode parent, String at, String name, E otherwise) {
        if (!parent.hasNonNull(name)) {
            return otherwise;
        }
        E[] all = otherwise.getDeclaringClass().getEnumConstants();
        for (E one : all) {
            if (key(one).equals(parent.path(name).asText())) {
                return one;
            }
        }
        faults.add(new FieldFault(
                at + "/" + name,
                "unknown-choice",
                Map.of("choices", Arrays.stream(all).map(DefinitionText::key).collect(Collectors.joining(", ")))));
        return otherwise;
    }

    private static void put(ObjectNode json, String name, @Nullable UUID value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
