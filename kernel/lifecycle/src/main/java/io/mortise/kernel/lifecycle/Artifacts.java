package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.ArtifactStore;
import io.mortise.kernel.lifecycle.artifact.JarInspection;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.ModuleSource;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Inspected jars: the files in the store and what was found in them, in the database. Thread-safe. */
final class Artifacts {

    private final Sql sql;
    private final ArtifactStore store;
    private final JarInspection inspection;
    private final long maxBytes;
    private final int keptVersions;
    private final Map<String, ModuleArtifact> read = new ConcurrentHashMap<>();

    Artifacts(Sql sql, ArtifactStore store, JarInspection inspection, long maxBytes, int keptVersions) {
        this.sql = sql;
        this.store = store;
        this.inspection = inspection;
        this.maxBytes = maxBytes;
        this.keptVersions = keptVersions;
    }

    private record Row(
            String sha256,
            String module,
            Origin origin,
            Instant storedAt,
            @Nullable Instant installedAt) {}

    /**
     * Stores and inspects a jar; what is refused is not kept.
     *
     * @param name as the sender calls it
     */
    ModuleArtifact receive(InputStream content, String name, Origin origin) throws RefusedException {
        String sha256 = store.put(content, name, maxBytes);
        FaultPoint.reach("lifecycle.stored");
        Optional<ModuleArtifact> known = find(sha256);
        if (known.isPresent()) {
            raiseOrigin(sha256, origin);
            return known.get();
        }
        ModuleArtifact artifact;
        try {
            artifact = inspection.inspect(store.path(sha256), sha256, name);
        } catch (RefusedException e) {
            store.delete(sha256);
            throw e;
        }
        sql.inTransaction(connection -> {
            Sql.update(connection, "delete from kernel_lifecycle_artifact where sha256 = ?", sha256);
            return Sql.update(
                    connection,
                    "insert into kernel_lifecycle_artifact (sha256, module, version, file_name, origin, content,"
                            + " stored_at) values (?, ?, ?, ?, ?, ?, ?)",
                    sha256,
                    artifact.id(),
                    artifact.version(),
                    name.length() > 300 ? name.substring(0, 300) : name,
                    origin.name(),
                    Json.write(artifact),
                    Instant.now());
        });
        read.put(sha256, artifact);
        return artifact;
    }

    /** Removes files that nobody inspected: an earlier process ended between storing and inspecting. At the start only. */
    void removeOrphans() {
        Set<String> known = new HashSet<>();
        rows().forEach(row -> known.add(row.sha256()));
        store.all().stream().filter(sha256 -> !known.contains(sha256)).forEach(store::delete);
    }

    /** What was found in a jar that the store holds. */
    Optional<ModuleArtifact> find(String sha256) {
        if (!store.holds(sha256)) {
            return Optional.empty();
        }
        ModuleArtifact cached = read.get(sha256);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<ModuleArtifact> found = sql
                .inTransaction(connection -> Sql.list(
                        connection,
                        "select content from kernel_lifecycle_artifact where sha256 = ?",
                        row -> Json.read(row.getString("content"), ModuleArtifact.class),
                        sha256))
                .stream()
                .findFirst();
        found.ifPresent(artifact -> read.put(sha256, artifact));
        return found;
    }

    /** The newest stored artifact of a module that lies in the store. */
    Optional<ModuleArtifact> newest(String module) {
        return rows().stream()
                .filter(row -> row.module().equals(module) && store.holds(row.sha256()))
                .max(java.util.Comparator.comparing(Row::storedAt))
                .flatMap(row -> find(row.sha256()));
    }

    /** Whether the jar is of the product itself. */
    Origin origin(String sha256) {
        return rows().stream()
                .filter(row -> row.sha256().equals(sha256))
                .findFirst()
                .map(Row::origin)
                .orElse(Origin.THIRD_PARTY);
    }

