package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.fields.CustomType;
import io.mortise.customer.internal.fields.FieldDefinition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The headings by which fields that people defined are recognised: {@code custom.key}, and their labels.
 *
 * @param names field by heading in its plain form
 */
record CustomHeadings(Map<String, String> names) {

    /** Nobody defined any. */
    static final CustomHeadings NONE = new CustomHeadings(Map.of());

    CustomHeadings {
        names = Map.copyOf(names);
    }

    /** Of these, but for those that are computed. */
    static CustomHeadings of(Collection<FieldDefinition> fields) {
        var names = new HashMap<String, String>();
        for (FieldDefinition field : fields) {
            if (field.said().type() != CustomType.FORMULA) {
                names.put(ImportField.plain(field.name()), field.name());
            }
        }
        for (FieldDefinition field : fields) {
            if (field.said().type() != CustomType.FORMULA) {
                field.said()
                        .label()
                        .values()
                        .forEach(label -> names.putIfAbsent(ImportField.plain(label), field.name()));
            }
        }
        names.remove("");
        return new CustomHeadings(names);
    }

    /** The field a heading speaks of. */
    Optional<String> ofHeading(String heading) {
        return Optional.ofNullable(names.get(ImportField.plain(heading)));
    }

    /** Whether there is such a field. */
    boolean has(String field) {
        return names.containsValue(field);
    }
}
