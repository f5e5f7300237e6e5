package io.mortise.kernel.persistence;

import io.mortise.access.LiveFields;
import io.mortise.access.ObjectCatalog;
import io.mortise.kernel.spi.KernelDatabase.Kind;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** What one module instance says about its live fields; checked before anybody hears of it. */
record DeclaredLive(ModuleInstance instance, DataSource connections, Kind dialect, Catalogs catalogs)
        implements LiveFields {

    private static final Pattern NAME = Pattern.compile("custom\\.[a-zA-Z][a-zA-Z0-9_]{0,63}");

    @Override
    public void declare(String object, List<ObjectCatalog.Field> fields) {
        TableShape table = store().table(object);
        var names = new HashSet<String>();
        var live = new ArrayList<ModuleDescriptor.Field>();
        for (ObjectCatalog.Field field : fields) {
            if (!NAME.matcher(field.name()).matches() || !names.add(field.name())) {
                throw new IllegalArgumentException("\"" + field.name() + "\" is no name of a live field of " + object
                        + ": one begins with " + PREFIX + ", and stands once");
            }
            field.columns().forEach(table::column);
            live.add(new ModuleDescriptor.Field(
                    field.name(), field.label(), field.type(), field.sensitivity(), field.columns(), field.mask()));
        }
        store().live().say(object, live);
    }

    @Override
    public void index(String object, String column) {
        ModuleStore store = store();
        String table = store.table(object).table();
        store.table(object).column(column);
        boolean live = store.live().now().of(object).stream()
                .anyMatch(field -> field.storedIn().contains(column));
        if (!live) {
            throw new IllegalArgumentException("no live field of " + object + " is stored in " + column);
        }
        // Both names come from the database itself; PostgreSQL lets everybody write meanwhile, and walks an index both
        // ways.
        make("create index " + (dialect == Kind.POSTGRESQL ? "concurrently " : "") + "if not exists " + table + "_"
                + column + " on " + table + " (" + column + ", id)");
        if (dialect == Kind.H2) {
            make("create index if not exists " + table + "_" + column + "_down on " + table + " (" + column
                    + " desc, id desc)");
        }
        catalogs.refresh();
    }

    private void make(String sql) {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw DatabaseFailures.translate("an index can't be made: " + sql, e);
        }
    }

    private ModuleStore store() {
        return instance.attachment(ModuleStore.class)
                .orElseThrow(() -> new IllegalStateException("module " + instance + " has been closed"));
    }
}
