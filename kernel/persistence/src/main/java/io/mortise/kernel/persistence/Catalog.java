package io.mortise.kernel.persistence;

import java.util.Map;
import java.util.Set;

/**
 * What tables there are and which of them are protected.
 *
 * @param tables every table and view of the schema, in lower case
 * @param objects qualified object by protected table
 */
record Catalog(Set<String> tables, Map<String, String> objects) {

    Catalog {
        tables = Set.copyOf(tables);
        objects = Map.copyOf(objects);
    }
}
