package io.mortise.kernel.persistence;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
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
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.TcclLookupPrecedence;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.jspecify.annotations.Nullable;

/** What persistence opened for one module instance: its session factory, its tables' shapes, its judge of statements. */
final class ModuleStore implements AutoCloseable {

    /** Made by the build from the classes annotated as entities. */
    static final String HEADER = "Mortise-Entities";

    private final ModuleInstance instance;
    private final Kind dialect;
    private final StatementRules rules;
    private final Map<String, TableShape> shapes;
    private final Map<String, ObjectFields> fields;
    private final FieldsAtRunTime live = new FieldsAtRunTime();
    private final ListPaths paths;
    private final Map<Permission, List<ObjectCatalog.Gate>> gates;
    private final Map<Class<?>, EntityShape> entities = new HashMap<>();
    private volatile Merged merged = new Merged(live.now(), Map.of());
    private @Nullable BootstrapServiceRegistry bootstrap;
    private @Nullable StandardServiceRegistry services;
    private @Nullable SessionFactory factory;

    /**
     * An entity class and the protected or free table behind it.
     *
     * @param table in lower case
     * @param idColumn the only column of its id
     * @param revisionColumn of its {@code @Version}, or null
     */
    record EntityShape(
            String table, String idColumn, @Nullable String revisionColumn, EntityPersister persister) {

        /** The entity's revision, or null when it has none. */
        @Nullable
        Long revision(Object entity) {
            return revisionColumn != null && persister.getVersion(entity) instanceof Number number
                    ? number.longValue()
                    : null;
        }
    }

    /** The fields of objects that have live ones, as they were said at a time. */
    private record Merged(FieldsAtRunTime.Said said, Map<String, ObjectFields> fields) {}

