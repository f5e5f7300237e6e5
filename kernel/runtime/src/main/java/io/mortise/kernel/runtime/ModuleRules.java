package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.Sentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a set of modules must keep before the resolver is asked: rules that let modules leave without taking others with
 * them (nothing but API bundles is shared), and names that are theirs alone. Each broken rule is a sentence for its module.
 * Which modules must serve together is policy, and lifecycle's.
 */
final class ModuleRules {

    /** A broken rule of a module. */
    record Fault(String module, Sentence sentence) {}

    /**
     * What stands already.
     *
     * @param names symbolic name of a bundle in the framework → what it is, in words: a module's id or the kernel
     * @param kernelPackages packages that the kernel and system bundles give
     * @param apiPackages package → symbolic name of the API bundle that serves it
     */
    record Standing(Map<String, String> names, Set<String> kernelPackages, Map<String, String> apiPackages) {}

    private final Standing standing;
    private final List<Fault> faults = new ArrayList<>();

    private ModuleRules(Standing standing) {
        this.standing = standing;
    }

    /** The broken rules of a set, in the order of the set. */
    static List<Fault> check(Collection<ModuleArchive> set, Standing standing) {
        var rules = new ModuleRules(standing);
        rules.names(set);
        set.forEach(rules::sharing);
        rules.apis(set);
        return List.copyOf(rules.faults);
    }

    private void names(Collection<ModuleArchive> set) {
        var taken = new HashMap<>(standing.names());
        var ids = new HashMap<String, String>();
        for (ModuleArchive archive : set) {
            String name = archive.headers().symbolicName();
            if (name.isEmpty()) {
                fault(archive, "runtime.resolve.no-symbolic-name");
                continue;
            }
            if (ids.put(archive.id(), name) != null) {
                fault(archive, "runtime.resolve.twice");
                continue;
            }
            String owner = taken.putIfAbsent(name, archive.id());
            if (owner != null && !owner.equals(archive.id())) {
                fault(archive, "runtime.resolve.duplicate-name", "name", name, "owner", owner);
            }
        }
    }

    private void sharing(ModuleArchive archive) {
        sharing(archive, archive.headers(), archive.headers().symbolicName());
        archive.apis().forEach(api -> sharing(archive, api.headers(), api.name()));
        if (!archive.headers().clauses("Export-Package").isEmpty()) {
            fault(
                    archive,
                    "runtime.resolve.exports",
                    "package",
                    archive.headers().clauses("Export-Package").getFirst().name());
        }
    }

    private void sharing(ModuleArchive archive, Headers headers, String bundle) {
        if (headers.has("Fragment-Host")) {
            fault(archive, "runtime.resolve.fragment", "bundle", bundle, "host", headers.value("Fragment-Host"));
        }
        if (headers.has("Require-Bundle")) {
            fault(
                    archive,
                    "runtime.resolve.require-bundle",
                    "bundle",
                    bundle,
                    "required",
                    headers.value("Require-Bundle"));
        }
        for (Headers.Clause clause : headers.clauses("DynamicImport-Package")) {
            if (clause.name().equals("*")) {
                fault(archive, "runtime.resolve.dynamic-import", "bundle", bundle);
            }
        }
    }

    private void apis(Collection<ModuleArchive> set) {
        var bringers = new HashMap<String, ModuleArchive>();
        var digests = new HashMap<String, String>();
        for (ModuleArchive archive : set) {
            for (ApiArchive api : archive.apis()) {
                if (api.name().isEmpty()) {
                    fault(archive, "runtime.resolve.api-no-name", "path", api.path());
                    continue;
                }
                String digest = digests.putIfAbsent(api.name(), api.digest());
                ModuleArchive other = bringers.putIfAbsent(api.name(), archive);
                if (digest != null && other != null && !digest.equals(api.digest())) {
                    fault(archive, "runtime.resolve.api-differs", "api", api.name(), "other", other.id());
                }
                api.packages().forEach(name -> onlyHere(archive, api, name));
            }
        }
    }

    private void onlyHere(ModuleArchive archive, ApiArchive api, String name) {
        if (standing.kernelPackages().contains(name)) {
            fault(archive, "runtime.resolve.api-of-kernel", "api", api.name(), "package", name);
        }
        String other = standing.apiPackages().get(name);
        if (other != null && !other.equals(api.name())) {
            fault(archive, "runtime.resolve.api-split", "api", api.name(), "package", name, "other", other);
        }
    }

    private void fault(ModuleArchive archive, String key, Object... pairs) {
        var values = new Object[pairs.length + 2];
        values[0] = "module";
        values[1] = archive.id();
        System.arraycopy(pairs, 0, values, 2, pairs.length);
        faults.add(new Fault(archive.id(), Sentence.of(key, values)));
    }
}
