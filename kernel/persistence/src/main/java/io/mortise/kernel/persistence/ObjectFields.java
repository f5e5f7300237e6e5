package io.mortise.kernel.persistence;

import io.mortise.access.LiveFields;
import io.mortise.kernel.spi.ModuleDescriptor;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The declared fields of an object, and the columns of its table behind them.
 *
 * @param object qualified name
 * @param masks mask by field
 * @param columns field names by column; a column may tell something about several
 * @param first the column that holds a field, by field
 * @param sensitive fields that are neither public nor internal
 * @param keys fields whose values stand in the JSON text of the column {@link LiveFields#COLUMN}, by their key there
 */
record ObjectFields(
        String object,
        Map<String, Mask> masks,
        Map<String, Set<String>> columns,
        Map<String, String> first,
        Set<String> sensitive,
        Map<String, String> keys) {

    private static final Set<String> OPEN = Set.of("public", "internal");

    ObjectFields {
        masks = Map.copyOf(masks);
        columns = Map.copyOf(columns);
        first = Map.copyOf(first);
        sensitive = Set.copyOf(sensitive);
        keys = Map.copyOf(keys);
    }

    /** Of an object that declares none. */
    static ObjectFields none(String object) {
        return new ObjectFields(object, Map.of(), Map.of(), Map.of(), Set.of(), Map.of());
    }

    /**
     * Reads them.
     *
     * @throws IllegalStateException when a field names a column that the table does not have: it would be unprotected
     */
    static ObjectFields of(String object, ModuleDescriptor.ObjectType type, TableShape shape) {
        var masks = new LinkedHashMap<String, Mask>();
        var columns = new LinkedHashMap<String, Set<String>>();
        var first = new LinkedHashMap<String, String>();
        var sensitive = new LinkedHashSet<String>();
        for (ModuleDescriptor.Field field : type.fields()) {
            masks.put(field.name(), Mask.named(field.mask()));
            if (!OPEN.contains(field.sensitivity())) {
                sensitive.add(field.name());
            }
            first.put(field.name(), field.storedIn().getFirst());
            for (String column : field.storedIn()) {
                if (field.columns() != null && !shape.columns().containsKey(column)) {
                    throw new IllegalStateException("module.json stores the field " + field.name() + " of " + object
                            + " in the column " + column + ", which table " + shape.table() + " does not have");
                }
                columns.computeIfAbsent(column, _ -> new LinkedHashSet<>()).add(field.name());
            }
        }
        return new ObjectFields(object, masks, columns, first, sensitive, Map.of());
    }

    /** The same with live fields, whose columns are known to be there; one without a column is a member of a JSON text. */
    ObjectFields and(List<ModuleDescriptor.Field> live) {
        var allMasks = new LinkedHashMap<>(masks);
        var allColumns = new LinkedHashMap<>(columns);
        var allFirst = new LinkedHashMap<>(first);
        var allSensitive = new LinkedHashSet<>(sensitive);
        var keys = new LinkedHashMap<String, String>();
        for (ModuleDescriptor.Field field : live) {
            allMasks.put(field.name(), Mask.named(field.mask()));
            if (!OPEN.contains(field.sensitivity())) {
                allSensitive.add(field.name());
            }
            List<String> stored = field.storedIn();
            if (stored.isEmpty()) {
                keys.put(field.name().substring(LiveFields.PREFIX.length()), field.name());
            } else {
                allFirst.put(field.name(), stored.getFirst());
            }
            for (String column : stored) {
                var names = new LinkedHashSet<>(allColumns.getOrDefault(column, Set.of()));
                names.add(field.name());
                allColumns.put(column, Set.copyOf(names));
            }
        }
        return new ObjectFields(object, allMasks, allColumns, allFirst, allSensitive, keys);
    }

    /** The fields that a column tells something about. */
    Set<String> in(String column) {
        return columns.getOrDefault(column, Set.of());
    }

    /** A sentence when there is no such field. */
    String require(String field) {
        if (!masks.containsKey(field)) {
            throw new IllegalArgumentException("module.json declares no field " + field + " of " + object + "; it has "
                    + List.copyOf(masks.keySet()));
        }
        return field;
    }

    /** The visible part of a masked text. */
    String masked(String field, String text) {
        return masks.getOrDefault(field, Mask.NOTHING).apply(text);
    }
}
