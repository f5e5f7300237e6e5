package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleService;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.UnitsOfWork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;

public final class Persistence implements InstancePart, KernelDatabase, SchemaChanges, AutoCloseable {
    private final Pool pool;
    private final Transactions units;
    private final Histories histories;

    private Persistence(Pool pool, Transactions units) {
        this.pool = pool;
        this.units = units;
        this.histories = new Histories(pool.patientConnections());
    }

    public static Persistence open(DatabaseSettings settings, Path dataFolder, Supplier<Guard> guard) {
        Pool pool = Pool.open(settings, dataFolder);
        int reserve = Math.max(1, settings.poolSize() / 4);
        return new Persistence(
                pool,
                new Transactions(pool.connections(), settings.poolSize() - reserve, settings.connectionTimeout()));
    }

    public Idempotency idempotency() {
        throw new UnsupportedOperationException();
    }

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
    public void migrate(String part, String location) {
        ClassLoader loader = Persistence.class.getClassLoader();
        String folder = location.replaceFirst("^/", "").replaceFirst("/$", "");
        histories.migrate(
                "flyway_kernel_" + part, MigrationFiles.of(loader, folder).ofPart(folder, pool.kind()));
    }

    @Override
    public UnitsOfWork units() {
        return units;
    }

    @Override
    public List<ModuleService<?>> services() {
        return List.of();
    }

    @Override
    public List<Pending> pending(String module, Map<String, String> files) {
        return List.of();
    }

    @Override
    public List<Pending> contract(ModuleInstance instance) {
        return List.of();
    }

    @Override
    public void purge(String module) {}

    @Override
    public Map<String, Long> rows(String module) {
        return Map.of();
    }

    @Override
    public void close() {
        pool.close();
    }
}
