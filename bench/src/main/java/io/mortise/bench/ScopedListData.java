package io.mortise.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.data.Database;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.persistence.Persistence;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.sql.DataSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The customers of {@code scoped-list} behind the real data layer: a module in a real framework, its tables made by its
 * migrations, its indexes too, once the rows are there.
 *
 * <p>A company of 10,000 in 1,000 departments over three years. Each customer has an owner, whose department is his; one of
 * twenty lies in one of 20 pools instead, and those are old: scope and order go together, as in life. Five team rows a
 * person; 200 persons with 60 shares by the owners, one with 3,000.
 */
final class ScopedListData implements AutoCloseable {

    static final int PEOPLE = 10_000;
    static final int DEPARTMENTS = 1_000;
    static final int POOLS = 20;
    static final int TEAM_ROWS = 50_000;
    static final int SHARERS = 200;
    static final int SHARES = 60;
    static final int MANY_SHARES = 3_000;

    private static final List<String> STAGES = List.of("new", "talking", "offer", "won", "lost");

    private static final String DESCRIPTOR = """
            { "id": "lists", "objects": [ { "name": "customer", "table": "lists_customer", "shareable": true,
              "fields": [
                { "name": "name", "type": "text", "sensitivity": "internal" },
                { "name": "stage", "type": "choice", "sensitivity": "internal" },
                { "name": "region", "type": "text", "sensitivity": "internal" } ],
              "actions": [ { "name": "list" } ] } ] }
            """;

    private static final String TABLE = """
            create table lists_customer (
                id uuid not null primary key,
                name varchar(200) not null,
                stage varchar(20) not null,
                region varchar(40),
                owner_id uuid,
                department_id uuid,
                pool_id uuid,
                created_at timestamp(6) with time zone not null,
                revision bigint not null
            )
            """;

    private static final List<String> INDEXES = List.of(
            "create index lists_customer_created on lists_customer (created_at desc, id desc)",
            "create index lists_customer_owner on lists_customer (owner_id, created_at desc, id desc)",
            "create index lists_customer_department on lists_customer (department_id, created_at desc, id desc)",
            "create index lists_customer_pool on lists_customer (pool_id, created_at desc, id desc)");

    private final Framework framework;
    private final Persistence persistence;
    private final ModuleInstance instance;

    private ScopedListData(Framework framework, Persistence persistence, ModuleInstance instance) {
        this.framework = framework;
        this.persistence = persistence;
        this.instance = instance;
    }

    /** Makes the table and fills it. */
    static void build(DatabaseSettings settings, Path folder, Path cache, int rows) throws Exception {
        try (var data = open(settings, folder, cache, new OneScope(), List.of());
                Connection connection = data.connections().getConnection()) {
            connection.setAutoCommit(false);
            List<UUID> ids = fill(connection, rows);
            share(connection, ids);
        }
    }

    /** Opens it, with its indexes. */
    static ScopedListData open(DatabaseSettings settings, Path folder, Path cache, Guard guard) throws Exception {
        return open(settings, folder, cache, guard, INDEXES);
    }

