package io.mortise.kernel.lifecycle;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;
import io.mortise.kernel.lifecycle.DesiredModule.Origin;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.RefusedException;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.persistence.Persistence;
import io.mortise.kernel.runtime.FelixRuntime;
import io.mortise.kernel.runtime.RuntimeSettings;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.Wording;
import io.mortise.kernel.spi.Worlds;
import io.mortise.sdk.modulejar.ModuleJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The real lifecycle over the real runtime and a real H2 file; a part stands for the gateway and counts its traffic. */
final class TestServer implements AutoCloseable {

    static final LifecycleSettings SETTINGS = settings(Duration.ofSeconds(30), "etc/trust");

    final Path data;
    final Path home;
    final Worlds worlds = new Worlds();
    final Traffic traffic = new Traffic();
    final Persistence persistence;
    final FelixRuntime runtime;
    final Lifecycle lifecycle;
    private final Routes routes = new Routes();

    TestServer(Path folder) {
        this(folder, SETTINGS, false);
    }

    TestServer(Path folder, LifecycleSettings settings, boolean safeMode) {
        data = folder.resolve("data");
        home = folder.resolve("home");
        data.toFile().mkdirs();
        persistence = Persistence.open(DatabaseSettings.h2(), data, () -> new Nobody());
        runtime = FelixRuntime.boot(
                RuntimeSettings.defaults(),
                data.resolve("felix"),
                packages(),
                List.of(
                        jarOf("org.apache.felix.cm.impl.ConfigurationManager"),
                        jarOf("org.apache.felix.scr.impl.Activator")),
                worlds);
        runtime.join(List.of(persistence, routes));
        lifecycle = Lifecycle.open(settings, data, home, persistence, persistence, runtime, worlds, traffic, safeMode);
    }

    static LifecycleSettings settings(Duration startLimit, String trust) {
        return settings(startLimit, trust, LifecycleSettings.defaults().unsigned());
    }

    static LifecycleSettings settings(Duration startLimit, String trust, LifecycleSettings.Unsigned unsigned) {
        LifecycleSettings it = LifecycleSettings.defaults();
        return new LifecycleSettings(
                it.dropFolder(),
                unsigned,
                trust,
                it.maxJarMegabytes(),
                it.maxEntries(),
                it.maxUnpackedMegabytes(),
                it.maxRatio(),
                Duration.ZERO,
                Duration.ofSeconds(2),
                it.resolveLimit(),
                startLimit,
                it.planLifetime(),
                2,
                it.watchMinimumRequests(),
                it.watchErrorPoints(),
                it.watchLatencyFactor());
    }

    TestServer started() {
        lifecycle.restore();
        return this;
    }

    /** A module with one route that says its id and version, or does what the statement says. */
    static ModuleJar module(String id, String version, String statement) {
        return ModuleJar.named(id).version(version).source(id + ".internal.Part", """
                package ID.internal;

                import java.util.function.Function;
                import org.osgi.service.component.annotations.*;

                @Component
                public final class Part implements Function<String, String> {
                    @Override
                    public String apply(String who) {
                        STATEMENT
                    }
                }
                """.replace("ID", id)
                .replace("STATEMENT", statement));
    }

    static ModuleJar module(String id, String version) {
        return module(id, version, "return \"" + id + " " + version + "\";");
    }

    /** Fails at its start. */
    static ModuleJar broken(String id, String version) {
        return starting(id, version, "throw new IllegalStateException(\"no key\");");
    }

    static ModuleJar starting(String id, String version, String constructor) {
        return ModuleJar.named(id).version(version).source(id + ".internal.Part", """
                package ID.internal;

                import java.util.function.Function;
                import org.osgi.service.component.annotations.*;

                @Component
                public final class Part implements Function<String, String> {
                    @Activate
                    public Part() throws Exception {
                        if (true) {
                            CONSTRUCTOR
                        }
                    }

                    @Override
                    public String apply(String who) {
                        return "ID VERSION";
                    }
                }
                """.replace("ID", id)
                .replace("VERSION", version)
                .replace("CONSTRUCTOR", constructor));
    }

