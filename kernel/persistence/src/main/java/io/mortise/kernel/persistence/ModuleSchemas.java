package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.SchemaChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The two migration histories of each module, and what a module leaves behind. */
final class ModuleSchemas implements SchemaChanges {

    private final KernelDatabase.Kind dialect;
    private final DataSource connections;
    private final Histories histories;
    private final SchemaMarks marks;
    private final Catalogs catalogs;

    ModuleSchemas(
            KernelDatabase.Kind dialect,
            DataSource patient,
            Histories histories,
            SchemaMarks marks,
            Catalogs catalogs) {
        this.dialect = dialect;
        this.connections = patient;
        this.histories = histories;
        this.marks = marks;
        this.catalogs = catalogs;
    }

    /** Whether this very artifact was opened last, by this product. */
    boolean settled(ModuleInstance instance) {
        return marks.has(table(instance.id(), Kind.EXPAND), content(instance));
    }

    /** The instance was opened: tables and entities fit. */
    void settle(ModuleInstance instance) {
        marks.put(table(instance.id(), Kind.EXPAND), content(instance));
    }

    private static String content(ModuleInstance instance) {
        return instance.sha256() + " by " + ProductSchema.CURRENT.version();
    }

    /** Runs what the instance's jar adds, and makes the tables for teams and shares of its shareable objects. */
    void expand(ModuleInstance instance) throws SQLException {
        run(instance, Kind.EXPAND);
        try (Connection connection = connections.getConnection()) {
            if (SharingTables.make(instance, connection)) {
                catalogs.refresh();
            }
        }
    }

    @Override
    public List<Pending> pending(String module, Map<String, String> files) {
        var all = new ArrayList<Pending>();
        for (Kind kind : Kind.values()) {
            all.addAll(pending(module, kind, new MigrationFiles(files)));
        }
        return all;
    }

    @Override
    public List<Pending> contract(ModuleInstance instance) {
        return run(instance, Kind.CONTRACT);
    }

    private List<Pending> run(ModuleInstance instance, Kind kind) {
        MigrationFiles files = MigrationFiles.of(instance.bundle());
        List<Pending> pending = pending(instance.id(), kind, files).stream()
                .map(each -> withoutSharing(instance, each))
                .toList();
        String faults = pending.stream()
                .filter(each -> !each.fault().isEmpty())
                .map(each -> each.file() + ": " + each.fault())
                .collect(Collectors.joining("; "));
        if (!faults.isEmpty()) {
            throw new IllegalStateException("migrations of module " + instance.id() + " are refused: " + faults);
        }
        if (!pending.isEmpty()) {
            try {
                histories.migrate(table(instance.id(), kind), files.of(kind, dialect));
            } finally {
                catalogs.refresh();
            }
        }
        return pending;
    }

    /** The tables of teams and shares are the kernel's, though they stand beside the module's. */
    private static Pending withoutSharing(ModuleInstance instance, Pending pending) {
        Set<String> names = SharingTables.names(instance.descriptor());
        if (!pending.fault().isEmpty() || names.isEmpty()) {
            return pending;
        }
        return SqlText.file(pending.statement()).tokens().stream()
                .filter(token -> token.isName() && names.contains(token.text()))
                .findFirst()
                .map(token -> new Pending(
                        pending.kind(),
                        pending.version(),
                        pending.file(),
                        pending.statement(),
                        "it names " + token.text() + ", which the kernel makes and keeps"))
                .orElse(pending);
    }

    private List<Pending> pending(String module, Kind kind, MigrationFiles all) {
        MigrationFiles files = all.of(kind, dialect);
        var rules = new MigrationRules(module);
        var found = new ArrayList<Pending>();
        var byVersion = new HashMap<String, String>();
        boolean sound = true;
        for (var file : files.files().entrySet()) {
            String path = file.getKey();
            String version = version(path);
            String fault = rules.fault(kind, path, file.getValue()).orElse("");
            String twin = byVersion.putIfAbsent(version, path);
            if (fault.isEmpty() && twin != null) {
                fault = "it has the same version as " + twin;
            }
            if (!fault.isEmpty()) {
                sound = false;
                found.add(new Pending(kind, version, path, file.getValue(), fault));
            }
        }
        if (!sound || files.isEmpty()) {
            return found;
        }
        String table = table(module, kind);
        for (String changed : histories.changed(table, files)) {
            found.add(new Pending(
                    kind,
                    version(changed),
                    changed,
                    files.files().getOrDefault(changed, ""),
                    "it was changed after it had run; put the change into a new file"));
        }
        histories
                .pending(table, files)
                .forEach(path -> found.add(
                        new Pending(kind, version(path), path, files.files().getOrDefault(path, ""), "")));
        return found;
    }

    @Override
    public void purge(String module) {
        marks.forget(table(module, Kind.EXPAND));
        try (Connection connection = connections.getConnection();
                var statement = connection.createStatement()) {
            var tables = new TreeSet<String>(stored(connection, module));
            for (Kind kind : Kind.values()) {
                tables.addAll(Catalogs.stored(connection, table(module, kind).replace("_", "\\_")));
            }
            if (!tables.isEmpty()) {
                String names = tables.stream().map(ModuleSchemas::quoted).collect(Collectors.joining(", "));
                statement.execute("drop table " + names + " cascade");
            }
            for (String sequence : sequences(connection, module)) {
                statement.execute("drop sequence if exists " + quoted(sequence));
            }
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the tables of module " + module + " can't be dropped", e);
        }
        catalogs.refresh();
    }

    @Override
    public Map<String, Long> rows(String module) {
        var counts = new TreeMap<String, Long>();
        try (Connection connection = connections.getConnection();
                var statement = connection.createStatement()) {
            for (String table : stored(connection, module)) {
                try (var rows = statement.executeQuery("select count(*) from " + quoted(table))) {
                    rows.next();
                    counts.put(table.toLowerCase(Locale.ROOT), rows.getLong(1));
                }
            }
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the rows of module " + module + " can't be counted", e);
        }
        return counts;
    }

    private static List<String> stored(Connection connection, String module) throws SQLException {
        // Stored in upper case by H2, in lower case by PostgreSQL.
        return Catalogs.stored(connection, "%").stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(module + "_"))
                .sorted()
                .toList();
    }

    private static List<String> sequences(Connection connection, String module) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.prepareStatement("select sequence_name from information_schema.sequences"
                + " where lower(sequence_name) like ? and sequence_schema = ?")) {
            statement.setString(1, module + "\\_%");
            statement.setString(2, connection.getSchema());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A module's id has no underscore, so the names of two modules' histories never meet. */
    private static String table(String module, Kind kind) {
        return kind == Kind.EXPAND ? "flyway_" + module : "flyway_" + module + "_contract";
    }

    private static String version(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int end = file.indexOf("__");
        return file.startsWith("V") && end > 1 ? file.substring(1, end) : file;
    }
}
