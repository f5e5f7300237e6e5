package io.mortise.data;

import java.util.regex.Pattern;

/**
 * The order of a list; ties are broken by id in the same direction.
 *
 * @param column a column of the object's table that is never null and has an index {@code (column, id)}
 * @param descending newest or greatest first
 */
public record Order(String column, boolean descending) {

    private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public Order {
        if (!COLUMN.matcher(column).matches()) {
            throw new IllegalArgumentException("\"" + column + "\" is no column name");
        }
    }

    /** Least first. */
    public static Order ascending(String column) {
        return new Order(column, false);
    }

    /** Greatest first. */
    public static Order descending(String column) {
        return new Order(column, true);
    }
}
