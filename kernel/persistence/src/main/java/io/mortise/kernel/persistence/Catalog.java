package io.mortise.kernel.persistence;

import java.util.Map;
import java.util.Set;

/**
 * What tables there are and which of them are protected.
 *
 * @param tables every table and view of the schema, in lower case
 * @param objects qualified object by protected table; its teams and shares are protected apart, since only the kernel reads them
 */
record Catalog(Set<String> tables, Map<String, String> objects) {

    Catalog {
        tables = Set.copyOf(tables);
        objects = Map.copyOf(objects);
    }

    /** What protects the teams of an object. */
    static String team(String object) {
        return object + "/team";
    }

    /** What protects the shares of an object. */
    static String shares(String object) {
        return object + "/share";
    }
}
