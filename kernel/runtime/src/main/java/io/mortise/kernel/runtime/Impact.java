package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.Sentence;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What a set of new module jars does to those that serve: API bundles that are not the same any more, and the modules that
 * are wired to one of them and so must be rebuilt with the set.
 *
 * @param current API bundles of the serving modules by name
 * @param changed names of API bundles that change, vanish, or are wired to one that does
 * @param removed names among these that nobody brings any more
 * @param affected id of a serving module outside the set → why it must be rebuilt
 */
record Impact(
        Map<String, ApiBundle> current, Set<String> changed, Set<String> removed, Map<String, Sentence> affected) {

    static Impact of(Collection<ModuleArchive> set, Collection<Resident> serving) {
        return new Reckoning(set, serving).reckon();
    }

    /** API bundles that a bundle is wired to, by bundle id, among these. */
    static Set<ApiBundle> wired(Bundle bundle, Collection<ApiBundle> apis) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            return Set.of();
        }
        Set<Long> providers = new HashSet<>();
        for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            providers.add(wire.getProvider().getBundle().getBundleId());
        }
        return apis.stream()
                .filter(api -> providers.contains(api.id()) && api.id() != bundle.getBundleId())
                .collect(Collectors.toSet());
    }

    /** Whether a module's bundle, or an API bundle it brings, is wired to one of these: then it can't be without them. */
    static boolean leans(Bundle module, Collection<ApiBundle> own, Collection<ApiBundle> others) {
        return !wired(module, others).isEmpty()
                || own.stream().anyMatch(api -> !wired(api.bundle(), others).isEmpty());
    }

    private static final class Reckoning {

        private final Collection<ModuleArchive> set;
        private final Collection<Resident> serving;
        private final Map<String, ApiBundle> current = new TreeMap<>();
        private final Map<String, Sentence> changed = new LinkedHashMap<>();
        private final Set<String> removed = new HashSet<>();

        Reckoning(Collection<ModuleArchive> set, Collection<Resident> serving) {
            this.set = set;
            this.serving = serving;
            serving.forEach(resident -> current.putAll(resident.apis()));
        }

        Impact reckon() {
            current.values().forEach(this::compare);
            while (spread()) {
                // Until nothing more is reached.
                continue;
            }
            var affected = new LinkedHashMap<String, Sentence>();
            for (Resident resident : serving) {
                if (!inSet(resident)) {
                    reaches(resident.bundle()).ifPresent(api -> affected.put(resident.id(), because(resident, api)));
                }
            }
            return new Impact(Map.copyOf(current), Set.copyOf(changed.keySet()), Set.copyOf(removed), affected);
        }

        private void compare(ApiBundle api) {
            Optional<ApiArchive> incoming = set.stream()
                    .flatMap(archive -> archive.api(api.name()).stream())
                    .findFirst();
            if (incoming.isPresent()) {
                if (!incoming.get().sameAs(api.archive())) {
                    changed.put(
                            api.name(),
                            Sentence.of(
                                    "runtime.affected.content",
                                    "api",
                                    api.name(),
                                    "from",
                                    api.archive().version(),
                                    "to",
                                    incoming.get().version()));
                }
                return;
            }
            boolean stays = serving.stream()
                    .filter(resident -> !inSet(resident))
                    .anyMatch(resident -> resident.apis().containsKey(api.name()));
            if (!stays) {
                removed.add(api.name());
                changed.put(api.name(), Sentence.of("runtime.affected.removed", "api", api.name()));
            }
        }

        private boolean spread() {
            boolean more = false;
            for (ApiBundle api : current.values()) {
                if (changed.containsKey(api.name())) {
                    continue;
                }
                Optional<String> through = reaches(api.bundle());
                if (through.isPresent()) {
                    changed.put(
                            api.name(),
                            Sentence.of("runtime.affected.through", "api", api.name(), "through", through.get()));
                    more = true;
                }
            }
            return more;
        }

        private Optional<String> reaches(Bundle bundle) {
            return wired(bundle, current.values()).stream()
                    .map(ApiBundle::name)
                    .filter(changed::containsKey)
                    .sorted()
                    .findFirst();
        }

        private Sentence because(Resident resident, String api) {
            Sentence cause = changed.getOrDefault(api, Sentence.of("runtime.affected.removed", "api", api));
            var values = new LinkedHashMap<String, Object>();
            values.put("module", resident.id());
            values.putAll(cause.values());
            return new Sentence(cause.key(), values);
        }

        private boolean inSet(Resident resident) {
            return set.stream().anyMatch(archive -> archive.id().equals(resident.id()));
        }
    }
}
