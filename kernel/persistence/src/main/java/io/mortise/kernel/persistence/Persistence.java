package io.mortise.kernel.persistence;

import io.mortise.access.LiveFields;
import io.mortise.access.PolicyEpoch;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.SignInEpoch;
import io.mortise.data.Database;
import io.mortise.data.Sharing;
import io.mortise.kernel.spi.FieldsAtRunTime;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleService;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.secret.Keys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of the product: one pool, units of work over it, and for each module instance its migrations, its session
 * factory and its guarded {@link Database}. Thread-safe; closed last, when no instance is left.
 */
public final class Persistence implements InstancePart, KernelDatabase, SchemaChanges, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);
    private static final String MIGRATIONS = "io/mortise/kernel/persistence/migrations";

    private final Pool pool;
    private final Transactions units;
    private final CommittedEpoch policyEpoch;
    private final CommittedEpoch signInEpoch;
    private final Histories histories;
    private final SchemaMarks marks;
    private final Catalogs catalogs;
    private final ModuleSchemas schemas;
    private final ReentrantLock migrating = new ReentrantLock();
    private final Supplier<Guard> guard;
    private final Idempotency idempotency;
    private final OpenStores stores = new OpenStores();
    private final KeyRing keys;
    private final Map<ModuleInstance, String> unmapped = new ConcurrentHashMap<>();
    private volatile boolean deferring;

    private Persistence(DatabaseSettings settings, Pool pool, Supplier<Guard> guard, Path dataFolder, Clock clock)
            throws SQLException {
        this.pool = pool;
        this.guard = guard;
        // A quarter stays free for transactions inside units of work, so that the pool can't lock itself up.
        int reserve = Math.max(1, settings.poolSize() / 4);
        this.units = new Transactions(pool.connections(), settings.poolSize() - reserve, settings.connectionTimeout());
        this.policyEpoch = new CommittedEpoch(units);
        this.signInEpoch = new CommittedEpoch(units);
        this.histories = new Histories(pool.patientConnections());
        this.marks = new SchemaMarks(pool.patientConnections());
        this.catalogs = new Catalogs(pool.patientConnections());
        this.schemas = new ModuleSchemas(pool.kind(), pool.patientConnections(), histories, marks, catalogs);
        this.idempotency = new StoredIdempotency(units, clock);
        migrate("persistence", MIGRATIONS);
        catalogs.refresh();
        try (Connection connection = pool.patientConnections().getConnection()) {
            this.keys = KeyRing.open(dataFolder, connection, clock);
        }
    }

    /**
     * Opens the database, upgrades it when an older version wrote it, and makes this part's own tables.
     *
     * @param dataFolder where H2 and backups are
     * @param guard answers with the caller's scopes; asked on each use
     * @throws IllegalStateException with a sentence, when the data is of a newer version, can't be backed up before an
     *     upgrade, the key file is not the right one, or the database doesn't answer
     */
    public static Persistence open(DatabaseSettings settings, Path dataFolder, Supplier<Guard> guard) {
        return open(settings, dataFolder, guard, ProductSchema.CURRENT, Clock.systemUTC());
    }

    static Persistence open(
            DatabaseSettings settings, Path dataFolder, Supplier<Guard> guard, ProductSchema product, Clock clock) {
        DataSource single = Pool.unpooled(settings, dataFolder);
        try (var _ = new ProductUpgrade(settings, dataFolder, product, clock).prepare(single)) {
            return open(Pool.open(settings, dataFolder), settings, guard, dataFolder, product, clock);
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the product's mark and keys can't be read or written", e);
        }
    }

    private static Persistence open(
            Pool pool,
            DatabaseSettings settings,
            Supplier<Guard> guard,
            Path dataFolder,
            ProductSchema product,
            Clock clock)
            throws SQLException {
        try {
            var persistence = new Persistence(settings, pool, guard, dataFolder, clock);
            try (Connection connection = pool.patientConnections().getConnection()) {
                product.write(connection, clock);
            }
            return persistence;
        } catch (SQLException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Keeps answers by their Idempotency-Key. */
    public Idempotency idempotency() {
        return idempotency;
    }

    /** The pool's numbers now, for metrics. */
    public PoolUse poolUse() {
        return pool.use();
    }

    @Override
    public String name() {
        return "persistence";
    }

    @Override
    public KernelDatabase.Kind kind() {
        return pool.kind();
    }

    @Override
    public DataSource dataSource() {
        return pool.connections();
    }

    @Override
    public UnitsOfWork units() {
        return units;
    }

    @Override
    public void migrate(String part, String location) {
        String folder = location.replaceFirst("^/", "").replaceFirst("/$", "");
        MigrationFiles files =
                MigrationFiles.of(Persistence.class.getClassLoader(), folder).ofPart(folder, pool.kind());
        if (files.isEmpty()) {
            throw new IllegalArgumentException("there are no migrations in " + folder + " on the class path");
        }
        String history = "flyway_kernel_" + part;
        String content = files.digest();
        if (!marks.has(history, content)) {
            histories.migrate(history, files);
            catalogs.refresh();
            marks.put(history, content);
        }
    }

    @Override
    public void open(ModuleInstance instance) throws SQLException {
        boolean settled = schemas.settled(instance);
        if (!settled) {
            // Modules may be opened beside each other; changing tables is for one at a time, or H2 lets one of them
            // time out.
            migrating.lock();
            try {
                schemas.expand(instance);
            } finally {
                migrating.unlock();
            }
        }
        catalogs.protect(instance);
        ModuleStore store;
        try (Connection connection = pool.connections().getConnection()) {
            store = ModuleStore.open(instance, pool.kind(), connection, catalogs::current);
        }
        if (!settled || !deferring) {
            try {
                store.map();
            } catch (RuntimeException | LinkageError failure) {
                store.close();
                throw failure;
            }
        }
        instance.attach(FieldsAtRunTime.class, store.live());
        instance.attach(ModuleStore.class, store);
        stores.add(instance, store);
        if (!settled) {
            schemas.settle(instance);
        }
    }

    /**
     * For the start of the server: from now on the entities of an artifact that was open here before are mapped when somebody
     * needs one, or by {@link #mapEntities}. Reading lists needs none, and mapping is a fifth of a start.
     */
    public void deferEntities() {
        deferring = true;
    }

    /** Maps what was deferred. What can't be mapped is told by {@link #unmapped}, and fails whoever needs it. */
    public void mapEntities() {
        deferring = false;
        stores.each((instance, store) -> {
            try {
                store.map();
            } catch (RuntimeException | LinkageError failure) {
                if (!store.isClosed()) {
                    LOG.error("the entities of module {} can't be mapped", instance, failure);
                    unmapped.put(instance, failure.toString());
                }
            }
        });
    }

    /** One sentence for each module that serves without its entities. */
    public List<String> unmapped() {
        return unmapped.entrySet().stream()
                .map(each -> "the entities of module " + each.getKey().id() + " can't be mapped: " + each.getValue())
                .sorted()
                .toList();
    }

    @Override
    public List<String> check(ModuleInstance instance) throws SQLException {
        var wrong = new ArrayList<String>();
        instance.attachment(ModuleStore.class)
                .ifPresentOrElse(
                        store -> wrong.addAll(store.check()),
                        () -> wrong.add("the database of module " + instance.id() + " is not open"));
        try (Connection connection = pool.connections().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select 1")) {
            if (!rows.next()) {
                wrong.add("the database answers nothing");
            }
        } catch (SQLException e) {
            wrong.add("the database does not answer: " + e.getMessage());
        }
        return wrong;
    }

    @Override
    public void close(ModuleInstance instance) {
        stores.remove(instance);
        instance.detach(FieldsAtRunTime.class);
        unmapped.remove(instance);
        instance.detach(ModuleStore.class).ifPresent(ModuleStore::close);
        catalogs.release(instance);
    }

    @Override
    public List<ModuleService<?>> services() {
        return List.of(
                new ModuleService<>(Database.class, instance -> new ModuleDatabase(instance, units, guard)),
                new ModuleService<>(
                        LiveFields.class,
                        instance -> new DeclaredLive(instance, pool.connections(), pool.kind(), catalogs)),
                new ModuleService<>(Sharing.class, instance -> new ModuleSharing(instance, units, guard)),
                new ModuleService<>(
                        ProtectedRecords.class, instance -> new StoredRecords(instance, units, guard, stores)),
                new ModuleService<>(PolicyEpoch.class, _ -> policyEpoch),
                new ModuleService<>(SignInEpoch.class, _ -> signInEpoch),
                new ModuleService<>(Keys.class, instance -> new ModuleKeys(instance.id(), keys)));
    }

    @Override
    public List<Pending> pending(String module, Map<String, String> files) {
        return schemas.pending(module, files);
    }

    @Override
    public List<Pending> contract(ModuleInstance instance) {
        return schemas.contract(instance);
    }

    @Override
    public void purge(String module) {
        schemas.purge(module);
    }

    @Override
    public Map<String, Long> rows(String module) {
        return schemas.rows(module);
    }

    @Override
    public void close() {
        pool.close();
    }
}
