package io.mortise.sdk.modulejar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A module out of source text, for tests: compiled in memory against the class path of the running test, made a bundle
 * by bnd, packed with its {@code module.json}, resources and API bundles. The same input gives the same bytes.
 *
 * <pre>{@code
 * Path jar = ModuleJar.named("alpha").version("1.0.0")
 *         .source("alpha.internal.Hello", "package alpha.internal; …")
 *         .describe(json -> json.object("thing", "read"))
 *         .build(folder);
 * }</pre>
 *
 * <p>Not thread-safe. Sources that do not compile, and bundles that bnd refuses, end in an
 * {@link IllegalArgumentException} with the tool's words.
 */
public final class ModuleJar {

    private final String id;
    private final ModuleJson json;
    private final SortedMap<String, String> sources = new TreeMap<>();
    private final SortedMap<String, byte[]> resources = new TreeMap<>();
    private final List<ApiJar> apis = new ArrayList<>();
    private final List<ApiJar> uses = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String version = "1.0.0";
    private String symbolicName;
    private boolean described = true;
    private @Nullable String givenJson;
    private int classLevel;

    private ModuleJar(String id) {
        this.id = id;
        this.json = new ModuleJson(id);
        this.symbolicName = "module." + id;
    }

    /**
     * Begins a module of version 1.0.0 whose bundle is called {@code module.<id>}.
     *
     * @param id as in {@code module.json}
     */
    public static ModuleJar named(String id) {
        return new ModuleJar(Objects.requireNonNull(id));
    }

    /** Version of the module and its bundle. */
    public ModuleJar version(String bundleVersion) {
        version = bundleVersion;
        return this;
    }

    /** Another symbolic name than {@code module.<id>}. */
    public ModuleJar symbolicName(String name) {
        symbolicName = name;
        return this;
    }

    /**
     * Adds a class, or replaces it.
     *
     * @param className with its package, {@code alpha.internal.Hello}
     */
    public ModuleJar source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /** Adds a file, {@code db/expand/V001__thing.sql}, as UTF-8. */
    public ModuleJar resource(String path, String text) {
        return resource(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a file. */
    public ModuleJar resource(String path, byte[] content) {
        resources.put(path, content.clone());
        return this;
    }

    /** Nests an API bundle under {@code META-INF/api/}; the module's own sources see it. */
    public ModuleJar api(ApiJar api) {
        apis.add(api);
        return this;
    }

    /** Lets the sources see an API bundle that another module brings. */
    public ModuleJar uses(ApiJar api) {
        uses.add(api);
        return this;
    }

    /** Says more in {@code module.json}. */
    public ModuleJar describe(Consumer<ModuleJson> more) {
        more.accept(json);
        return this;
    }

    /** Takes this text as {@code module.json}, right or wrong. */
    public ModuleJar moduleJson(String text) {
        givenJson = text;
        return this;
    }

    /** Leaves {@code module.json} out. */
    public ModuleJar withoutModuleJson() {
        described = false;
        return this;
    }

    /** Sets a manifest header; {@code Import-Package} and others are those of bnd, so {@code *} stands for the computed ones. */
    public ModuleJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * Stamps the class files with another level after they were compiled, and asks for that Java in the manifest.
     *
     * @param major class file version, 69 for Java 25
     */
    public ModuleJar classLevel(int major) {
        classLevel = major;
        return this;
    }

    /** The module's id. */
    public String id() {
        return id;
    }

    /** The module's version. */
    public String version() {
        return version;
    }

    /** The jar. */
    public byte[] bytes() {
        return Bundling.zip(entries());
    }

    /**
     * Writes the jar as {@code <id>-<version>.jar}.
     *
     * @param folder made when it is not there
     */
    public Path build(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.write(folder.resolve(id + "-" + version + ".jar"), bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("module jar " + id + " " + version + " can't be written", e);
        }
    }

    /** SHA-256 of a file, in hexadecimal, as the artifact store names it. */
    public static String sha256(Path jar) {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    SortedMap<String, byte[]> entries() {
        var own = new TreeMap<String, SortedMap<String, byte[]>>();
        for (ApiJar api : apis) {
            own.put(api.name() + "-" + api.version() + ".jar", api.entries());
        }
        var seen = new ArrayList<SortedMap<String, byte[]>>(own.values());
        uses.forEach(api -> seen.add(api.entries()));

        SortedMap<String, byte[]> classes = SourceCompiler.compile(sources, Bundling.classes(seen));
        var content = new TreeMap<>(resources);
        content.putAll(classes);
        own.forEach((name, entries) -> content.put("META-INF/api/" + name, Bundling.zip(entries)));
        if (described) {
            content.put("module.json", moduleJsonText().getBytes(StandardCharsets.UTF_8));
        }

        var all = new LinkedHashMap<String, String>();
        all.put("Bundle-SymbolicName", symbolicName);
        all.put("Bundle-Version", version);
        String entities = String.join(",", Entities.among(classes));
        if (!entities.isEmpty()) {
            all.put("Mortise-Entities", entities);
        }
        if (classLevel != 0) {
            all.put("Require-Capability", executionEnvironment(classLevel));
            all.put("-noee", "true");
        }
        all.putAll(headers);
        SortedMap<String, byte[]> bundle =
                Bundling.bundle(content, all, seen.stream().map(Bundling::zip).toList());
        if (classLevel != 0) {
            bundle.replaceAll((path, bytes) -> path.endsWith(".class") ? stamped(bytes) : bytes);
        }
        return bundle;
    }

    private String moduleJsonText() {
        return givenJson == null ? json.text() : givenJson;
    }

    private static String executionEnvironment(int major) {
        return "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=" + (major - 44) + "))\"";
    }

    private byte[] stamped(byte[] classFile) {
        byte[] copy = classFile.clone();
        copy[6] = (byte) (classLevel >>> 8);
        copy[7] = (byte) classLevel;
        return copy;
    }
}
