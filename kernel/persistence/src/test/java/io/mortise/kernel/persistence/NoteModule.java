package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.note.CardEntity;
import io.mortise.kernel.persistence.note.NoteEntity;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;

/** Packs the module {@code note} into real bundles of a real framework. */
final class NoteModule implements AutoCloseable {

    static final Map<String, String> MIGRATIONS = Map.of(
            "db/expand/V001__note.sql",
            """
            -- Notes.
            create table note_note (
                id uuid primary key,
                revision bigint not null,
                title varchar(200) not null,
                owner_id uuid not null,
                created_at timestamp with time zone not null,
                parent_id uuid,
                constraint note_title_taken unique (title)
            )
            """,
            "db/expand/V002__note_created.sql",
            "create index note_note_created on note_note (created_at, id)",
            "db/expand/V003__tag.sql",
            "create table note_tag (id integer primary key, word varchar(50) not null)");

    private final Framework framework;
    private final AtomicInteger count = new AtomicInteger();

    NoteModule(Path cache) throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        "org.osgi.framework.storage",
                        cache.toString(),
                        "org.osgi.framework.bsnversion",
                        "multiple",
                        "org.osgi.framework.system.packages.extra",
                        "io.mortise.data,io.mortise.kernel.persistence.note,jakarta.persistence,org.hibernate.proxy,org.hibernate.bytecode.spi,"
                                + "org.hibernate.engine.spi,org.hibernate.bytecode.enhance.spi.interceptor"));
        framework.start();
    }

    /** Where the entity's class comes from. */
    enum Entities {
        NONE,
        /** The class the test itself uses. */
        OF_THE_TEST,
        /** The test's own, with cards. */
        WITH_CARDS,
        /** A copy in the bundle, loaded by the bundle's own loader. */
        OF_THE_BUNDLE
    }

    /** A new instance of the module with these files. */
    ModuleInstance install(Map<String, String> files) throws Exception {
        return install("note", List.of("note"), Entities.OF_THE_TEST, files);
    }

    ModuleInstance install(String id, List<String> objects, Entities entities, Map<String, String> files)
            throws Exception {
        return installed(
                id,
                objects.stream()
                        .map(name ->
                                new ModuleDescriptor.ObjectType(name, Map.of(), id + "_" + name, List.of(), List.of()))
                        .toList(),
                entities,
                files);
    }

    /** A module with these objects. */
    ModuleInstance installed(
            String id, List<ModuleDescriptor.ObjectType> types, Entities entities, Map<String, String> files)
            throws Exception {
        var all = new LinkedHashMap<>(files);
        byte[] jar = jar(id, entities, all);
        Bundle bundle = framework
                .getBundleContext()
                .installBundle(id + "-" + count.incrementAndGet(), new ByteArrayInputStream(jar));
        bundle.start();
        var descriptor = new ModuleDescriptor(
                id, Map.of(), Map.of(), List.of(), types, null, null, List.of(), List.of(), List.of(), List.of());
        return new ModuleInstance(
                descriptor,
                "1.0." + count.get(),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar)),
                bundle,
                bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private static byte[] jar(String id, Entities entities, Map<String, String> files) throws IOException {
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.mortise." + id);
        main.putValue(
                "Import-Package",
                "io.mortise.data,jakarta.persistence"
                        + (entities == Entities.OF_THE_TEST || entities == Entities.WITH_CARDS
                                ? ",io.mortise.kernel.persistence.note"
                                : ""));
        if (entities != Entities.NONE) {
            main.putValue(
                    EntityMapping.HEADER,
                    NoteEntity.class.getName()
                            + (entities == Entities.WITH_CARDS ? "," + CardEntity.class.getName() : ""));
            // The runtime's weaving hook adds these (PLATFORM.md, section 4).
            main.putValue(
                    "DynamicImport-Package",
                    "org.hibernate.proxy,org.hibernate.bytecode.spi,org.hibernate.engine.spi,"
                            + "org.hibernate.bytecode.enhance.spi.interceptor");
        }
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            for (var file : files.entrySet()) {
                put(jar, file.getKey(), file.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            if (entities == Entities.OF_THE_BUNDLE) {
                String path = NoteEntity.class.getName().replace('.', '/') + ".class";
                try (InputStream in = NoteEntity.class.getClassLoader().getResourceAsStream(path)) {
                    put(jar, path, in.readAllBytes());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void put(JarOutputStream jar, String path, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(path));
        OutputStream out = jar;
        out.write(content);
        jar.closeEntry();
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
