package io.mortise.kernel.persistence;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.kernel.persistence.EntityMapping.EntityShape;
import io.mortise.kernel.spi.FieldsAtRunTime;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What persistence opened for one module instance: its tables' shapes, its mapped entities, its judge of statements. */
final class ModuleStore implements AutoCloseable {

    private final ModuleInstance instance;
    private final Kind dialect;
    private final StatementRules rules;
    private final Map<String, TableShape> shapes;
    private final Map<String, ObjectFields> fields;
    private final FieldsAtRunTime live = new FieldsAtRunTime();
    private final ListPaths paths;
    private final Map<Permission, List<ObjectCatalog.Gate>> gates;
    private volatile Merged merged = new Merged(live.now(), Map.of());
    private final Map<String, Object> product;
    private final ReentrantLock mapping = new ReentrantLock();
    private volatile @Nullable EntityMapping mapped;
    private volatile boolean closed;

    /** The fields of objects that have live ones, as they were said at a time. */
    private record Merged(FieldsAtRunTime.Said said, Map<String, ObjectFields> fields) {}

    private ModuleStore(
            ModuleInstance instance,
            Kind dialect,
            StatementRules rules,
            Map<String, TableShape> shapes,
            Map<String, ObjectFields> fields,
            ListPaths paths,
            Map<String, Object> product) {
        this.instance = instance;
        this.dialect = dialect;
        this.rules = rules;
        this.shapes = shapes;
        this.fields = fields;
        this.paths = paths;
        this.product = product;
        this.gates = gates(instance.descriptor(), shapes);
    }

    /** @throws IllegalStateException when a gate hangs on a column that the table does not have: it would never close */
    private static Map<Permission, List<ObjectCatalog.Gate>> gates(
            ModuleDescriptor descriptor, Map<String, TableShape> shapes) {
        var gates = new HashMap<Permission, List<ObjectCatalog.Gate>>();
        shapes.forEach((object, shape) -> descriptor.object(object).stream()
                .flatMap(type -> type.storedGates().stream())
                .forEach(gate -> {
                    // Read in full, so that a wrong column is noticed now and not at the first question.
                    ScopePredicate.of(gate.closed(Instant.EPOCH), shape);
                    Optional.ofNullable(gate.by()).ifPresent(shape::column);
                    gate.actions()
                            .forEach(action -> gates.computeIfAbsent(
                                            new Permission(object, action), _ -> new ArrayList<>())
                                    .add(gate));
                }));
        gates.replaceAll((_, some) -> List.copyOf(some));
        return Map.copyOf(gates);
    }

    /**
     * Opens it; the tables must be there. The entities are mapped by {@link #map}, or when somebody needs one.
     *
     * @throws IllegalStateException when descriptor, entities and tables do not fit together
     */
    static ModuleStore open(ModuleInstance instance, Kind dialect, Connection connection, Supplier<Catalog> catalog)
            throws SQLException {
        var shapes = new HashMap<String, TableShape>();
        for (var object : instance.descriptor().tables().entrySet()) {
            shapes.put(object.getKey(), shape(instance, object.getKey(), object.getValue(), connection));
        }
        var fields = new HashMap<String, ObjectFields>();
        shapes.forEach((object, shape) -> instance.descriptor()
                .object(object)
                .ifPresent(type -> fields.put(object, ObjectFields.of(object, type, shape))));
        var rules = new StatementRules(instance.id(), catalog);
        return new ModuleStore(
                instance,
                dialect,
                rules,
                Map.copyOf(shapes),
                Map.copyOf(fields),
                new ListPaths(dialect, catalog),
                EntityMapping.product(connection));
    }

    /**
     * Maps the entities, unless that is done.
     *
     * @throws IllegalStateException when entities and tables do not fit together, or the store has been closed
     */
    EntityMapping map() {
        EntityMapping known = mapped;
        if (known != null) {
            return known;
        }
        mapping.lock();
        try {
            if (closed) {
                throw new IllegalStateException("module " + instance.id() + " has been closed");
            }
            if (mapped == null) {
                mapped = EntityMapping.of(instance, product, shapes.values());
            }
            return mapped;
        } finally {
            mapping.unlock();
        }
    }

