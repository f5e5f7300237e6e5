package io.mortise.sdk.modulejar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@code module.json} that keeps the published schema, from a few calls: labels are made of the names. Not
 * thread-safe.
 */
public final class ModuleJson {

    private final String id;
    private final Map<String, Map<String, Object>> objects = new LinkedHashMap<>();
    private final List<Map<String, Object>> needs = new ArrayList<>();
    private final List<String> publishes = new ArrayList<>();
    private final List<String> listens = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();
    private final List<Map<String, Object>> topics = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();
    private final List<Map<String, Object>> probes = new ArrayList<>();
    private @Nullable String uiEntry;

    ModuleJson(String id) {
        this.id = id;
    }

    /**
     * An object with its actions; calling it again for the same object adds actions.
     *
     * @param name without the module, {@code thing}
     */
    public ModuleJson object(String name, String... actions) {
        Map<String, Object> object = object(name);
        for (String action : actions) {
            list(object, "actions").add(Map.of("name", action, "label", label(action)));
        }
        return this;
    }

    /** Names the protected table of an object. */
    public ModuleJson table(String objectName, String table) {
        object(objectName).put("table", table);
        return this;
    }

    /** Gives the records of an object teams and shares. */
    public ModuleJson shareable(String objectName) {
        object(objectName).put("shareable", true);
        return this;
    }

    /** Names the object that another belongs to, and its field that holds the parent's id. */
    public ModuleJson parent(String objectName, String parent, String field) {
        object(objectName).put("parent", Map.of("object", parent, "field", field));
        return this;
    }

    /**
     * A field of an object.
     *
     * @param type {@code text}, {@code number} and so on
     * @param sensitivity {@code internal}, {@code personal} and so on
     */
    public ModuleJson field(String objectName, String name, String type, String sensitivity) {
        var field = new LinkedHashMap<String, Object>();
        field.put("name", name);
        field.put("label", label(name));
        field.put("type", type);
        field.put("sensitivity", sensitivity);
        list(object(objectName), "fields").add(field);
        return this;
    }

    /**
     * Another module that must serve.
     *
     * @param range OSGi version range, or null for any
     */
    public ModuleJson needs(String module, @Nullable String range) {
        needs.add(range == null ? Map.of("module", module) : ordered("module", module, "version", range));
        return this;
    }

    /** An event it publishes, {@code alpha.Happened}. */
    public ModuleJson publishes(String event) {
        publishes.add(event);
        return this;
    }

    /** An event it hears. */
    public ModuleJson listens(String event) {
        listens.add(event);
        return this;
    }

    /** A job. */
    public ModuleJson job(String name) {
        jobs.add(name);
        return this;
    }

    /**
     * A server-sent topic.
     *
     * @param requires {@code alpha.thing:read}
     */
    public ModuleJson topic(String name, String requires) {
        topics.add(ordered("name", name, "requires", requires));
        return this;
    }

    /** A host it wants to call. */
    public ModuleJson host(String address) {
        hosts.add(address);
        return this;
    }

    /** A GET below {@code /api/<module>} that must be answered by 200 before it serves. */
    public ModuleJson probe(String path) {
        probes.add(Map.of("path", path));
        return this;
    }

    /** The entry of the user interface, below {@code ui/}. */
    public ModuleJson ui(String entry) {
        uiEntry = entry;
        return this;
    }

    /** The file's text. */
    public String text() {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", id);
        json.put("name", label(id));
        json.put("description", ordered("en", "Module " + id + ".", "zh-CN", "模块 " + id + "。"));
        putUnlessEmpty(json, "needs", needs);
        putUnlessEmpty(json, "objects", List.copyOf(objects.values()));
        if (uiEntry != null) {
            json.put("ui", Map.of("entry", uiEntry));
        }
        if (!publishes.isEmpty() || !listens.isEmpty()) {
            json.put("events", ordered("publishes", publishes, "listens", listens));
        }
        putUnlessEmpty(json, "jobs", jobs);
        putUnlessEmpty(json, "topics", topics);
        putUnlessEmpty(json, "hosts", hosts);
        putUnlessEmpty(json, "probes", probes);
        try {
            // Two members at most stand in a map without an order; sorting them keeps the bytes the same.
            return new ObjectMapper()
                    .configure(com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> object(String name) {
        return objects.computeIfAbsent(name, it -> {
            var object = new LinkedHashMap<String, Object>();
            object.put("name", it);
            object.put("label", label(it));
            object.put("fields", new ArrayList<>());
            object.put("actions", new ArrayList<>());
            return object;
        });
    }

    @SuppressWarnings("unchecked") // object(name) puts the lists there
    private static List<Object> list(Map<String, Object> object, String member) {
        return (List<Object>) java.util.Objects.requireNonNull(object.get(member));
    }

    private static void putUnlessEmpty(Map<String, Object> json, String member, List<?> list) {
        if (!list.isEmpty()) {
            json.put(member, list);
        }
    }

    private static Map<String, Object> label(String word) {
        return ordered("en", word, "zh-CN", word);
    }

    private static Map<String, Object> ordered(String first, Object one, String second, Object two) {
        var map = new LinkedHashMap<String, Object>();
        map.put(first, one);
        map.put(second, two);
        return map;
    }
}
