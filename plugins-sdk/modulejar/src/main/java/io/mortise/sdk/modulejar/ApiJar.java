package io.mortise.sdk.modulejar;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An API bundle out of source text: every package of its sources is exported in its version. Put into a module by
 * {@link ModuleJar#api}, seen by another module through {@link ModuleJar#uses}. Not thread-safe.
 */
public final class ApiJar {

    private final String name;
    private final SortedMap<String, String> sources = new TreeMap<>();
    private String version = "1.0.0";

    private ApiJar(String name) {
        this.name = name;
    }

    /**
     * Begins an API bundle of version 1.0.0.
     *
     * @param symbolicName {@code io.example.alpha.api}
     */
    public static ApiJar named(String symbolicName) {
        return new ApiJar(Objects.requireNonNull(symbolicName));
    }

    /** Version of the bundle and of every package it exports. */
    public ApiJar version(String bundleAndPackages) {
        version = bundleAndPackages;
        return this;
    }

    /**
     * Adds a class.
     *
     * @param className with its package, {@code io.example.alpha.Greeter}
     */
    public ApiJar source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    /** The symbolic name. */
    public String name() {
        return name;
    }

    /** The version. */
    public String version() {
        return version;
    }

    /** The jar. The same input gives the same bytes. */
    public byte[] bytes() {
        return Bundling.zip(entries());
    }

    SortedMap<String, byte[]> entries() {
        var packages = new TreeSet<String>();
        sources.keySet().forEach(type -> packages.add(type.substring(0, Math.max(0, type.lastIndexOf('.')))));
        var headers = Map.of(
                "Bundle-SymbolicName",
                name,
                "Bundle-Version",
                version,
                "Export-Package",
                packages.stream().map(it -> it + ";version=\"" + version + "\"").collect(Collectors.joining(",")));
        return Bundling.bundle(SourceCompiler.compile(sources, Map.of()), headers, java.util.List.of());
    }
}