    private static ScopedListData open(
            DatabaseSettings settings, Path folder, Path cache, Guard guard, List<String> indexes) throws Exception {
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        cache.toString(),
                        "org.osgi.framework.storage.clean",
                        "onFirstInit"));
        framework.start();
        Persistence persistence = Persistence.open(settings, folder, () -> guard);
        Bundle bundle = framework.getBundleContext().installBundle("lists", jar(indexes));
        bundle.start();
        var instance = new ModuleInstance(
                new ObjectMapper().readValue(DESCRIPTOR, ModuleDescriptor.class),
                "1.0.0",
                "0".repeat(64),
                bundle,
                bundle.adapt(BundleWiring.class).getClassLoader());
        persistence.open(instance);
        return new ScopedListData(framework, persistence, instance);
    }

    /** The data layer as the module sees it. */
    Database database() {
        return service(Database.class);
    }

    /** What the kernel gives the module. */
    <T> T service(Class<T> type) {
        return persistence.services().stream()
                .filter(service -> service.type() == type)
                .map(service -> type.cast(service.view().apply(instance)))
                .findFirst()
                .orElseThrow();
    }

    /** The same pool of connections without guard. */
    DataSource connections() {
        return persistence.dataSource();
    }

    static UUID person(int number) {
        return new UUID(0x1000, number);
    }

    static UUID department(int number) {
        return new UUID(0x2000, number);
    }

    static UUID pool(int number) {
        return new UUID(0x3000, number);
    }

    private static List<UUID> fill(Connection connection, int rows) throws SQLException {
        var random = new Random(20_261_125);
        long end = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
        long span = Duration.ofDays(1_000).toMillis();
        var ids = new ArrayList<UUID>();
        try (var insert =
                connection.prepareStatement("insert into lists_customer values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < rows; i++) {
                long born = end - span + (long) (span * (double) i / rows);
                boolean pooled = random.nextInt(20) == 0;
                long at = pooled
                        ? end - span + (long) (span * 0.7 * random.nextDouble())
                        : born + (long) ((end - born) * random.nextDouble());
                int owner = random.nextInt(PEOPLE);
                UUID id = new UUID(
                        (born << 16) | 0x7000 | random.nextInt(4096),
                        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
                ids.add(id);
                insert.setObject(1, id);
                insert.setString(
                        2,
                        "customer " + Integer.toString(random.nextInt(1 << 30), 36) + (i % 5_000 == 77 ? " rare" : ""));
                insert.setString(3, STAGES.get(random.nextInt(STAGES.size())));
                insert.setString(4, "region " + random.nextInt(50));
                insert.setObject(5, pooled ? null : person(owner));
                insert.setObject(6, pooled ? null : department(owner * DEPARTMENTS / PEOPLE));
                insert.setObject(7, pooled ? pool(random.nextInt(POOLS)) : null);
                insert.setObject(8, time(Instant.ofEpochMilli(at).plusNanos(random.nextInt(1000) * 1000L)));
                insert.setLong(9, 0);
                batch(insert, i, connection);
            }
            insert.executeBatch();
            connection.commit();
        }
        return ids;
    }

    private static void share(Connection connection, List<UUID> ids) throws SQLException {
        var random = new Random(7);
        var seen = new HashSet<List<UUID>>();
        try (var insert = connection.prepareStatement(
                "insert into lists_customer_team (record_id, member_id, writing, from_at, reason, joined_by)"
                        + " values (?, ?, ?, ?, 'bench', 'bench')")) {
            for (int i = 0; i < TEAM_ROWS; i++) {
                UUID id = ids.get(random.nextInt(ids.size()));
                UUID member = person(random.nextInt(PEOPLE));
                if (seen.add(List.of(id, member))) {
                    insert.setObject(1, id);
                    insert.setObject(2, member);
                    insert.setBoolean(3, random.nextBoolean());
                    insert.setObject(4, time(Instant.EPOCH));
                    batch(insert, i, connection);
                }
            }
            insert.executeBatch();
        }
        try (var insert = connection.prepareStatement(
                "insert into lists_customer_share (share_id, record_id, receiver, action, reason, shared_by, shared_at)"
                        + " values (?, ?, ?, 'list', 'bench', 'bench', ?)")) {
            for (int person = 0; person <= SHARERS; person++) {
                for (int i = 0; i < (person == SHARERS ? MANY_SHARES : SHARES); i++) {
                    insert.setObject(1, new UUID(person, i));
                    insert.setObject(2, ids.get(random.nextInt(ids.size())));
                    insert.setString(3, "person:" + person(person));
                    insert.setObject(4, time(Instant.EPOCH));
                    batch(insert, i, connection);
                }
            }
            insert.executeBatch();
        }
        // Each by the owner of the record: as many givers as shares, and each share counts only while he owns it.
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update lists_customer_share set shared_by = (select coalesce(cast(r.owner_id as varchar(36)), '"
                            + OneScope.ALL_SEEING + "')"
                            + " from lists_customer r where r.id = lists_customer_share.record_id)");
        }
        connection.commit();
    }

    private static void batch(PreparedStatement insert, int number, Connection connection) throws SQLException {
        insert.addBatch();
        if (number % 5_000 == 4_999) {
            insert.executeBatch();
            connection.commit();
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static InputStream jar(List<String> indexes) throws IOException {
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.mortise.lists");
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            migration(jar, 1, TABLE);
            for (int i = 0; i < indexes.size(); i++) {
                migration(jar, i + 2, indexes.get(i));
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void migration(JarOutputStream jar, int number, String sql) throws IOException {
        jar.putNextEntry(new ZipEntry("db/expand/V%03d__lists.sql".formatted(number)));
        jar.write(sql.getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
    }

    @Override
    public void close() throws BundleException {
        persistence.close(instance);
        persistence.close();
        framework.stop();
        try {
            framework.waitForStop(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
