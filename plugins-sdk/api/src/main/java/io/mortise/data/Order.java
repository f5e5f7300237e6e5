package io.mortise.data;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list; ties are broken by id in the same direction.
 *
 * @param column a column of the object's table that is never null and has an index {@code (column, id)}
 * @param descending newest or greatest first
 * @param field the field that it sorts by, as in {@code module.json}; null for the one stored in the column. Sorting by a field
 *     that the caller may not read in every row is refused: {@code field-not-sortable} 403
 */
public record Order(
        String column, boolean descending, @Nullable String field) {

    private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public Order {
        if (!COLUMN.matcher(column).matches()) {
            throw new IllegalArgumentException("\"" + column + "\" is no column name");
        }
    }

    /** By the field that is stored in the column. */
    public Order(String column, boolean descending) {
        this(column, descending, null);
    }

    /** Least first. */
    public static Order ascending(String column) {
        return new Order(column, false);
    }

    /** Greatest first. */
    public static Order descending(String column) {
        return new Order(column, true);
    }

    /** The same, by this field. */
    public Order by(String name) {
        return new Order(column, descending, name);
    }
}
