package io.mortise.kernel.runtime;

import io.mortise.kernel.runtime.ModuleRules.Fault;
import io.mortise.kernel.spi.Sentence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A set of bundles that is being put beside the running ones: installed, pinned, resolved; not started. */
final class Construction {

    private static final Logger LOG = LoggerFactory.getLogger(Construction.class);

    private final BundleContext context;
    private final FrameworkWiring wiring;
    private final Pins pins;
    private final AtomicLong locations;
    private final List<Site> sites = new ArrayList<>();
    private final List<ApiBundle> fresh = new ArrayList<>();

    /** @param locations numbers that make each location unique, so that one jar can be installed several times */
    Construction(BundleContext context, FrameworkWiring wiring, Pins pins, AtomicLong locations) {
        this.context = context;
        this.wiring = wiring;
        this.pins = pins;
        this.locations = locations;
    }

    /**
     * A module's bundle.
     *
     * @param apis API bundles the module brings, by name; installed for it or found standing
     */
    record Site(ModuleArchive archive, Bundle bundle, Map<String, ApiBundle> apis) {}

    List<Site> sites() {
        return List.copyOf(sites);
    }

    /** API bundles that were installed for this set. */
    List<ApiBundle> fresh() {
        return List.copyOf(fresh);
    }

    /**
     * Installs API bundles, then modules, and pins them.
     *
     * @return what could not be installed
     */
    List<Fault> install(Collection<ModuleArchive> set, Impact impact) {
        var visible = new TreeMap<>(impact.current());
        impact.changed().forEach(visible::remove);
        var apis = new LinkedHashMap<String, Map<String, ApiBundle>>();
        for (ModuleArchive archive : set) {
            try {
                apis.put(archive.id(), bring(archive.apis(), archive, visible));
            } catch (BundleException | IOException e) {
                return List.of(notInstalled(archive, e));
            }
        }
        for (ModuleArchive archive : set) {
            String location = "mortise:module:" + archive.id() + ":" + locations.incrementAndGet();
            try (InputStream in = Files.newInputStream(archive.source().jar())) {
                Bundle bundle = context.installBundle(location, in);
                pins.pin(bundle, visible);
                sites.add(new Site(archive, bundle, apis.getOrDefault(archive.id(), Map.of())));
            } catch (BundleException | IOException e) {
                return List.of(notInstalled(archive, e));
            }
        }
        fresh.forEach(api -> pins.pin(api.bundle(), visible));
        return List.of();
    }

    private Map<String, ApiBundle> bring(
            Collection<ApiArchive> archives, ModuleArchive owner, Map<String, ApiBundle> visible)
            throws BundleException, IOException {
        var mine = new HashMap<String, ApiBundle>();
        for (ApiArchive archive : archives) {
            ApiBundle api = visible.get(archive.name());
            if (api == null || !api.archive().sameAs(archive)) {
                String location =
                        "mortise:api:" + owner.id() + ":" + archive.name() + ":" + locations.incrementAndGet();
                try (var in = new ByteArrayInputStream(archive.jar())) {
                    api = new ApiBundle(archive, context.installBundle(location, in));
                }
                pins.shelve(api);
                fresh.add(api);
                visible.put(api.name(), api);
            }
            mine.put(api.name(), api);
        }
        return mine;
    }

    private static Fault notInstalled(ModuleArchive archive, Exception e) {
        return new Fault(
                archive.id(),
                Sentence.of(
                        "runtime.install.failed", "module", archive.id(), "reason", String.valueOf(e.getMessage())));
    }

    /**
     * Resolves all in one call and checks where the wires lead.
     *
     * @return why it can't be resolved; empty when it is
     */
    List<Fault> resolve(Duration limit) throws Limited.LateException, InterruptedException {
        var bundles = new ArrayList<Bundle>();
        fresh.forEach(api -> bundles.add(api.bundle()));
        sites.forEach(site -> bundles.add(site.bundle()));
        boolean resolved;
        try {
            resolved = Limited.call("resolve modules", limit, () -> wiring.resolveBundles(bundles));
        } catch (ExecutionException e) {
            String module = sites.getFirst().archive().id();
            return List.of(new Fault(
                    module,
                    Sentence.of("runtime.install.failed", "module", module, "reason", String.valueOf(e.getCause()))));
        }
        return resolved ? strays() : gaps();
    }

    private List<Fault> strays() {
        var faults = new ArrayList<Fault>();
        for (Site site : sites) {
            String stray = pins.strayWire(site.bundle());
            if (!stray.isEmpty()) {
                String module = site.archive().id();
                faults.add(new Fault(module, Sentence.of("runtime.resolve.stray", "module", module, "wire", stray)));
            }
        }
        return faults;
    }

    private List<Fault> gaps() {
        List<Bundle> all = List.of(context.getBundles());
        var gaps = new Gaps(pins);
        var faults = new ArrayList<Fault>();
        for (Site site : sites) {
            String module = site.archive().id();
            var bundles = new ArrayList<Bundle>();
            site.apis().values().forEach(api -> bundles.add(api.bundle()));
            bundles.add(site.bundle());
            bundles.stream()
                    .filter(bundle -> bundle.getState() == Bundle.INSTALLED)
                    .flatMap(bundle -> gaps.of(module, bundle, all).stream())
                    .forEach(sentence -> faults.add(new Fault(module, sentence)));
        }
        if (faults.isEmpty()) {
            sites.stream()
                    .filter(site -> site.bundle().getState() == Bundle.INSTALLED)
                    .findFirst()
                    .ifPresent(site -> faults.add(new Fault(
                            site.archive().id(), Gaps.conflict(site.archive().id(), site.bundle()))));
        }
        return faults;
    }

    /** Order in which they start: who brings an API or is needed comes before who is wired to it or needs it. */
    List<Site> inOrder() {
        var ordered = new ArrayList<Site>();
        var seen = new HashSet<String>();
        sites.forEach(site -> visit(site, seen, ordered));
        return ordered;
    }

    private void visit(Site site, Set<String> seen, List<Site> ordered) {
        if (!seen.add(site.archive().id())) {
            return;
        }
        sites.stream()
                .filter(other -> other != site && leansOn(site, other))
                .forEach(other -> visit(other, seen, ordered));
        ordered.add(site);
    }

    private static boolean leansOn(Site site, Site other) {
        return Impact.leans(site.bundle(), site.apis().values(), other.apis().values())
                || site.archive().source().descriptor().needs().stream()
                        .anyMatch(need -> need.module().equals(other.archive().id()));
    }

    /** Takes bundles away again that were never started: modules, then API bundles. */
    void dismantle() {
        sites.forEach(site -> uninstall(site.bundle()));
        fresh.reversed().forEach(api -> uninstall(api.bundle()));
    }

    private void uninstall(Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} can't be uninstalled", bundle.getLocation(), e);
        }
        pins.forget(bundle);
    }
}
