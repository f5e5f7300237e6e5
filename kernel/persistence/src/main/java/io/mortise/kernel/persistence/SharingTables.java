package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables in which the kernel keeps teams and shares beside a shareable object's table (DECISIONS.md 9). They are made when
 * the module's store opens, whichever version brings the first shareable object; rows go with their record, the tables with
 * the module's.
 */
final class SharingTables {

    /** PostgreSQL cuts names at 63 characters, and the longest here is {@code <table>_share_receiver}. */
    private static final int LONGEST = 63 - "_share_receiver".length();

    private static final Map<String, ColumnType> TEAM = Map.of(
            "record_id", ColumnType.UUID,
            "member_id", ColumnType.UUID,
            "writing", ColumnType.TRUTH,
            "from_at", ColumnType.INSTANT,
            "until_at", ColumnType.INSTANT,
            "reason", ColumnType.TEXT,
            "joined_by", ColumnType.TEXT);

    private static final Map<String, ColumnType> SHARE = Map.of(
            "share_id", ColumnType.UUID,
            "record_id", ColumnType.UUID,
            "receiver", ColumnType.TEXT,
            "action", ColumnType.TEXT,
            "until_at", ColumnType.INSTANT,
            "reason", ColumnType.TEXT,
            "shared_by", ColumnType.TEXT,
            "shared_at", ColumnType.INSTANT);

    private SharingTables() {}

    /** The names of all such tables of a module, in lower case. */
    static Set<String> names(ModuleDescriptor descriptor) {
        var names = new TreeSet<String>();
        for (ModuleDescriptor.ObjectType object : descriptor.objects()) {
            if (object.shareable() && object.table() != null) {
                names.add(object.table() + "_team");
                names.add(object.table() + "_share");
            }
        }
        return names;
    }

    /**
     * Makes those that are missing; whether there was one.
     *
     * @param connection commits by itself
     * @throws IllegalStateException when something else has taken their name
     */
    static boolean make(ModuleInstance instance, Connection connection) throws SQLException {
        boolean made = false;
        for (ModuleDescriptor.ObjectType object : instance.descriptor().objects()) {
            if (object.shareable() && object.table() != null) {
                made |= make(instance, TableShape.read(connection, object.table()), connection);
            }
        }
        return made;
    }

    private static boolean make(ModuleInstance instance, TableShape shape, Connection connection) throws SQLException {
        String table = shape.table();
        if (shape.columns().get("id") != ColumnType.UUID || table.length() > LONGEST) {
            throw new IllegalStateException("module.json of " + instance.id() + " calls the object of table " + table
                    + " shareable; such a table has a column id of type uuid and a name of at most " + LONGEST
                    + " characters");
        }
        boolean made = TableShape.read(connection, shape.teamTable()).columns().isEmpty()
                || TableShape.read(connection, shape.shareTable()).columns().isEmpty();
        if (made) {
            for (String statement : statements(table)) {
                try (var run = connection.createStatement()) {
                    run.execute(statement);
                }
            }
        }
        requireOurs(TableShape.read(connection, shape.teamTable()), TEAM);
        requireOurs(TableShape.read(connection, shape.shareTable()), SHARE);
        return made;
    }

    private static void requireOurs(TableShape found, Map<String, ColumnType> columns) {
        if (!found.columns().equals(columns)) {
            throw new IllegalStateException(
                    "the table " + found.table() + " has other columns than the kernel gives it: "
                            + new TreeSet<>(found.columns().keySet()) + "; its name belongs to the kernel");
        }
    }

    /** One at a time, each of which may have run before: H2 commits at each. */
    private static List<String> statements(String table) {
        String team = table + "_team";
        String share = table + "_share";
        String record = "record_id uuid not null references " + table + " (id) on delete cascade, ";
        return List.of(
                "create table if not exists " + team + " (" + record
                        + "member_id uuid not null, writing boolean not null, "
                        + "from_at timestamp(6) with time zone not null, until_at timestamp(6) with time zone, "
                        + "reason varchar(500) not null, joined_by varchar(100) not null, "
                        + "primary key (record_id, member_id))",
                "create index if not exists " + team + "_member on " + team + " (member_id, record_id)",
                "create table if not exists " + share + " (share_id uuid not null, " + record
                        + "receiver varchar(60) not null, action varchar(40) not null, "
                        + "until_at timestamp(6) with time zone, reason varchar(500) not null, "
                        + "shared_by varchar(100) not null, shared_at timestamp(6) with time zone not null, "
                        + "primary key (share_id, action))",
                "create index if not exists " + share + "_record on " + share + " (record_id)",
                "create index if not exists " + share + "_receiver on " + share + " (receiver, action, record_id)");
    }
}
