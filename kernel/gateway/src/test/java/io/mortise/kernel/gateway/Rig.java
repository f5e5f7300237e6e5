package io.mortise.kernel.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mortise.access.AccessControl;
import io.mortise.access.Authenticator;
import io.mortise.access.PublicRoute;
import io.mortise.access.Requires;
import io.mortise.data.Work;
import io.mortise.kernel.gateway.fixture.Notes;
import io.mortise.kernel.gateway.fixture.Start;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.kernel.spi.ModuleAssets;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Readiness;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import io.mortise.rest.Topics;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Assertions;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/** A gateway on a free port, a real Felix behind it, and what both need from the rest of the kernel, by hand. */
final class Rig implements AutoCloseable {

    static final String TOKEN = "operator-token-of-the-tests-0123456789";

    private static final String EXPORTED = String.join(
            ",",
            "jakarta.ws.rs",
            "jakarta.ws.rs.core",
            "jakarta.ws.rs.container",
            "jakarta.ws.rs.ext",
            "io.mortise.access",
            "io.mortise.rest",
            "io.mortise.module");

    final Worlds worlds = new Worlds();
    final Readiness readiness = new Readiness();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Map<Class<?>, Object> services = new ConcurrentHashMap<>();
    final MemoryIdempotency idempotency = new MemoryIdempotency();
    final MemoryUnits units = new MemoryUnits();
    final Map<String, byte[]> assets = new ConcurrentHashMap<>();
    final Gateway gateway;
    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Framework framework;
    private final AtomicInteger location = new AtomicInteger();

    Rig(Object... settings) throws Exception {
        this(java.nio.file.Path.of("."), settings);
    }