    ModuleArtifact receive(ModuleJar jar) {
        try {
            return lifecycle
                    .shop()
                    .artifacts()
                    .receive(
                            new ByteArrayInputStream(jar.bytes()),
                            jar.id() + "-" + jar.version() + ".jar",
                            Origin.THIRD_PARTY);
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    Change arrival(ModuleJar jar) {
        ModuleArtifact artifact = receive(jar);
        return new Change(Change.Kind.UPGRADE, artifact.id(), artifact.sha256(), false);
    }

    static Change change(Change.Kind kind, String module) {
        return new Change(kind, module, null, false);
    }

    Plan plan(Change... changes) {
        return plan(0, false, changes);
    }

    Plan plan(long watchSeconds, boolean withDependents, Change... changes) {
        return lifecycle
                .planner()
                .plan(new PlanRequest(List.of(changes), watchSeconds, 2L, false, withDependents, "Ada", List.of()));
    }

    Operation begin(Plan plan) {
        return lifecycle.operations().apply(plan.id(), "test", "Ada", note -> say(note.text()));
    }

    Operation ended(Operation operation) {
        try {
            Operation end = lifecycle
                    .operations()
                    .await(operation.id(), Duration.ofSeconds(60))
                    .orElseThrow();
            assertFalse(end.running(), "the operation must have ended");
            return end;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Operation apply(Plan plan) {
        return ended(begin(plan));
    }

    /** Applies and expects success. */
    Operation make(Change... changes) {
        return make(false, changes);
    }

    Operation make(boolean withDependents, Change... changes) {
        Plan plan = plan(0, withDependents, changes);
        assertTrue(plan.blockers().isEmpty(), () -> words(plan.blockers()));
        Operation operation = apply(plan);
        assertTrue(
                operation.state() == Operation.State.SUCCEEDED,
                () -> operation.state() + " "
                        + Optional.ofNullable(operation.note())
                                .map(TestServer::say)
                                .orElse(""));
        return operation;
    }

    Operation install(ModuleJar... jars) {
        var changes = new ArrayList<Change>();
        for (ModuleJar jar : jars) {
            changes.add(arrival(jar));
        }
        return make(changes.toArray(Change[]::new));
    }

    /** As after the first start. */
    void purgeAll() {
        await("no operation runs", () -> lifecycle.operations().running() == null);
        Change[] changes = lifecycle.shop().state().all().values().stream()
                .filter(DesiredModule::installed)
                .map(row -> new Change(Change.Kind.UNINSTALL, row.id(), null, true))
                .toArray(Change[]::new);
        if (changes.length > 0) {
            make(changes);
        }
    }

    /** What a request does; empty when nothing serves. */
    Optional<String> call(String module) {
        while (true) {
            Optional<ModuleInstance> serving = worlds.current().serving(module);
            if (serving.isEmpty()) {
                return Optional.empty();
            }
            ModuleInstance instance = serving.get();
            if (instance.gate().enter()) {
                long begun = System.nanoTime();
                boolean failed = true;
                try {
                    String answer = instance.attachment(Route.class)
                            .orElseThrow()
                            .function()
                            .apply("you");
                    failed = false;
                    return Optional.of(answer);
                } catch (IllegalStateException e) {
                    return Optional.of("failed: " + e.getMessage());
                } finally {
                    instance.gate().exit();
                    instance.traffic().record(System.nanoTime() - begun, failed);
                    traffic.record(System.nanoTime() - begun, failed);
                }
            }
            Thread.onSpinWait();
        }
    }

    Seat seat(String module) {
        return worlds.current().seats().get(module);
    }

    <T extends KernelResource> T resource(Class<T> type) {
        return lifecycle.resources().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    static String say(Sentence sentence) {
        return Wording.ofKernel("lifecycle", "runtime", "persistence").say(Locale.ENGLISH, sentence);
    }

    static String words(List<Note> notes) {
        return notes.stream()
                .map(note -> say(note.text()) + (note.help() == null ? "" : " -> " + say(note.help())))
                .toList()
                .toString();
    }

    static List<String> codes(List<Note> notes) {
        return notes.stream().map(Note::code).toList();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        lifecycle.close();
        runtime.close();
        persistence.close();
    }

    private record Route(Function<String, String> function) {}

    /** Stands for the gateway: each module has one route, a {@code Function} component. */
    private static final class Routes implements InstancePart {
        @Override
        public String name() {
            return "routes";
        }

        @Override
        @SuppressWarnings("unchecked")
        public void assemble(ModuleInstance instance) {
            var references = instance.bundle().getRegisteredServices();
            if (references == null) {
                return;
            }
            for (var reference : references) {
                Object service = instance.bundle().getBundleContext().getService(reference);
                if (service instanceof Function<?, ?> function) {
                    instance.attach(Route.class, new Route((Function<String, String>) function));
                }
            }
        }

        @Override
        public void close(ModuleInstance instance) {
            instance.detach(Route.class);
        }
    }

    /** Nobody may do anything; no test asks the database for records. */
    private static final class Nobody implements Guard {
        @Override
        public Caller authenticate(RequestHead head) {
            return Caller.nobody(Locale.ENGLISH, Callers.newTraceId());
        }

        @Override
        public boolean holds(Caller caller, Permission permission) {
            return false;
        }

        @Override
        public Scope scope(Caller caller, Permission permission) {
            return Scope.nothing();
        }

        @Override
        public FieldRules fields(Caller caller, Permission permission) {
            return FieldRules.everything();
        }

        @Override
        public long spend(Caller caller, Permission permission, long amount) {
            return Long.MAX_VALUE;
        }

        @Override
        public void audit(AuditEntry entry) {}
    }

    private static Path jarOf(String className) {
        try {
            return Path.of(Class.forName(className, false, TestServer.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What bundles may see of the test's class path, in the versions that the jars say. */
    private static String packages() {
        Map<String, String> packages = new TreeMap<>();
        try {
            var manifests = TestServer.class.getClassLoader().getResources(JarFile.MANIFEST_NAME);
            while (manifests.hasMoreElements()) {
                try (var in = manifests.nextElement().openStream()) {
                    String exports = new Manifest(in).getMainAttributes().getValue("Export-Package");
                    if (exports != null) {
                        readExports(exports, packages);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertTrue(packages.size() > 5, () -> "the class path must give the SDK: " + packages);
        var clauses = new ArrayList<String>();
        packages.forEach((name, version) -> clauses.add(name + ";version=\"" + version + "\""));
        return String.join(",", clauses);
    }

    private static void readExports(String exports, Map<String, String> packages) {
        for (String clause : exports.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            String name = clause.split(";", 2)[0].strip();
            if (name.startsWith("io.mortise.") || name.startsWith("jakarta.ws.rs")) {
                var version =
                        java.util.regex.Pattern.compile("version=\"?([^;\"]+)").matcher(clause);
                packages.put(name, version.find() ? version.group(1) : "0");
            }
        }
    }
}
