package io.mortise.kernel.spi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mortise.access.ObjectCatalog;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code module.json}, read: everything an administrator must be told before the code runs. The published JSON schema is
 * {@code io/mortise/module/module.schema.json} in the SDK; lifecycle checks a file against it before this is made.
 * Absent lists are empty.
 *
 * @param id the module's id (DECISIONS.md 1)
 * @param name by language tag, at least {@code en} and {@code zh-CN}
 * @param description by language tag
 * @param needs other modules whose services it must have
 * @param objects business objects it owns
 * @param ui entry of its user interface, or null
 * @param events what it publishes and hears
 * @param jobs names of its jobs
 * @param topics server-sent topics it publishes
 * @param hosts hosts it wants to call, {@code https://api.example.com}
 * @param probes requests that must be answered before it serves
 */
@JsonIgnoreProperties("$schema")
public record ModuleDescriptor(
        String id,
        Map<String, String> name,
        Map<String, String> description,
        List<Need> needs,
        List<ObjectType> objects,
        @Nullable Ui ui,
        EventNames events,
        List<String> jobs,
        List<Topic> topics,
        List<String> hosts,
        List<Probe> probes) {

    public ModuleDescriptor {
        Objects.requireNonNull(id);
        name = copy(name);
        description = copy(description);
        needs = copy(needs);
        objects = copy(objects);
        events = events == null ? new EventNames(List.of(), List.of()) : events;
        jobs = copy(jobs);
        topics = copy(topics);
        hosts = copy(hosts);
        probes = copy(probes);
    }

    /**
     * Another module that must serve.
     *
     * @param module its id
     * @param version a version range as in OSGi, {@code [1,2)}; null for any
     */
    public record Need(String module, @Nullable String version) {}

    /**
     * A business object.
     *
     * @param name without the module, {@code customer}
     * @param label by language tag
     * @param table the protected table, {@code customer_customer}; null when it has none
     * @param shareable whether its records have teams and shares (DECISIONS.md 9)
     * @param parent the object it belongs to, or null
     * @param fields its fields
     * @param actions what can be done with it
     * @param gates what closes single records to some actions
     */
    public record ObjectType(
            String name,
            Map<String, String> label,
            @Nullable String table,
            boolean shareable,
            @Nullable Parent parent,
            List<Field> fields,
            List<Action> actions,
            List<Gate> gates) {
        public ObjectType {
            label = copy(label);
            fields = copy(fields);
            actions = copy(actions);
            gates = copy(gates);
        }

        /** An object whose records are never closed. */
        public ObjectType(
                String name,
                Map<String, String> label,
                @Nullable String table,
                boolean shareable,
                @Nullable Parent parent,
                List<Field> fields,
                List<Action> actions) {
            this(name, label, table, shareable, parent, fields, actions, List.of());
        }

        /** An object whose records stand alone. */
        public ObjectType(
                String name,
                Map<String, String> label,
                @Nullable String table,
                List<Field> fields,
                List<Action> actions) {
            this(name, label, table, false, null, fields, actions);
        }

        /** The field of that name. */
        public Optional<Field> field(String wanted) {
            return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
        }

        /** The action of that name. */
        public Optional<Action> action(String wanted) {
            return actions.stream()
                    .filter(action -> action.name().equals(wanted))
                    .findFirst();
        }

        /** Its gates over columns. */
        public List<ObjectCatalog.Gate> storedGates() {
            return gates.stream()
                    .map(gate -> new ObjectCatalog.Gate(
                            gate.name(),
                            gate.label(),
                            Set.copyOf(gate.actions()),
                            Objects.requireNonNull(column(gate.field())),
                            field(gate.field())
                                    .filter(field -> field.type().equals("truth"))
                                    .isPresent(),
                            column(gate.until()),
                            column(gate.by())))
                    .toList();
        }

        private @Nullable String column(@Nullable String name) {
            return name == null
                    ? null
                    : field(name).map(field -> field.storedIn().getFirst()).orElse(null);
        }
    }

    /**
     * A state of records that closes them to some actions, whoever asks: a lock, a legal hold.
     *
     * @param name a word, {@code lock}
     * @param label by language tag
     * @param field closes the record when it has a value; one of type truth when it is true
     * @param until the field that says until when; null when there is none
     * @param by the field that says who closed it; null when there is none
     * @param actions what it forbids
     */
    public record Gate(
            String name,
            Map<String, String> label,
            String field,
            @Nullable String until,
            @Nullable String by,
            List<String> actions) {
        public Gate {
            label = copy(label);
            actions = copy(actions);
        }
    }

    /**
     * The object that another belongs to.
     *
     * @param object qualified name, of the same module
     * @param field of the child, holds the parent's id
     */
    public record Parent(String object, String field) {}

    /**
     * A field of a business object.
     *
     * @param name as in JSON
     * @param label by language tag
     * @param type text, number, money, date, instant, truth, person, department, record, choice
     * @param sensitivity public, internal, personal, contact, money, cost or secret (PERMISSIONS.md, section 6)
     * @param columns of the object's table that hold it or are made from it; null for the one named like the field
     * @param mask what stays visible of a masked value: phone, email, name or tail4; null for nothing
     */
    public record Field(
            String name,
            Map<String, String> label,
            String type,
            String sensitivity,
            @Nullable List<String> columns,
            @Nullable String mask) {
        public Field {
            label = copy(label);
            columns = columns == null ? null : List.copyOf(columns);
        }

        /** A field in the column named like it. */
        public Field(String name, Map<String, String> label, String type, String sensitivity) {
            this(name, label, type, sensitivity, null, null);
        }

        /** The columns: {@code ownerDepartmentId} is stored in {@code owner_department_id} when nothing else is said. */
        public List<String> storedIn() {
            return columns == null ? List.of(name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)) : columns;
        }
    }

    /**
     * Something that can be done with an object.
     *
     * @param name as in {@code customer.customer:edit}
     * @param label by language tag
     * @param risky whether a review asks for a reason before somebody keeps it
     */
    public record Action(String name, Map<String, String> label, boolean risky) {
        public Action {
            label = copy(label);
        }
    }

    /**
     * The user interface.
     *
     * @param entry path below {@code ui/} in the jar
     */
    public record Ui(String entry) {}

    /**
     * Events by name.
     *
     * @param publishes {@code customer.Registered}
     * @param listens names of any module
     */
    public record EventNames(List<String> publishes, List<String> listens) {
        public EventNames {
            publishes = copy(publishes);
            listens = copy(listens);
        }
    }

    /**
     * A server-sent topic.
     *
     * @param name without the module
     * @param requires the permission a listener needs, {@code customer.customer:list}
     */
    public record Topic(String name, String requires) {}

    /**
     * A GET that the kernel sends to a new instance before it serves.
     *
     * @param path below {@code /api/<module>/}, with a leading slash
     * @param status the expected status; 0 means 200
     */
    public record Probe(
            String path, @JsonProperty(defaultValue = "200") int status) {
        public Probe {
            status = status == 0 ? 200 : status;
        }
    }

    /** The object of that name, {@code customer.customer}. */
    public Optional<ObjectType> object(String qualified) {
        return objects.stream()
                .filter(object -> qualified.equals(id + "." + object.name()))
                .findFirst();
    }

    /** Table by qualified object name, for the objects that have one. */
    public Map<String, String> tables() {
        var tables = new java.util.LinkedHashMap<String, String>();
        for (ObjectType object : objects) {
            if (object.table() != null) {
                tables.put(id + "." + object.name(), object.table());
            }
        }
        return Map.copyOf(tables);
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }
}
