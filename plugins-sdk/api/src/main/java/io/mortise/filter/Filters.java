package io.mortise.filter;

import io.mortise.access.ObjectCatalog.ObjectType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads, writes and checks filters.
 *
 * <pre>{@code
 * region = "华东" and revenue >= 1000000 CNY and (stage in ("deal", "repeat") or ownerId = me.id)
 *   and not name contains "test" and foundingYear is not empty and createdAt >= 2026-01-31
 * }</pre>
 *
 * <p>{@code not} binds closest, then {@code and}, then {@code or}. Texts stand in double quotes with the escapes of JSON; a field
 * with the name of a keyword stands in back quotes.
 */
public final class Filters {

    /** Most characters of the text form. */
    public static final int LONGEST = 8_000;

    /** Most characters of one text that is compared with. */
    public static final int LONGEST_VALUE = 500;

    /** Most tests of one filter. */
    public static final int MOST_TESTS = 200;

    /** Most values of one filter. */
    public static final int MOST_VALUES = 1_000;

    /** Deepest nesting of groups and negations. */
    public static final int DEEPEST = 20;

    /** What every person has; {@code departmentTree} are his departments and all below them. */
    public static final Map<String, MeAttribute> PERSON = Map.of(
            "id", new MeAttribute("person", false),
            "name", new MeAttribute("text", false),
            "manager", new MeAttribute("person", false),
            "department", new MeAttribute("department", false),
            "departments", new MeAttribute("department", true),
            "departmentTree", new MeAttribute("department", true),
            "heads", new MeAttribute("department", true),
            "positions", new MeAttribute("record", true),
            "tags", new MeAttribute("record", true));

    private Filters() {}

    /**
     * Reads the text form.
     *
     * @throws FilterException with the first fault and its place
     */
    public static Filter parse(String text) {
        return new TextReader(text).filter();
    }

    /** The text form; {@link #parse} gives an equal filter back. */
    public static String text(Filter filter) {
        return TextWriter.text(filter);
    }

    /**
     * Reads the JSON form, as any JSON library makes it: maps, lists, texts, numbers, truths and null.
     *
     * @throws FilterException with the first fault and its place
     */
    public static Filter fromJson(@Nullable Object json) {
        return new JsonReader().filter(json);
    }

    /** The JSON form as maps, lists, texts, numbers and truths; {@link #fromJson} gives an equal filter back. */
    public static Map<String, Object> json(Filter filter) {
        return JsonWriter.json(filter);
    }

    /**
     * Checks a filter against an object.
     *
     * @param attributes what may stand after {@code me.}; for people {@link #PERSON}
     * @throws FilterException with all faults, each with a JSON Pointer into the JSON form
     */
    public static CheckedFilter check(Filter filter, ObjectType object, Map<String, MeAttribute> attributes) {
        return new TypeCheck(object, attributes, false, null).check(filter);
    }

    /**
     * Reads the text form and checks it.
     *
     * @throws FilterException with the faults, each with the number of its character
     */
    public static CheckedFilter check(String text, ObjectType object, Map<String, MeAttribute> attributes) {
        return check(text, object, attributes, false);
    }

    /**
     * Checks a filter whose days may move; see {@link #checkMoving(String, ObjectType, Map)}.
     *
     * @throws FilterException with all faults, each with a JSON Pointer into the JSON form
     */
    public static CheckedFilter checkMoving(Filter filter, ObjectType object, Map<String, MeAttribute> attributes) {
        return new TypeCheck(object, attributes, true, null).check(filter);
    }

    /**
     * Reads the text form and checks it, for a question whose answer nobody keeps: days may move with the calendar, as
     * {@code today - 30d} and {@code this month} do. The others refuse them, so that no permission changes at midnight.
     *
     * @throws FilterException with the faults, each with the number of its character
     */
    public static CheckedFilter checkMoving(String text, ObjectType object, Map<String, MeAttribute> attributes) {
        return check(text, object, attributes, true);
    }

    private static CheckedFilter check(
            String text, ObjectType object, Map<String, MeAttribute> attributes, boolean moving) {
        var reader = new TextReader(text);
        Filter filter = reader.filter();
        return new TypeCheck(object, attributes, moving, reader::placeOf).check(filter);
    }

    static FilterException fault(String at, String code, Map<String, Object> arguments) {
        return new FilterException(List.of(new FilterFault(at, code, arguments)));
    }
}
