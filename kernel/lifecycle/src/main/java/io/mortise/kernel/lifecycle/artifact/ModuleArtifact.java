package io.mortise.kernel.lifecycle.artifact;

import io.mortise.kernel.spi.ModuleDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an inspected jar says and does, found without running it. Kept beside the jar, so that later plans compare
 * without unpacking again.
 *
 * @param descriptor its {@code module.json}
 * @param symbolicName Bundle-SymbolicName, without directives
 * @param version Bundle-Version
 * @param sha256 of the jar, hexadecimal
 * @param bytes length of the jar
 * @param apis its API bundles
 * @param routes its REST routes, sorted
 * @param migrations SQL by path in the jar
 * @param signature who signed it
 */
public record ModuleArtifact(
        ModuleDescriptor descriptor,
        String symbolicName,
        String version,
        String sha256,
        long bytes,
        List<Api> apis,
        List<Route> routes,
        Map<String, String> migrations,
        Signature signature) {

    public ModuleArtifact {
        apis = List.copyOf(apis);
        routes = List.copyOf(routes);
        migrations = new TreeMap<>(migrations);
    }

    /** An API bundle inside. */
    public record Api(String symbolicName, String version, String sha256) {}

    /**
     * A REST route.
     *
     * @param method {@code GET}
     * @param path {@code /api/customer/customers/{id}}
     * @param permission {@code customer.customer:read}, or null when public
     * @param publicReason why it needs no permission, or null when it needs one
     */
    public record Route(
            String method,
            String path,
            @Nullable String permission,
            @Nullable String publicReason) {

        /** Method and path. */
        public String name() {
            return method + " " + path;
        }
    }

    /** The module's id. */
    public String id() {
        return descriptor.id();
    }

    /** {@code <version>-<first 8 of SHA-256>}, as in the addresses of its assets. */
    public String edition() {
        return version + "-" + sha256.substring(0, 8);
    }
}
