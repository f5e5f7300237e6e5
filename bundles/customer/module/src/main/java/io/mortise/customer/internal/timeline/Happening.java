package io.mortise.customer.internal.timeline;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a customer, as data: its sentence is the text {@code timeline.<kind>} with the facts as named
 * placeholders, in the language of whoever reads it. A fact whose name begins with {@code person} holds a person's id and is shown
 * as his name; one with a text {@code timeline.<name>.<value>} is shown as that.
 *
 * @param kind kebab-case
 * @param facts never the value of a field that is not named in {@code about}
 * @param about fields of the customer whose values the facts tell: who may not read all of them learns that something changed
 * @param changed names of changed fields, each of which is told to whoever may read it
 * @param record what it is about beside the customer, a follow-up record for example
 */
public record Happening(
        String kind,
        Map<String, String> facts,
        List<String> about,
        List<String> changed,
        @Nullable UUID record) {

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,59}");

    public Happening {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("\"" + kind + "\" is no kind of happening");
        }
        facts = Map.copyOf(new TreeMap<>(facts));
        about = List.copyOf(about);
        changed = List.copyOf(changed);
    }

    /** One without facts. */
    public static Happening of(String kind) {
        return new Happening(kind, Map.of(), List.of(), List.of(), null);
    }

    /** The same with one more fact. */
    public Happening with(String name, Object value) {
        var more = new TreeMap<>(facts);
        more.put(name, String.valueOf(value));
        return new Happening(kind, more, about, changed, record);
    }

    /** The same; its facts tell values of these fields. */
    public Happening about(String... fields) {
        return new Happening(kind, facts, List.of(fields), changed, record);
    }

    /** The same; these fields changed. */
    public Happening changed(List<String> fields) {
        return new Happening(kind, facts, about, fields, record);
    }

    /** The same about a record. */
    public Happening record(UUID id) {
        return new Happening(kind, facts, about, changed, id);
    }
}