    private ModuleStore(
            ModuleInstance instance,
            Kind dialect,
            StatementRules rules,
            Map<String, TableShape> shapes,
            Map<String, ObjectFields> fields,
            ListPaths paths) {
        this.instance = instance;
        this.dialect = dialect;
        this.rules = rules;
        this.shapes = shapes;
        this.fields = fields;
        this.paths = paths;
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
     * Opens it; the tables must be there.
     *
     * @throws IllegalStateException when descriptor, entities and tables do not fit together
     */
    static ModuleStore open(ModuleInstance instance, Kind dialect, Connection connection, Supplier<Catalog> catalog)
            throws SQLException, ClassNotFoundException {
        var shapes = new HashMap<String, TableShape>();
        for (var object : instance.descriptor().tables().entrySet()) {
            shapes.put(object.getKey(), shape(instance, object.getKey(), object.getValue(), connection));
        }
        var fields = new HashMap<String, ObjectFields>();
        shapes.forEach((object, shape) -> instance.descriptor()
                .object(object)
                .ifPresent(type -> fields.put(object, ObjectFields.of(object, type, shape))));
        var rules = new StatementRules(instance.id(), catalog);
        var store = new ModuleStore(
                instance, dialect, rules, Map.copyOf(shapes), Map.copyOf(fields), new ListPaths(dialect, catalog));
        try {
            store.build(connection);
        } catch (RuntimeException | SQLException | ClassNotFoundException | LinkageError failure) {
            store.close();
            throw failure;
        }
        return store;
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

    private void build(Connection connection) throws ClassNotFoundException, SQLException {
        List<String> names = entityNames();
        if (names.isEmpty()) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The platform's loader while Hibernate starts (PLATFORM.md, section 4): what it caches must not be the
        // module's.
        thread.setContextClassLoader(ModuleStore.class.getClassLoader());
        try {
            // The module's loader alone: Hibernate asks its own last by itself, but two given ones in no certain order.
            var builder = new BootstrapServiceRegistryBuilder().applyClassLoader(instance.loader());
            builder.applyTcclLookupPrecedence(TcclLookupPrecedence.NEVER);
            bootstrap = builder.build();
            services = new StandardServiceRegistryBuilder(bootstrap)
                    .applySettings(settings(connection))
                    .build();
            var sources = new MetadataSources(services);
            for (String name : names) {
                sources.addAnnotatedClass(instance.loader().loadClass(name));
            }
            factory = sources.buildMetadata().buildSessionFactory();
        } finally {
            thread.setContextClassLoader(before);
        }
        factory.unwrap(SessionFactoryImplementor.class).getMappingMetamodel().forEachEntityDescriptor(this::note);
    }

    private List<String> entityNames() {
        String header = instance.bundle().getHeaders("").get(HEADER);
        if (header == null || header.isBlank()) {
            return List.of();
        }
        return List.of(header.strip().split("\\s*,\\s*"));
    }

    private static Map<String, Object> settings(Connection connection) throws SQLException {
        var meta = connection.getMetaData();
        var settings = new HashMap<String, Object>();
        // Every session is given its connection; the factory itself must never take one.
        settings.put("hibernate.boot.allow_jdbc_metadata_access", false);
        settings.put("jakarta.persistence.database-product-name", meta.getDatabaseProductName());
        settings.put("jakarta.persistence.database-product-version", meta.getDatabaseProductVersion());
        settings.put("jakarta.persistence.database-major-version", meta.getDatabaseMajorVersion());
        settings.put("jakarta.persistence.database-minor-version", meta.getDatabaseMinorVersion());
        settings.put("hibernate.hbm2ddl.auto", "none");
        settings.put("hibernate.physical_naming_strategy", new PhysicalNamingStrategySnakeCaseImpl());
        settings.put("hibernate.jdbc.time_zone", "UTC");
        settings.put("hibernate.timezone.default_storage", "NORMALIZE_UTC");
        settings.put("hibernate.jdbc.batch_size", 500);
        settings.put("hibernate.order_inserts", true);
        settings.put("hibernate.allow_update_outside_transaction", true);
        settings.put("hibernate.cache.use_second_level_cache", false);
        settings.put("hibernate.cache.use_query_cache", false);
        settings.put("jakarta.persistence.validation.mode", "none");
        return settings;
    }

    private void note(EntityPersister persister) {
        var mapped = (AbstractEntityPersister) persister;
        String table = mapped.getTableName().toLowerCase(Locale.ROOT);
        if (!table.startsWith(instance.id() + "_")) {
            throw new IllegalStateException("entity " + mapped.getEntityName() + " is stored in " + table
                    + "; a table of this module begins with " + instance.id() + "_ (give it @Table(name = …))");
        }
        String[] ids = mapped.getIdentifierColumnNames();
        boolean isProtected =
                shapes.values().stream().anyMatch(shape -> shape.table().equals(table));
        if (isProtected && (ids.length != 1 || !ids[0].equalsIgnoreCase("id"))) {
            throw new IllegalStateException(
                    "entity " + mapped.getEntityName() + " must have the one column id as its id");
        }
        String revision = mapped.isVersioned() ? mapped.getVersionColumnName().toLowerCase(Locale.ROOT) : null;
        entities.put(
                mapped.getMappedClass(), new EntityShape(table, ids[0].toLowerCase(Locale.ROOT), revision, persister));
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

    /** The gates that a record must pass for this. */
    List<ObjectCatalog.Gate> gates(Permission permission) {
        return gates.getOrDefault(permission, List.of());
    }

    /** The shape of an entity that is stored in the object's table. */
    EntityShape entity(String object, Class<?> type) {
        EntityShape shape = entities.get(type);
        if (shape == null) {
            throw new IllegalArgumentException(type.getName() + " is no entity of module " + instance.id()
                    + "; its manifest's " + HEADER + " names " + entities.keySet());
        }
        String table = table(object).table();
        if (!shape.table().equals(table)) {
            throw new IllegalArgumentException(type.getName() + " is stored in " + shape.table() + ", not in " + table
                    + ", the table of " + object);
        }
        return shape;
    }

    /** This module's session on a unit of work's connection, guarded. */
    ModuleSession session(UnitOfWork unit) {
        return unit.part(this, ModuleSession.class, () -> new ModuleSession(guarded(unit), requireFactory()));
    }

    private Connection guarded(UnitOfWork unit) {
        return GuardedConnection.of(unit.connection(), rules, unit.writing());
    }

    private SessionFactory requireFactory() {
        return Optional.ofNullable(factory)
                .orElseThrow(() ->
                        new IllegalStateException("module " + instance.id() + " has no entities, or has been closed"));
    }

    /** Makes a lazy proxy of each entity that can have one; what is wrong, one sentence each. */
    List<String> check() {
        var wrong = new ArrayList<String>();
        if (factory == null) {
            return wrong;
        }
        try (Session session = factory.withOptions()
                .connection(NoConnection.INSTANCE)
                .flushMode(FlushMode.MANUAL)
                .openSession()) {
            entities.forEach((type, shape) -> {
                Object id = sampleId(shape.persister().getIdentifierType().getReturnedClass());
                if (id == null || !shape.persister().hasProxy()) {
                    return;
                }
                try {
                    if (!(session.getReference(type, id) instanceof HibernateProxy)) {
                        wrong.add("entity " + type.getName() + " has no lazy proxy");
                    }
                } catch (RuntimeException | LinkageError e) {
                    wrong.add("the lazy proxy of entity " + type.getName() + " can't be made: " + e);
                }
            });
        }
        return wrong;
    }

    private static @Nullable Object sampleId(Class<?> type) {
        if (type == UUID.class) {
            return new UUID(0, 0);
        }
        if (type == Long.class || type == long.class) {
            return 0L;
        }
        if (type == Integer.class || type == int.class) {
            return 0;
        }
        return type == String.class ? "" : null;
    }

    /** In the order of PLATFORM.md, section 4; the bundle goes after. */
    @Override
    public void close() {
        entities.clear();
        if (factory != null) {
            factory.close();
            factory = null;
        }
        if (services != null) {
            StandardServiceRegistryBuilder.destroy(services);
            services = null;
        }
        if (bootstrap != null) {
            BootstrapServiceRegistryBuilder.destroy(bootstrap);
            bootstrap = null;
        }
    }
}
