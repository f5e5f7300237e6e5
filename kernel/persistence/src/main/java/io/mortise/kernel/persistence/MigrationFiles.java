package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.KernelDatabase.Kind;
import io.mortise.kernel.spi.SchemaChanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * SQL files by path. One history's files lie in one folder, and those for one dialect in the folder of the same name
 * below the dialect's: {@code db/expand/V001__note.sql} and {@code db/h2/expand/V002__index.sql} are versions 1 and 2 of
 * one history.
 *
 * @param files text by path
 */
record MigrationFiles(Map<String, String> files) {

    MigrationFiles {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** All below {@code db/} of a module. */
    static MigrationFiles of(Bundle bundle) {
        var found = bundle.findEntries("db", "*.sql", true);
        var files = new TreeMap<String, String>();
        while (found != null && found.hasMoreElements()) {
            URL entry = found.nextElement();
            files.put(entry.getPath().replaceFirst("^/", ""), text(entry));
        }
        return new MigrationFiles(files);
    }

    /** All below a folder of the class path. */
    static MigrationFiles of(ClassLoader loader, String folder) {
        var files = new TreeMap<String, String>();
        try {
            for (URL root : Collections.list(loader.getResources(folder))) {
                if (root.openConnection() instanceof JarURLConnection jar) {
                    jar.setUseCaches(false);
                    try (var opened = jar.getJarFile()) {
                        for (var entry : Collections.list(opened.entries())) {
                            if (entry.getName().startsWith(folder + "/")
                                    && entry.getName().endsWith(".sql")) {
                                try (InputStream in = opened.getInputStream(entry)) {
                                    files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                                }
                            }
                        }
                    }
                } else {
                    Path top = Path.of(root.toURI());
                    try (var walk = Files.walk(top)) {
                        for (Path file : walk.filter(each -> each.toString().endsWith(".sql"))
                                .toList()) {
                            String below = top.relativize(file).toString().replace('\\', '/');
                            files.put(folder + "/" + below, Files.readString(file));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("migrations in " + folder + " can't be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("migrations in " + folder + " can't be read", e);
        }
        return new MigrationFiles(files);
    }

    /** The files of one history of a module for one dialect. */
    MigrationFiles of(SchemaChanges.Kind history, Kind dialect) {
        String folder = history.name().toLowerCase(Locale.ROOT) + "/";
        return under("db/" + folder, "db/" + folder(dialect) + "/" + folder);
    }

    /** The files of a kernel part for one dialect. */
    MigrationFiles ofPart(String location, Kind dialect) {
        return under(location + "/", location + "/" + folder(dialect) + "/");
    }

    private MigrationFiles under(String common, String special) {
        var chosen = new TreeMap<String, String>();
        files.forEach((path, text) -> {
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            if (folder.equals(common) || folder.equals(special)) {
                chosen.put(path, text);
            }
        });
        return new MigrationFiles(chosen);
    }

    private static String folder(Kind dialect) {
        return dialect == Kind.H2 ? "h2" : "postgresql";
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Changes with every letter of a file. */
    String digest() {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            files.forEach((path, text) -> sha256.update((path + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** For Flyway, whose own scanner knows no bundles. */
    ResourceProvider provider() {
        List<LoadableResource> resources = files.entrySet().stream()
                .<LoadableResource>map(file -> new SqlFile(file.getKey(), file.getValue()))
                .toList();
        return new ResourceProvider() {
            @Override
            public @Nullable LoadableResource getResource(String name) {
                return resources.stream()
                        .filter(each -> each.getRelativePath().equals(name))
                        .findFirst()
                        .orElse(null);
            }

            @Override
            public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
                return resources.stream()
                        .filter(each -> each.getFilename().startsWith(prefix))
                        .filter(each -> List.of(suffixes).stream().anyMatch(each.getFilename()::endsWith))
                        .toList();
            }
        };
    }

    private static String text(URL entry) {
        try (InputStream in = entry.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("migration " + entry.getPath() + " can't be read", e);
        }
    }

    private static final class SqlFile extends LoadableResource {
        private final String path;
        private final String text;

        SqlFile(String path, String text) {
            this.path = path;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
