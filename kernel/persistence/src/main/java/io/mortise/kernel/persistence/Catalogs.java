package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Keeps the {@link Catalog} that the guard reads, behind one volatile field. */
final class Catalogs {

    private final DataSource connections;
    private final Map<ModuleInstance, Map<String, String>> open = new HashMap<>();
    private volatile Catalog current = new Catalog(Set.of(), Map.of());

    Catalogs(DataSource connections) {
        this.connections = connections;
    }

    Catalog current() {
        return current;
    }

    /** Protects an instance's tables, beside those of the other instances of its module. */
    synchronized void protect(ModuleInstance instance) {
        var objects = new HashMap<String, String>();
        instance.descriptor().tables().forEach((object, table) -> {
            String name = table.toLowerCase(Locale.ROOT);
            objects.put(name, object);
            if (instance.descriptor()
                    .object(object)
                    .filter(ModuleDescriptor.ObjectType::shareable)
                    .isPresent()) {
                objects.put(name + "_team", Catalog.team(object));
                objects.put(name + "_share", Catalog.shares(object));
            }
        });
        open.put(instance, Map.copyOf(objects));
        current = new Catalog(current.tables(), objects());
    }

    /** The instance is gone. */
    synchronized void release(ModuleInstance instance) {
        open.remove(instance);
        current = new Catalog(current.tables(), objects());
    }

    /** Reads the tables anew, after a migration. */
    synchronized void refresh() {
        try (Connection connection = connections.getConnection()) {
            current = new Catalog(tables(connection, "%"), objects());
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the tables of the database can't be listed", e);
        }
    }

    private Map<String, String> objects() {
        var all = new HashMap<String, String>();
        open.values().forEach(all::putAll);
        return all;
    }

    /** Tables and views whose name matches the JDBC pattern, as they are written in the database. */
    static Set<String> stored(Connection connection, String pattern) throws SQLException {
        var names = new HashSet<String>();
        String[] types = {"TABLE", "BASE TABLE", "PARTITIONED TABLE", "VIEW", "MATERIALIZED VIEW"};
        try (ResultSet rows = connection.getMetaData().getTables(null, connection.getSchema(), pattern, types)) {
            while (rows.next()) {
                names.add(rows.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    private static Set<String> tables(Connection connection, String pattern) throws SQLException {
        var names = new HashSet<String>();
        stored(connection, pattern).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }
}
