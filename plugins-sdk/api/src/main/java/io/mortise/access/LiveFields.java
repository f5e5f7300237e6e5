package io.mortise.access;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Fields that people define while the module runs. Once declared they are fields of the object like those of {@code module.json}:
 * in the {@link ObjectCatalog}, in field rules and sensitivity classes, in filters and scopes, in masks and in the audit trail.
 *
 * <p>A module declares them when it starts and whenever they change, on every node; they go with the instance. Thread-safe.
 */
@ProviderType
public interface LiveFields {

    /** What the name of each begins with: it can't meet a declared one. */
    String PREFIX = "custom.";

    /** The text column in which a JSON object holds values of fields without a column of their own, by what follows the prefix. */
    String COLUMN = "custom";

    /**
     * Says which live fields an object has; replaces what was said before.
     *
     * @param object qualified name of an object of this module that has a table
     * @param fields each named {@value #PREFIX}{@code key}; {@code columns} are of the object's table, and none for a field that can't be
     *     filtered or sorted by. Its value, if it has one, is a member of {@value #COLUMN}: changes there are judged and written
     *     into the trail like those of columns, but the module itself shows it as {@link io.mortise.data.RecordFields} allow
     * @throws IllegalArgumentException when one has another name, a name twice, or a column that the table doesn't have
     */
    void declare(String object, List<ObjectCatalog.Field> fields);

    /**
     * Makes the index {@code (column, id)}, both ways where the database wants it, that lists need to be sorted by a live field; nothing happens when there is one. It may
     * take as long as a large table is read: call it in a job, outside any unit of work.
     *
     * @param object qualified name of an object of this module that has a table
     * @param column of its table, in which a live field is stored
     * @throws IllegalArgumentException when no live field is stored there
     */
    void index(String object, String column);
}
