package io.mortise.kernel.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads members of a JSON request; what is wrong is answered with the member's pointer. */
final class RequestBody {

    private static final long LONGEST_SECONDS = 3600;

    private final JsonNode node;
    private final String pointer;

    private RequestBody(JsonNode node, String pointer) {
        this.node = node;
        this.pointer = pointer;
    }

    static RequestBody parse(String json) {
        JsonNode node;
        try {
            node = Json.read(json.isBlank() ? "{}" : json, JsonNode.class);
        } catch (IllegalArgumentException e) {
            throw Faults.invalid("", "not-json", Map.of("cause", String.valueOf(e.getMessage())));
        }
        return of(node, "");
    }

    private static RequestBody of(JsonNode node, String pointer) {
        if (!node.isObject()) {
            throw Faults.invalid(pointer, "not-an-object", Map.of());
        }
        return new RequestBody(node, pointer);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    RequestBody object(String name) {
        return of(node.path(name), pointer + "/" + name);
    }

    String text(String name) {
        String text = textOrNull(name);
        if (text == null) {
            throw Faults.invalid(pointer + "/" + name, "required", Map.of());
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > 2000) {
            throw Faults.invalid(pointer + "/" + name, "not-a-text", Map.of());
        }
        return value.textValue();
    }

    boolean truth(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw Faults.invalid(pointer + "/" + name, "not-a-truth", Map.of());
        }
        return value.booleanValue();
    }

    @Nullable
    Long seconds(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > LONGEST_SECONDS) {
            throw Faults.invalid(pointer + "/" + name, "not-seconds", Map.of("most", LONGEST_SECONDS));
        }
        return value.longValue();
    }

    @Nullable
    String sha256(String name) {
        String text = textOrNull(name);
        if (text != null && !text.matches("[0-9a-f]{64}")) {
            throw Faults.invalid(pointer + "/" + name, "not-a-sha256", Map.of());
        }
        return text;
    }

    java.util.List<RequestBody> objects(String name) {
        JsonNode value = node.path(name);
        if (!value.isArray() || value.isEmpty() || value.size() > 200) {
            throw Faults.invalid(pointer + "/" + name, "not-a-list", Map.of());
        }
        var all = new java.util.ArrayList<RequestBody>();
        for (int i = 0; i < value.size(); i++) {
            all.add(of(value.get(i), pointer + "/" + name + "/" + i));
        }
        return all;
    }

    Change change() {
        String word = text("change");
        Change.Kind kind;
        try {
            kind = Change.Kind.of(word);
        } catch (IllegalArgumentException e) {
            throw Faults.invalid(pointer + "/change", "unknown-change", Map.of("change", word));
        }
        if (kind == Change.Kind.LOCK) {
            throw Faults.invalid(pointer + "/change", "lock-alone", Map.of());
        }
        return new Change(kind, text("module"), sha256("sha256"), purge());
    }

    private boolean purge() {
        String data = textOrNull("data");
        if (data == null || data.equals("keep")) {
            return false;
        }
        if (data.equals("purge")) {
            return true;
        }
        throw Faults.invalid(pointer + "/data", "keep-or-purge", Map.of());
    }
}
