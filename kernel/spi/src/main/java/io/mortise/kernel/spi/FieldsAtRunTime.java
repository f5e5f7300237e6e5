package io.mortise.kernel.spi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields that a module instance has besides those of its descriptor; hung on it while its database is open. Thread-safe. */
public final class FieldsAtRunTime {

    private volatile Said said = new Said(Map.of());

    /**
     * What was said last; another object after each change.
     *
     * @param fields by the object's qualified name
     */
    public record Said(Map<String, List<ModuleDescriptor.Field>> fields) {
        public Said {
            fields = Map.copyOf(fields);
        }

        /** Those of an object. */
        public List<ModuleDescriptor.Field> of(String object) {
            return fields.getOrDefault(object, List.of());
        }
    }

    /** What holds now. */
    public Said now() {
        return said;
    }

    /** Replaces those of one object. */
    public synchronized void say(String object, List<ModuleDescriptor.Field> fields) {
        if (!said.of(object).equals(fields)) {
            var all = new HashMap<>(said.fields());
            all.put(object, List.copyOf(fields));
            said = new Said(all);
        }
    }
}
