package io.mortise.kernel.runtime;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Decides which API bundle an importer is wired to. Several API bundles of one name live side by side during a swap, and
 * the resolver by itself prefers one that is already resolved, then the higher version: a downgrade or a re-installation
 * of the same version would wire to the old one (PLATFORM.md, section 12). So every importer is pinned before it is
 * resolved, and sees no API bundle that it is not pinned to.
 */
final class Pins implements ResolverHookFactory {

    private final Map<Long, String> apis = new ConcurrentHashMap<>();
    private final Map<Long, Map<String, Long>> pins = new ConcurrentHashMap<>();

    /** From now on this bundle is seen only by those pinned to it. Before any resolve. */
    void shelve(ApiBundle api) {
        apis.put(api.id(), api.name());
    }

    /**
     * Pins an importer.
     *
     * @param visible API bundles by name
     */
    void pin(Bundle importer, Map<String, ApiBundle> visible) {
        var ids = new ConcurrentHashMap<String, Long>();
        visible.forEach((name, api) -> ids.put(name, api.id()));
        pins.put(importer.getBundleId(), ids);
    }

    /** The bundle is gone. */
    void forget(Bundle bundle) {
        apis.remove(bundle.getBundleId());
        pins.remove(bundle.getBundleId());
    }

    /** Whether the importer may be wired to that exporter. */
    boolean allows(long importer, long exporter) {
        String name = apis.get(exporter);
        return name == null
                || importer == exporter
                || Long.valueOf(exporter)
                        .equals(pins.getOrDefault(importer, Map.of()).get(name));
    }

    /** Package and exporter's name of the first wire that points elsewhere, or empty text. */
    String strayWire(Bundle importer) {
        BundleWiring wiring = importer.adapt(BundleWiring.class);
        if (wiring == null) {
            return "";
        }
        for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            Bundle exporter = wire.getProvider().getBundle();
            if (!allows(importer.getBundleId(), exporter.getBundleId())) {
                return wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE) + " of "
                        + exporter.getSymbolicName() + " " + exporter.getVersion();
            }
        }
        return "";
    }

    /** Whether this is an API bundle. */
    boolean isApi(Bundle bundle) {
        return apis.containsKey(bundle.getBundleId());
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return new Pinned();
    }

    private final class Pinned implements ResolverHook {

        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {
            // Everything may be resolved; it is the wiring that is pinned.
        }

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
            // Two instances of one bundle live side by side during an upgrade, whatever the bundle says of itself.
            collisionCandidates.clear();
        }

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            if (!Set.of(PackageNamespace.PACKAGE_NAMESPACE, "osgi.wiring.bundle")
                    .contains(requirement.getNamespace())) {
                return;
            }
            long importer = requirement.getRevision().getBundle().getBundleId();
            candidates.removeIf(candidate ->
                    !allows(importer, candidate.getRevision().getBundle().getBundleId()));
        }

        @Override
        public void end() {
            // Nothing is kept for one resolve.
        }
    }
}
