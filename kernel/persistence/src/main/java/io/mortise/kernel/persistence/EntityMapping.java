package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.ModuleInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
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

/** The entities of a module instance, mapped by Hibernate to its tables. */
final class EntityMapping implements AutoCloseable {

    /** Made by the build from the classes annotated as entities. */
    static final String HEADER = "Mortise-Entities";

    private final ModuleInstance instance;
    private final Map<Class<?>, EntityShape> entities = new HashMap<>();
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

    private EntityMapping(ModuleInstance instance) {
        this.instance = instance;
    }

    /**
     * Maps all entities of the instance.
     *
     * @param product what {@link #product} tells about the database
     * @param tables the protected ones
     * @throws IllegalStateException when entities and tables do not fit together
     */
    static EntityMapping of(ModuleInstance instance, Map<String, Object> product, Collection<TableShape> tables) {
        var mapping = new EntityMapping(instance);
        try {
            mapping.build(product);
            mapping.note(tables);
        } catch (RuntimeException | LinkageError failure) {
            mapping.close();
            throw failure;
        }
        return mapping;
    }

    /** What Hibernate would ask the database about itself. Every session is given its connection; the factory takes none. */
    static Map<String, Object> product(Connection connection) throws SQLException {
        var meta = connection.getMetaData();
        return Map.of(
                "jakarta.persistence.database-product-name", meta.getDatabaseProductName(),
                "jakarta.persistence.database-product-version", meta.getDatabaseProductVersion(),
                "jakarta.persistence.database-major-version", meta.getDatabaseMajorVersion(),
                "jakarta.persistence.database-minor-version", meta.getDatabaseMinorVersion());
    }

    private void build(Map<String, Object> product) {
        List<String> names = names();
        if (names.isEmpty()) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // The platform's loader while Hibernate starts (PLATFORM.md, section 4): what it caches must not be the
        // module's.
        thread.setContextClassLoader(EntityMapping.class.getClassLoader());
        try {
            // The module's loader alone: Hibernate asks its own last by itself, but two given ones in no certain order.
            var builder = new BootstrapServiceRegistryBuilder().applyClassLoader(instance.loader());
            builder.applyTcclLookupPrecedence(TcclLookupPrecedence.NEVER);
            bootstrap = builder.build();
            services = new StandardServiceRegistryBuilder(bootstrap)
                    .applySettings(settings(product))
                    .build();
            var sources = new MetadataSources(services);
            for (String name : names) {
                sources.addAnnotatedClass(load(name));
            }
            factory = sources.buildMetadata().buildSessionFactory();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private List<String> names() {
        String header = instance.bundle().getHeaders("").get(HEADER);
        if (header == null || header.isBlank()) {
            return List.of();
        }
        return List.of(header.strip().split("\\s*,\\s*"));
    }

    private Class<?> load(String name) {
        try {
            return instance.loader().loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(HEADER + " in the manifest names " + name + ", which is not in the jar", e);
        }
    }

    private static Map<String, Object> settings(Map<String, Object> product) {
        var settings = new HashMap<>(product);
        settings.put("hibernate.boot.allow_jdbc_metadata_access", false);
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

    private void note(Collection<TableShape> tables) {
        if (factory != null) {
            factory.unwrap(SessionFactoryImplementor.class)
                    .getMappingMetamodel()
                    .forEachEntityDescriptor(persister -> note(persister, tables));
        }
    }

    private void note(EntityPersister persister, Collection<TableShape> tables) {
        var mapped = (AbstractEntityPersister) persister;
        String table = mapped.getTableName().toLowerCase(Locale.ROOT);
        if (!table.startsWith(instance.id() + "_")) {
            throw new IllegalStateException("entity " + mapped.getEntityName() + " is stored in " + table
                    + "; a table of this module begins with " + instance.id() + "_ (give it @Table(name = …))");
        }
        String[] ids = mapped.getIdentifierColumnNames();
        boolean isProtected = tables.stream().anyMatch(shape -> shape.table().equals(table));
        if (isProtected && (ids.length != 1 || !ids[0].equalsIgnoreCase("id"))) {
            throw new IllegalStateException(
                    "entity " + mapped.getEntityName() + " must have the one column id as its id");
        }
        String revision = mapped.isVersioned() ? mapped.getVersionColumnName().toLowerCase(Locale.ROOT) : null;
        entities.put(
                mapped.getMappedClass(), new EntityShape(table, ids[0].toLowerCase(Locale.ROOT), revision, persister));
    }

    /** The shape of an entity. */
    EntityShape entity(Class<?> type) {
        EntityShape shape = entities.get(type);
        if (shape == null) {
            throw new IllegalArgumentException(type.getName() + " is no entity of module " + instance.id()
                    + "; its manifest's " + HEADER + " names " + entities.keySet());
        }
        return shape;
    }

    /** Makes sessions. */
    SessionFactory factory() {
        if (factory == null) {
            throw new IllegalStateException("module " + instance.id() + " has no entities, or has been closed");
        }
        return factory;
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