    private static TableShape shape(ModuleInstance instance, String object, String table, Connection connection)
            throws SQLException {
        if (!table.startsWith(instance.id() + "_") || !table.equals(table.toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("module.json gives " + object + " the table \"" + table
                    + "\"; a table of this module is written in lower case and begins with " + instance.id() + "_");
        }
        TableShape shape = TableShape.read(connection, table);
        if (!shape.columns().containsKey("id")) {
            throw new IllegalStateException("module.json gives " + object + " the table " + table + ", but "
                    + (shape.columns().isEmpty() ? "no migration below db/expand/ makes it" : "it has no column id"));
        }
        boolean shareable = instance.descriptor()
                .object(object)
                .filter(ModuleDescriptor.ObjectType::shareable)
                .isPresent();
        return shareable ? shape.withSharing() : shape;
    }

    Kind dialect() {
        return dialect;
    }

    StatementRules rules() {
        return rules;
    }

    /** What lists know about the way to their rows. */
    ListPaths paths() {
        return paths;
    }

    /** The table of an object of this module. */
    TableShape table(String object) {
        TableShape shape = shapes.get(object);
        if (shape == null) {
            throw new IllegalArgumentException("module " + instance.id() + " has no object " + object
                    + " with a table; its module.json names " + shapes.keySet());
        }
        return shape;
    }

    /** The fields that the module defines while it runs. */
    FieldsAtRunTime live() {
        return live;
    }

    /** The fields of an object that has a table, declared and live ones. */
    ObjectFields fields(String object) {
        table(object);
        ObjectFields declared = fields.getOrDefault(object, ObjectFields.none(object));
        FieldsAtRunTime.Said said = live.now();
        if (said.of(object).isEmpty()) {
            return declared;
        }
        Merged known = merged;
        if (known.said() != said) {
            var all = new HashMap<String, ObjectFields>();
            said.fields()
                    .forEach((name, some) -> all.put(
                            name,
                            fields.getOrDefault(name, ObjectFields.none(name)).and(some)));
            known = new Merged(said, Map.copyOf(all));
            merged = known;
        }
        return known.fields().getOrDefault(object, declared);
    }

    /** The object that is stored in a table of this module. */
    String objectOf(TableShape table) {
        return shapes.entrySet().stream()
                .filter(one -> one.getValue().table().equals(table.table()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no object is stored in " + table.table()));
    }

    /** The gates that a record must pass for this. */
    List<ObjectCatalog.Gate> gates(Permission permission) {
        return gates.getOrDefault(permission, List.of());
    }

    /** The shape of an entity that is stored in the object's table. */
    EntityShape entity(String object, Class<?> type) {
        EntityShape shape = map().entity(type);
        String table = table(object).table();
        if (!shape.table().equals(table)) {
            throw new IllegalArgumentException(type.getName() + " is stored in " + shape.table() + ", not in " + table
                    + ", the table of " + object);
        }
        return shape;
    }

    /** This module's session on a unit of work's connection, guarded. */
    ModuleSession session(UnitOfWork unit) {
        return unit.part(this, ModuleSession.class, () -> new ModuleSession(guarded(unit), map().factory()));
    }

    private Connection guarded(UnitOfWork unit) {
        return GuardedConnection.of(unit.connection(), rules, unit.writing());
    }

    /** What is wrong with the entities, one sentence each; nothing while they are to be mapped later. */
    List<String> check() {
        EntityMapping known = mapped;
        return known == null ? List.of() : known.check();
    }

    boolean isMapped() {
        return mapped != null;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        mapping.lock();
        try {
            closed = true;
            if (mapped != null) {
                mapped.close();
                mapped = null;
            }
        } finally {
            mapping.unlock();
        }
    }
}