    /** What the runtime builds from; the content is compared with its digest. */
    ModuleSource source(String sha256) throws RefusedException {
        Path jar = store.verified(sha256);
        ModuleArtifact artifact = find(sha256).orElse(null);
        if (artifact == null) {
            artifact = inspection.inspect(jar, sha256, jar.getFileName().toString());
        }
        return new ModuleSource(artifact.descriptor(), artifact.version(), sha256, jar);
    }

    /** The jar of an installed edition, for its assets. */
    Optional<Path> installed(String module, String edition) {
        return rows().stream()
                .filter(row -> row.module().equals(module) && row.installedAt() != null)
                .map(row -> find(row.sha256()))
                .flatMap(Optional::stream)
                .filter(artifact -> artifact.edition().equals(edition))
                .map(artifact -> store.path(artifact.sha256()))
                .findFirst();
    }

    /** Marks artifacts as installed: their assets are served and they are kept. */
    void markInstalled(Collection<String> digests) {
        sql.inTransaction(connection -> {
            for (String sha256 : digests) {
                Sql.update(
                        connection,
                        "update kernel_lifecycle_artifact set installed_at = ? where sha256 = ?",
                        Instant.now(),
                        sha256);
            }
            return digests.size();
        });
    }

    /**
     * Removes jars that nothing needs: neither desired, nor the way back, nor planned, nor among the last installed
     * versions of a module that is there.
     */
    List<String> collectGarbage(Collection<DesiredModule> desired, Collection<Plan> open) {
        Set<String> needed = new HashSet<>();
        Set<String> modules = new HashSet<>();
        for (DesiredModule module : desired) {
            if (module.installed()) {
                modules.add(module.id());
                needed.add(module.sha256());
                if (module.previousSha256() != null) {
                    needed.add(module.previousSha256());
                }
            }
        }
        open.forEach(plan -> plan.targets().forEach(target -> needed.add(target.sha256())));
        var counts = new HashMap<String, Integer>();
        rows().stream()
                .filter(row -> row.installedAt() != null)
                .sorted((a, b) -> instant(b).compareTo(instant(a)))
                .forEach(row -> {
                    boolean uninstalled = !modules.contains(row.module());
                    int most = uninstalled ? 1 : keptVersions;
                    if (counts.merge(row.module(), 1, Integer::sum) <= most) {
                        needed.add(row.sha256());
                    }
                });
        Instant young = Instant.now().minusSeconds(600);
        Map<String, Row> known = new HashMap<>();
        rows().forEach(row -> known.put(row.sha256(), row));
        List<String> removed = store.all().stream()
                .filter(sha256 -> !needed.contains(sha256))
                .filter(sha256 -> {
                    Row row = known.get(sha256);
                    // Just received, its plan is still being made; or an inspection that is under way.
                    return row != null
                            && (row.installedAt() != null || row.storedAt().isBefore(young));
                })
                .toList();
        removed.forEach(sha256 -> {
            store.delete(sha256);
            read.remove(sha256);
        });
        return removed;
    }

    private static Instant instant(Row row) {
        return row.installedAt() == null ? Instant.EPOCH : row.installedAt();
    }

    private void raiseOrigin(String sha256, Origin origin) {
        if (origin == Origin.DISTRIBUTION) {
            sql.inTransaction(connection -> Sql.update(
                    connection,
                    "update kernel_lifecycle_artifact set origin = ? where sha256 = ?",
                    origin.name(),
                    sha256));
        }
    }

    private List<Row> rows() {
        return sql.inTransaction(connection -> Sql.list(
                connection,
                "select sha256, module, origin, stored_at, installed_at from kernel_lifecycle_artifact",
                row -> new Row(
                        row.getString("sha256"),
                        row.getString("module"),
                        Origin.valueOf(row.getString("origin")),
                        Sql.instant(row, "stored_at"),
                        Sql.instantOrNull(row, "installed_at"))));
    }
}
