package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.ModuleSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/**
 * A module's jar as the runtime sees it: its manifest and the API bundles it brings.
 *
 * @param source where it comes from
 * @param headers main attributes of its manifest
 * @param apis in the order of their paths
 * @param packages where its own classes live; tells whose code a stack shows when its loader is gone
 */
record ModuleArchive(ModuleSource source, Headers headers, List<ApiArchive> apis, Set<String> packages) {

    private static final String APIS = "META-INF/api/";

    static ModuleArchive read(ModuleSource source) throws IOException {
        try (var jar = new JarFile(source.jar().toFile(), false)) {
            var manifest = jar.getManifest();
            List<ZipEntry> nested = jar.stream()
                    .filter(entry -> isApi(entry.getName()))
                    .<ZipEntry>map(entry -> entry)
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            var apis = new ArrayList<ApiArchive>();
            for (ZipEntry entry : nested) {
                try (var in = jar.getInputStream(entry)) {
                    apis.add(ApiArchive.read(entry.getName(), in.readAllBytes()));
                }
            }
            Set<String> packages = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") && name.contains("/"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toUnmodifiableSet());
            return new ModuleArchive(
                    source,
                    new Headers(manifest == null ? new Attributes() : manifest.getMainAttributes()),
                    List.copyOf(apis),
                    packages);
        }
    }

    String id() {
        return source.id();
    }

    Optional<ApiArchive> api(String name) {
        return apis.stream().filter(api -> api.name().equals(name)).findFirst();
    }

    private static boolean isApi(String name) {
        return name.startsWith(APIS) && name.endsWith(".jar") && name.indexOf('/', APIS.length()) < 0;
    }
}
