package io.mortise.kernel.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The packages of the class path that modules may import, with their true versions (PLATFORM.md, section 9): from the
 * jar's {@code Export-Package}, else the jar's own version. Which packages, says the allow-list
 * {@code exported-packages.txt} beside this class; everything else stays private to the kernel.
 *
 * <p>The distribution writes the result into a file when it is packaged ({@link #main}), because reading sixty jars costs
 * a tenth of a second at each start; without that file, say in tests, the same is computed from the class path.
 */
public final class SystemPackages {

    /** The file the distribution keeps it in, below the home folder. */
    static final Path FILE = Path.of("system", "packages.list");

    private static final Pattern VERSION_IN_NAME = Pattern.compile("-(\\d+(?:\\.\\d+)*(?:[.-][A-Za-z0-9_-]+)*)\\.jar$");

    private SystemPackages() {}

    /** Writes the packages of a folder of jars into a file: {@code SystemPackages <lib folder> <file>}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: SystemPackages <folder of jars> <file to write>");
        }
        List<Path> jars;
        try (var files = Files.list(Path.of(arguments[0]))) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        Path file = Path.of(arguments[1]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, write(of(jars)));
    }

    /** The value for {@code org.osgi.framework.system.packages.extra}: from the home folder, else the class path. */
    static String load(Path home) {
        Path file = home.resolve(FILE);
        try {
            String lines = Files.exists(file) ? Files.readString(file) : write(of(classPath()));
            return lines.strip().replace("\n", ",");
        } catch (IOException e) {
            throw new UncheckedIOException("the list of exported packages " + file + " can't be read", e);
        }
    }

    /**
     * Versions by name of the allowed packages that these jars or folders of classes hold; the first element counts. A jar
     * may export a package in several versions: slf4j keeps promises of two.
     */
    static Map<String, Set<String>> of(List<Path> classPath) throws IOException {
        List<String> allowed = allowList();
        var packages = new TreeMap<String, Set<String>>();
        for (Path element : classPath) {
            if (Files.isDirectory(element)) {
                addFolder(element, allowed, packages);
            } else if (Files.isRegularFile(element)) {
                addJar(element, allowed, packages);
            }
        }
        return packages;
    }

    /** The patterns: {@code a.b} is that package, {@code a.b.*} all packages below it that are not internal. */
    static List<String> allowList() {
        try (InputStream in = SystemPackages.class.getResourceAsStream("exported-packages.txt")) {
            if (in == null) {
                throw new IllegalStateException("exported-packages.txt is missing beside " + SystemPackages.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a pattern of the allow-list means the package. */
    static boolean matches(String pattern, String name) {
        if (!pattern.endsWith(".*")) {
            return name.equals(pattern);
        }
        return name.startsWith(pattern.substring(0, pattern.length() - 1)) && !(name + ".").contains(".internal.");
    }

    /** What the process runs with. */
    static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> !element.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static String write(Map<String, Set<String>> packages) {
        return packages.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().map(version -> entry.getKey() + ";version=\"" + version + "\""))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static void addJar(Path path, List<String> allowed, Map<String, Set<String>> packages) throws IOException {
        try (var jar = new JarFile(path.toFile())) {
            var names = new TreeSet<String>();
            jar.stream()
                    .map(java.util.zip.ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .forEach(name -> names.add(packageOf(name)));
            add(names, path.getFileName().toString(), jar.getManifest(), allowed, packages);
        }
    }

    private static void addFolder(Path folder, List<String> allowed, Map<String, Set<String>> packages)
            throws IOException {
        var names = new TreeSet<String>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                if (name.endsWith(".class")) {
                    names.add(packageOf(name));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Path manifest = folder.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(manifest)) {
            add(names, folder.toString(), null, allowed, packages);
            return;
        }
        try (InputStream in = Files.newInputStream(manifest)) {
            add(names, folder.toString(), new Manifest(in), allowed, packages);
        }
    }

    private static String packageOf(String entry) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf('/'))).replace('/', '.');
    }

    private static void add(
            TreeSet<String> names,
            String file,
            @Nullable Manifest manifest,
            List<String> allowed,
            Map<String, Set<String>> packages) {
        names.removeIf(name -> allowed.stream().noneMatch(pattern -> matches(pattern, name)));
        if (names.isEmpty()) {
            return;
        }
        Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String exported = main.getValue("Export-Package");
        Map<String, Set<String>> versions = exported == null ? Map.of() : exportedVersions(exported);
        Set<String> own = Set.of(ownVersion(main, file));
        names.forEach(name -> packages.putIfAbsent(name, versions.getOrDefault(name, own)));
    }

    /** Versions by package of an {@code Export-Package} header; packages without a version are absent. */
    static Map<String, Set<String>> exportedVersions(String header) {
        var versions = new LinkedHashMap<String, Set<String>>();
        for (String clause : split(header, ',')) {
            List<String> parts = split(clause, ';');
            parts.stream()
                    .map(String::strip)
                    .filter(part -> part.startsWith("version="))
                    .map(part -> part.substring("version=".length())
                            .replace("\"", "")
                            .strip())
                    .findFirst()
                    .ifPresent(version -> parts.stream()
                            .map(String::strip)
                            .filter(part -> !part.contains("="))
                            .forEach(name -> versions.computeIfAbsent(name, none -> new TreeSet<>())
                                    .add(version)));
        }
        return versions;
    }

    /** Splits outside quotes: a {@code uses} directive holds commas. */
    private static List<String> split(String text, char separator) {
        var parts = new java.util.ArrayList<String>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static String ownVersion(Attributes main, String file) {
        String version = main.getValue("Bundle-Version");
        if (version == null) {
            var found = VERSION_IN_NAME.matcher(file);
            version = found.find() ? found.group(1) : main.getValue("Implementation-Version");
        }
        return version == null ? "0.0.0" : osgi(version);
    }

    /** {@code 6.2-beta_1} → {@code 6.2.0.beta_1}: numbers, then one qualifier. */
    private static String osgi(String version) {
        var found = Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:[.-](.*))?")
                .matcher(version);
        if (!found.matches()) {
            return "0.0.0";
        }
        String numbers = found.group(1) + "." + orZero(found.group(2)) + "." + orZero(found.group(3));
        return found.group(4) == null ? numbers : numbers + "." + found.group(4).replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private static String orZero(@Nullable String number) {
        return number == null ? "0" : number;
    }
}