    Rig(java.nio.file.Path folder, Object... settings) throws Exception {
        framework = new org.apache.felix.framework.FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        Files.createTempDirectory("gateway-felix").toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        EXPORTED,
                        Constants.FRAMEWORK_BSNVERSION,
                        Constants.FRAMEWORK_BSNVERSION_MULTIPLE));
        framework.start();
        gateway = Gateway.open(TestSettings.with(settings), folder, worlds, readiness, registry);
    }

    /** Lets requests in. */
    Rig admitted() {
        gateway.surround(
                new KernelGuard(TOKEN, () -> new GatedServices() {
                    @Override
                    public <T> Optional<T> find(Class<T> type) {
                        return Optional.ofNullable(services.get(type)).map(type::cast);
                    }
                }),
                idempotency,
                units);
        gateway.admit(
                (module, edition, path) -> Optional.ofNullable(assets.get(module + "/" + edition + "/" + path))
                        .map(bytes -> new ModuleAssets.Asset(bytes.length, new ByteArrayInputStream(bytes))),
                List.of(new KernelModules()));
        return this;
    }

    void sign(Authenticator authenticator, AccessControl control) {
        services.put(Authenticator.class, authenticator);
        services.put(AccessControl.class, control);
    }

    /** Installs, starts and assembles a bundle of the fixture, without publishing it. */
    ModuleInstance install(String version, Class<?>... resources) throws Exception {
        return install(descriptor("notes"), version, Map.of(), resources);
    }

    ModuleInstance install(
            ModuleDescriptor descriptor, String version, Map<String, String> files, Class<?>... resources)
            throws Exception {
        ModuleInstance instance =
                bundle(descriptor, version, files, resources.length == 0 ? new Class<?>[] {Notes.class} : resources);
        try {
            gateway.open(instance);
            instance.bundle().start();
            gateway.assemble(instance);
        } catch (Exception e) {
            remove(instance);
            throw e;
        }
        return instance;
    }

    /** Publishes, and retires what served before. */
    void publish(ModuleInstance next) {
        Optional<ModuleInstance> before = worlds.current().serving(next.id());
        next.gate().reopen();
        seat(next.id(), new Seat.Serving(next));
        gateway.published(next);
        before.ifPresent(old -> {
            old.gate().retire();
            gateway.retired(old);
        });
    }

    void seat(String id, Seat seat) {
        var seats = new HashMap<>(worlds.current().seats());
        seats.put(id, seat);
        worlds.publish(new World(seats, worlds.current().providers()));
    }

    void remove(ModuleInstance instance) throws Exception {
        gateway.close(instance);
        instance.bundle().stop();
        instance.bundle().uninstall();
    }

    Topics topics(ModuleInstance instance) {
        return gateway.services().stream()
                .filter(service -> service.type() == Topics.class)
                .map(service -> (Topics) service.view().apply(instance))
                .findFirst()
                .orElseThrow();
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> asOperator(String method, String path, String body, String... headers) throws Exception {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + TOKEN));
        return send(method, path, body, all.toArray(new String[0]));
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return client.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest request(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    /** Sends bytes as they are and reads until the server closes, or the limit is over. */
    String raw(String text, Duration limit) throws IOException {
        try (var socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout((int) limit.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return drain(socket.getInputStream());
        }
    }

    static String drain(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (java.net.SocketTimeoutException | java.net.SocketException e) {
            all.writeBytes(new byte[0]);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Waits for a condition. */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 15_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                Assertions.fail("never came: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    static ModuleDescriptor descriptor(String id) {
        var words = Map.of("en", id, "zh-CN", id);
        return new ModuleDescriptor(
                id,
                words,
                words,
                List.of(),
                List.of(new ModuleDescriptor.ObjectType(
                        "note",
                        words,
                        null,
                        List.of(),
                        List.of(
                                new ModuleDescriptor.Action("read", words, false),
                                new ModuleDescriptor.Action("list", words, false),
                                new ModuleDescriptor.Action("create", words, false)))),
                null,
                null,
                List.of(),
                List.of(
                        new ModuleDescriptor.Topic("changes", id + ".note:list"),
                        new ModuleDescriptor.Topic("secrets", id + ".note:create")),
                List.of(),
                List.of(new ModuleDescriptor.Probe("/notes/one", 200)));
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        try {
            framework.stop();
            framework.waitForStop(5000);
        } catch (org.osgi.framework.BundleException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private ModuleInstance bundle(
            ModuleDescriptor descriptor, String version, Map<String, String> files, Class<?>... resources)
            throws Exception {
        var names = new ArrayList<String>();
        for (Class<?> resource : resources) {
            names.add(resource.getName());
        }
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.mortise." + descriptor.id());
        main.putValue("Bundle-Version", version);
        main.putValue("Bundle-Activator", Start.class.getName());
        main.putValue("Import-Package", EXPORTED + ",org.osgi.framework");
        main.putValue("Resources", String.join(",", names));
        var jar = new ByteArrayOutputStream();
        try (var out = new JarOutputStream(jar, manifest)) {
            String folder = Notes.class.getPackageName().replace('.', '/');
            java.nio.file.Path classes = java.nio.file.Path.of(Notes.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(folder);
            try (var list = Files.list(classes)) {
                for (java.nio.file.Path file : list.toList()) {
                    out.putNextEntry(new JarEntry(folder + "/" + file.getFileName()));
                    out.write(Files.readAllBytes(file));
                }
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        Bundle bundle = framework
                .getBundleContext()
                .installBundle("test:" + location.incrementAndGet(), new ByteArrayInputStream(jar.toByteArray()));
        framework.adapt(org.osgi.framework.wiring.FrameworkWiring.class).resolveBundles(List.of(bundle));
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            throw new IllegalStateException("the test bundle did not resolve");
        }
        return new ModuleInstance(descriptor, version, "0123456789abcdef", bundle, wiring.getClassLoader());
    }

    /** One resource of the kernel's own. */
    @Path("modules")
    public static final class KernelModules implements KernelResource {

        @GET
        @Produces("application/json")
        @Requires(object = "kernel.module", action = "list")
        public Map<String, List<String>> list() {
            return Map.of("items", List.of());
        }

        @GET
        @Path("hello")
        @Produces("text/plain")
        @PublicRoute(reason = "for the tests")
        public String hello() {
            return "hello";
        }
    }

    /** Keeps answers in memory; a completed one counts only after its unit of work has ended well. */
    static final class MemoryIdempotency implements Idempotency {

        private record Entry(String digest, Answer answer) {}

        private final Map<String, Entry> entries = new ConcurrentHashMap<>();

        @Override
        public Reservation reserve(String space, String key, String bodyDigest) {
            String token = space + " " + key;
            Entry before = entries.putIfAbsent(token, new Entry(bodyDigest, null));
            if (before == null) {
                return new Reservation.Granted(token);
            }
            if (!before.digest().equals(bodyDigest)) {
                return new Reservation.OtherBody();
            }
            return before.answer() == null ? new Reservation.Running() : new Reservation.Done(before.answer());
        }

        @Override
        public void complete(String token, Answer answer) {
            entries.computeIfPresent(token, (_, entry) -> new Entry(entry.digest(), answer));
        }

        @Override
        public void release(String token) {
            entries.remove(token);
        }

        @Override
        public Optional<Answer> find(String space, String key) {
            return Optional.ofNullable(entries.get(space + " " + key)).map(Entry::answer);
        }

        int size() {
            return entries.size();
        }
    }

    /** Units of work without a database: what is to happen after the commit happens then, or never. */
    static final class MemoryUnits implements UnitsOfWork {

        private static final ScopedValue<List<Runnable>> AFTER = ScopedValue.newInstance();
        final AtomicInteger written = new AtomicInteger();

        @Override
        @SuppressWarnings("unchecked")
        public <T, X extends Exception> T write(Work<T, X> work) throws X {
            var after = new ArrayList<Runnable>();
            try {
                T result = ScopedValue.where(AFTER, after).call(work::run);
                written.incrementAndGet();
                after.forEach(Runnable::run);
                return result;
            } catch (Exception e) {
                throw (X) e;
            }
        }

        @Override
        public <T, X extends Exception> T read(Work<T, X> work) throws X {
            return work.run();
        }

        @Override
        public <T, X extends Exception> T separately(Work<T, X> work) throws X {
            return write(work);
        }

        @Override
        public boolean active() {
            return AFTER.isBound();
        }

        @Override
        public boolean writing() {
            return AFTER.isBound();
        }

        @Override
        public Connection connection() {
            throw new IllegalStateException("no database here");
        }

        @Override
        public void afterCommit(Runnable action) {
            if (AFTER.isBound()) {
                AFTER.get().add(action);
            } else {
                action.run();
            }
        }
    }
}
