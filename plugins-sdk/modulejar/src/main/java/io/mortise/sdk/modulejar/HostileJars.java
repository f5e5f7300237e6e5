package io.mortise.sdk.modulejar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Jars that a server must refuse with a sentence while everything else goes on. Each method writes one into a folder;
 * {@link #all()} lists them with the step at which they can be found out at the latest. The module in them is called
 * {@code hostile} unless said otherwise.
 */
public final class HostileJars {

    private static final String ID = "hostile";

    private HostileJars() {}

    /** When a jar must be found out. */
    public enum Stage {
        /** While the upload is read, or while it is inspected for the plan. */
        PLAN,
        /** At the latest when the instance is prepared; what served before goes on serving. */
        PREPARE
    }

    /**
     * One of them.
     *
     * @param name as in a sentence
     * @param stage the latest step that refuses it
     * @param build writes it into a folder
     */
    public record Hostile(String name, Stage stage, Function<Path, Path> build) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** All that one jar can do alone. */
    public static List<Hostile> all() {
        return List.of(
                new Hostile("not a zip", Stage.PLAN, HostileJars::notAZip),
                new Hostile("empty file", Stage.PLAN, HostileJars::emptyFile),
                new Hostile("truncated", Stage.PLAN, HostileJars::truncated),
                new Hostile("zip bomb", Stage.PLAN, HostileJars::zipBomb),
                new Hostile("zip bomb that lies about its size", Stage.PLAN, HostileJars::lyingZipBomb),
                new Hostile("too many entries", Stage.PLAN, HostileJars::tooManyEntries),
                new Hostile("entry that climbs out", Stage.PLAN, folder -> climbing(folder, "../../evil.txt")),
                new Hostile("entry with an absolute name", Stage.PLAN, folder -> climbing(folder, "/etc/evil.txt")),
                new Hostile("entry with back slashes", Stage.PLAN, folder -> climbing(folder, "ui\\..\\..\\evil.txt")),
                new Hostile("entry twice", Stage.PLAN, HostileJars::entryTwice),
                new Hostile("no module.json", Stage.PLAN, HostileJars::withoutModuleJson),
                new Hostile("broken module.json", Stage.PLAN, HostileJars::brokenModuleJson),
                new Hostile("module.json against the schema", Stage.PLAN, HostileJars::schemaViolation),
                new Hostile("reserved id", Stage.PLAN, HostileJars::reservedId),
                new Hostile("no bundle", Stage.PLAN, HostileJars::noBundle),
                new Hostile("wrong Java level", Stage.PLAN, HostileJars::wrongJavaLevel),
                new Hostile("class files newer than the manifest says", Stage.PLAN, HostileJars::newerClassFiles),
                new Hostile("missing import", Stage.PLAN, HostileJars::missingImport),
                new Hostile("missing module", Stage.PLAN, HostileJars::missingModule),
                new Hostile("needs itself", Stage.PLAN, HostileJars::needsItself),
                new Hostile("System.exit in a component", Stage.PLAN, HostileJars::exits),
                new Hostile("Runtime.halt in an activator", Stage.PLAN, HostileJars::halts),
                new Hostile("destructive expand migration", Stage.PLAN, HostileJars::destructiveExpand),
                new Hostile("migration of another module's table", Stage.PLAN, HostileJars::foreignTable),
                new Hostile("component that throws", Stage.PREPARE, HostileJars::componentThrows),
                new Hostile(
                        "component whose class cannot be initialised", Stage.PREPARE, HostileJars::initialiserThrows),
                new Hostile("activator that throws", Stage.PREPARE, HostileJars::activatorThrows),
                new Hostile("unsatisfied component", Stage.PREPARE, HostileJars::unsatisfied),
                new Hostile("route without a permission", Stage.PREPARE, HostileJars::unprotectedRoute),
                new Hostile("route with an undeclared permission", Stage.PREPARE, HostileJars::undeclaredPermission),
                new Hostile("migration that fails half way", Stage.PREPARE, HostileJars::failingMigration),
                new Hostile("failing probe", Stage.PREPARE, HostileJars::failingProbe),
                new Hostile("sick health check", Stage.PREPARE, HostileJars::sick));
    }

    /** Text with the ending {@code .jar}. */
    public static Path notAZip(Path folder) {
        return write(folder, "not-a-zip", "This is no jar.\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    }

    /** No byte at all. */
    public static Path emptyFile(Path folder) {
        return write(folder, "empty", new byte[0]);
    }

    /** The first two thirds of a good jar. */
    public static Path truncated(Path folder) {
        byte[] good = good().bytes();
        return write(folder, "truncated", java.util.Arrays.copyOf(good, good.length * 2 / 3));
    }

    /** A good module with one entry of 64 MiB of zeros, packed to some 64 KB. */
    public static Path zipBomb(Path folder) {
        return write(folder, "zip-bomb", zipped(zip -> bomb(zip, 64)));
    }

    /** {@link #zipBomb} whose directory says that the entry has 10 bytes. */
    public static Path lyingZipBomb(Path folder) {
        byte[] bytes = zipped(zip -> bomb(zip, 64));
        int directory = indexOf(bytes, new byte[] {'P', 'K', 1, 2}, "bomb.bin");
        for (int i = 0; i < 4; i++) {
            bytes[directory + 24 + i] = (byte) (i == 0 ? 10 : 0);
        }
        return write(folder, "lying-zip-bomb", bytes);
    }

    /** A good module and 25,000 empty entries. */
    public static Path tooManyEntries(Path folder) {
        return write(folder, "too-many-entries", zipped(zip -> {
            for (int i = 0; i < 25_000; i++) {
                put(zip, "ui/" + i + ".txt", new byte[0]);
            }
        }));
    }

    /** A good module with one more entry of that name. */
    public static Path climbing(Path folder, String entry) {
        return write(
                folder,
                "climbing-" + Integer.toHexString(entry.hashCode()),
                zipped(zip -> put(zip, entry, "evil".getBytes(StandardCharsets.UTF_8))));
    }

    /** Two entries called {@code module.json}, so that two readers may see two modules. */
    public static Path entryTwice(Path folder) {
        byte[] bytes = zipped(zip -> put(zip, "modulx.json", "{}".getBytes(StandardCharsets.UTF_8)));
        byte[] name = "modulx.json".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + name.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
                bytes[i + 5] = 'e';
            }
        }
        return write(folder, "entry-twice", bytes);
    }

    /** A bundle that is no module. */
    public static Path withoutModuleJson(Path folder) {
        return write(folder, "without-module-json", good().withoutModuleJson().bytes());
    }

    /** {@code module.json} that ends in the middle. */
    public static Path brokenModuleJson(Path folder) {
        return write(
                folder,
                "broken-module-json",
                good().moduleJson("{\"id\": \"hostile\", ").bytes());
    }

    /** {@code module.json} with an id in capitals, without names and with a member that nobody knows. */
    public static Path schemaViolation(Path folder) {
        return write(
                folder,
                "schema-violation",
                good().moduleJson("{\"id\": \"Hostile_1\", \"description\": {\"en\": \"x\"}, \"surprise\": true}")
                        .bytes());
    }

    /** A module that calls itself {@code modules}. */
    public static Path reservedId(Path folder) {
        return write(
                folder, "reserved-id", SampleModules.hello("modules", "1.0.0").bytes());
    }

    /** A jar with {@code module.json} and classes but without an OSGi manifest. */
    public static Path noBundle(Path folder) {
        SortedMap<String, byte[]> entries = new TreeMap<>(good().entries());
        entries.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return write(folder, "no-bundle", Bundling.zip(entries));
    }

    /** Class files of Java 55, and a manifest that asks for it. */
    public static Path wrongJavaLevel(Path folder) {
        return write(folder, "wrong-java-level", good().classLevel(99).bytes());
    }

    /** Class files of Java 55 in a bundle whose manifest is content with Java 25. */
    public static Path newerClassFiles(Path folder) {
        return write(
                folder,
                "newer-class-files",
                good().classLevel(99)
                        .header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=25))\"")
                        .bytes());
    }

    /** Imports {@code org.example.missing}, which nothing exports. */
    public static Path missingImport(Path folder) {
        return write(
                folder,
                "missing-import",
                good().header("Import-Package", "org.example.missing;version=\"[1,2)\",*")
                        .bytes());
    }

    /** Needs the module {@code nowhere}. */
    public static Path missingModule(Path folder) {
        return write(
                folder,
                "missing-module",
                good().describe(json -> json.needs("nowhere", "[1,2)")).bytes());
    }

    /** Needs itself. */
    public static Path needsItself(Path folder) {
        return write(
                folder,
                "needs-itself",
                good().describe(json -> json.needs(ID, null)).bytes());
    }

    /** Two modules, {@code ring1} and {@code ring2}, each of which needs the other. */
    public static List<Path> cycle(Path folder) {
        return List.of(
                SampleModules.hello("ring1", "1.0.0")
                        .describe(json -> json.needs("ring2", null))
                        .build(folder),
                SampleModules.hello("ring2", "1.0.0")
                        .describe(json -> json.needs("ring1", null))
                        .build(folder));
    }

    /** Another bundle whose {@code module.json} takes the id of a module that is there already. */
    public static Path duplicateId(Path folder, String id) {
        return write(
                folder,
                "duplicate-id",
                SampleModules.hello(id, "9.0.0").symbolicName("somebody.else").bytes());
    }

    /** Calls {@code System.exit} when its component becomes active. */
    public static Path exits(Path folder) {
        return write(folder, "exits", component("System.exit(3);"));
    }

    /** Calls {@code Runtime.halt} when the bundle starts. */
    public static Path halts(Path folder) {
        return write(folder, "halts", activator("Runtime.getRuntime().halt(3);"));
    }

    /** Drops a table in a migration that may only add. */
    public static Path destructiveExpand(Path folder) {
        return write(
                folder,
                "destructive-expand",
                SampleModules.withEntity(ID, "1.0.0")
                        .resource("db/expand/V003__drop.sql", "alter table hostile_note drop column text")
                        .bytes());
    }

    /** Touches a table that begins with another module's id. */
    public static Path foreignTable(Path folder) {
        return write(
                folder,
                "foreign-table",
                good().resource("db/expand/V001__theirs.sql", "create table other_thing (id uuid primary key)")
                        .bytes());
    }

    /** Throws in the component's constructor. */
    public static Path componentThrows(Path folder) {
        return write(folder, "component-throws", component("throw new IllegalStateException(\"no bed for me\");"));
    }

    /** Throws an {@link Error} in the component's static initialiser. */
    public static Path initialiserThrows(Path folder) {
        return write(
                folder,
                "initialiser-throws",
                evil("new Broken();")
                        .source(
                                "hostile.internal.Broken",
                                "package hostile.internal; class Broken { static final int N = Integer.parseInt(\"no\"); }")
                        .bytes());
    }

    /** Never returns from the component's constructor. */
    public static Path componentHangs(Path folder) {
        return write(folder, "component-hangs", component("Thread.sleep(java.time.Duration.ofDays(1));"));
    }

    /** Spins in the component's constructor for ever, deaf to interrupts. */
    public static Path componentSpins(Path folder) {
        return write(folder, "component-spins", component("""
                while (System.nanoTime() != 0) {
                    Thread.onSpinWait();
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                """));
    }

    /** Throws in the bundle's activator. */
    public static Path activatorThrows(Path folder) {
        return write(folder, "activator-throws", activator("throw new IllegalStateException(\"no bed for me\");"));
    }

    /** Never returns from the bundle's activator. */
    public static Path activatorHangs(Path folder) {
        return write(folder, "activator-hangs", activator("Thread.sleep(java.time.Duration.ofDays(1));"));
    }

    /** Its REST component asks for a service that nobody provides. */
    public static Path unsatisfied(Path folder) {
        return write(
                folder,
                "unsatisfied",
                good().source("hostile.internal.Wish", "package hostile.internal; public interface Wish {}")
                        .source("hostile.internal.Hello", resource("""
                                @org.osgi.service.component.annotations.Activate
                                public Hello(@org.osgi.service.component.annotations.Reference Wish wish) {}

                                @GET
                                @io.mortise.access.Requires(object = "hostile.thing", action = "read")
                                public String hello() {
                                    return "hello";
                                }
                                """))
                        .bytes());
    }

    /** A REST method with neither a permission nor the mark that it is public. */
    public static Path unprotectedRoute(Path folder) {
        return write(
                folder,
                "unprotected-route",
                good().source("hostile.internal.Hello", resource("""
                                @GET
                                public String hello() {
                                    return "hello";
                                }
                                """)).bytes());
    }

    /** A REST method that names a permission which {@code module.json} does not declare. */
    public static Path undeclaredPermission(Path folder) {
        return write(
                folder,
                "undeclared-permission",
                good().source("hostile.internal.Hello", resource("""
                                @GET
                                @io.mortise.access.Requires(object = "hostile.thing", action = "conquer")
                                public String hello() {
                                    return "hello";
                                }
                                """)).bytes());
    }

    /**
     * Version 1.1.0 of {@link SampleModules#withEntity} whose first new migration works and whose second does not;
     * {@link #repairedMigration} is the next try.
     */
    public static Path failingMigration(Path folder) {
        return write(
                folder,
                "failing-migration",
                halfWay("1.1.0", "alter table hostile_note add column author no_such_type")
                        .bytes());
    }

    /** {@link #failingMigration}, repaired: version 1.1.1 with the same first new migration and a second that works. */
    public static Path repairedMigration(Path folder) {
        return write(
                folder,
                "repaired-migration",
                halfWay("1.1.1", "alter table hostile_note add column author varchar(100)")
                        .bytes());
    }

    /** A probe in {@code module.json} that is answered by 404. */
    public static Path failingProbe(Path folder) {
        return write(
                folder,
                "failing-probe",
                good().describe(json -> json.probe("/no-such-path")).bytes());
    }

    /** A health check that says no. */
    public static Path sick(Path folder) {
        return write(folder, "sick", good().source("hostile.internal.Sick", """
                                package hostile.internal;

                                import io.mortise.module.Health;
                                import io.mortise.module.HealthCheck;
                                import org.osgi.service.component.annotations.Component;

                                @Component
                                public final class Sick implements HealthCheck {

                                    @Override
                                    public String name() {
                                        return "stomach";
                                    }

                                    @Override
                                    public Health check() {
                                        return Health.sick("I have eaten too much.");
                                    }
                                }
                                """).bytes());
    }

    /** {@link SampleModules#hello} whose every request fails: what a watch must notice. */
    public static ModuleJar failingAnswers(String id, String version) {
        return answering(id, version, "throw new IllegalStateException(\"worse than before\");");
    }

    /** {@link SampleModules#hello} whose every request takes that long: what a watch must notice. */
    public static ModuleJar slowAnswers(String id, String version, Duration each) {
        return answering(id, version, "Thread.sleep(" + each.toMillis() + "L); return \"slow\";");
    }

    private static ModuleJar answering(String id, String version, String statements) {
        return SampleModules.hello(id, version).source(id + ".internal.Hello", """
                        package %s.internal;

                        import io.mortise.rest.RestResource;
                        import jakarta.ws.rs.GET;
                        import jakarta.ws.rs.Path;
                        import org.osgi.service.component.annotations.Component;

                        @Component(service = Hello.class)
                        @RestResource
                        @Path("hello")
                        public final class Hello {

                            @GET
                            @io.mortise.access.Requires(object = "%s.thing", action = "read")
                            public String hello() throws InterruptedException {
                                %s
                            }
                        }
                        """.formatted(id, id, statements));
    }

    private static ModuleJar good() {
        return SampleModules.hello(ID, "1.0.0");
    }

    private static ModuleJar halfWay(String version, String second) {
        return SampleModules.withEntity(ID, version)
                .resource("db/expand/V003__remark.sql", "alter table hostile_note add column remark varchar(100)")
                .resource("db/expand/V004__author.sql", second);
    }

    private static String resource(String members) {
        return """
                package hostile.internal;

                import io.mortise.rest.RestResource;
                import jakarta.ws.rs.GET;
                import jakarta.ws.rs.Path;
                import org.osgi.service.component.annotations.Component;

                @Component(service = Hello.class)
                @RestResource
                @Path("hello")
                public final class Hello {
                %s
                }
                """.formatted(members);
    }

    private static byte[] component(String statements) {
        return evil(statements).bytes();
    }

    private static ModuleJar evil(String statements) {
        return good().source("hostile.internal.Evil", """
                        package hostile.internal;

                        import org.osgi.service.component.annotations.Activate;
                        import org.osgi.service.component.annotations.Component;

                        @Component(immediate = true, service = Evil.class)
                        public final class Evil {

                            @Activate
                            public Evil() throws Exception {
                                %s
                            }
                        }
                        """.formatted(statements));
    }

    private static byte[] activator(String statements) {
        return good().header("Bundle-Activator", "hostile.internal.Evil")
                .source("hostile.internal.Evil", """
                        package hostile.internal;

                        import org.osgi.framework.BundleActivator;
                        import org.osgi.framework.BundleContext;

                        public final class Evil implements BundleActivator {

                            @Override
                            public void start(BundleContext context) throws Exception {
                                %s
                            }

                            @Override
                            public void stop(BundleContext context) {}
                        }
                        """.formatted(statements))
                .bytes();
    }

    /** Adds entries to a zip. */
    @FunctionalInterface
    private interface More {
        void addTo(ZipOutputStream zip) throws IOException;
    }

    private static byte[] zipped(More more) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var entry : good().entries().entrySet()) {
                put(zip, entry.getKey(), entry.getValue());
            }
            more.addTo(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void bomb(ZipOutputStream zip, int megabytes) throws IOException {
        zip.putNextEntry(entry("ui/bomb.bin"));
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < megabytes; i++) {
            zip.write(zeros);
        }
        zip.closeEntry();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = entry(name);
        if (content.length == 0) {
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(0);
            entry.setCrc(new CRC32().getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        return entry;
    }

    /** Where the directory record of the entry whose name ends so begins. */
    private static int indexOf(byte[] bytes, byte[] signature, String nameEnd) {
        for (int i = bytes.length - signature.length; i >= 0; i--) {
            if (java.util.Arrays.equals(bytes, i, i + 4, signature, 0, 4)) {
                int length = (bytes[i + 28] & 0xFF) | (bytes[i + 29] & 0xFF) << 8;
                if (new String(bytes, i + 46, length, StandardCharsets.UTF_8).endsWith(nameEnd)) {
                    return i;
                }
            }
        }
        throw new IllegalStateException("no entry ends in " + nameEnd);
    }

    private static Path write(Path folder, String name, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            return Files.write(folder.resolve(name + ".jar"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("jar " + name + " can't be written", e);
        }
    }
}
