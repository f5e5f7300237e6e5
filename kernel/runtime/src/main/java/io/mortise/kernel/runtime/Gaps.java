package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.Sentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Says in sentences why a bundle does not resolve: which package is missing, who could give it, in which version. */
final class Gaps {

    private static final Pattern JAVA = Pattern.compile("\\(version[>]?=([0-9.]+)\\)");
    private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern FROM = Pattern.compile("\\(version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

    private final Pins pins;

    Gaps(Pins pins) {
        this.pins = pins;
    }

    /**
     * What a bundle of a module misses.
     *
     * @param module its id
     * @param all every bundle in the framework
     */
    List<Sentence> of(String module, Bundle bundle, Collection<Bundle> all) {
        var gaps = new ArrayList<Sentence>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return List.of();
        }
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (mandatory(requirement)) {
                gap(module, bundle, requirement, all, gaps);
            }
        }
        return List.copyOf(gaps);
    }

    /** When each import alone could be met, but not all together: the resolver's own words. */
    static Sentence conflict(String module, Bundle bundle) {
        String reason = "?";
        try {
            // Asking an unresolved bundle for a class makes the framework resolve it once more, and say why it can't.
            bundle.loadClass("io.mortise.kernel.runtime.nothing");
        } catch (ClassNotFoundException e) {
            Throwable cause = e.getCause();
            reason = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        }
        return Sentence.of(
                "runtime.resolve.conflict", "module", module, "bundle", bundle.getSymbolicName(), "reason", reason);
    }

    private void gap(
            String module, Bundle bundle, BundleRequirement requirement, Collection<Bundle> all, List<Sentence> gaps) {
        List<BundleCapability> offers = all.stream()
                .map(other -> other.adapt(BundleRevision.class))
                .filter(Objects::nonNull)
                .flatMap(revision -> revision.getDeclaredCapabilities(requirement.getNamespace()).stream())
                .toList();
        boolean met = offers.stream().filter(offer -> visible(bundle, offer)).anyMatch(requirement::matches);
        if (met) {
            return;
        }
        String filter = requirement.getDirectives().getOrDefault("filter", "");
        switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> gaps.add(missingPackage(module, bundle, filter, offers));
            case "osgi.ee" ->
                gaps.add(Sentence.of(
                        "runtime.resolve.java",
                        "module",
                        module,
                        "bundle",
                        bundle.getSymbolicName(),
                        "wanted",
                        first(JAVA, filter, "?"),
                        "running",
                        Runtime.version().feature()));
            default ->
                gaps.add(Sentence.of(
                        "runtime.resolve.capability",
                        "module",
                        module,
                        "bundle",
                        bundle.getSymbolicName(),
                        "namespace",
                        requirement.getNamespace(),
                        "filter",
                        filter));
        }
    }

    private Sentence missingPackage(String module, Bundle bundle, String filter, List<BundleCapability> offers) {
        String wanted = first(PACKAGE, filter, filter);
        List<BundleCapability> named = offers.stream()
                .filter(offer -> wanted.equals(offer.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .toList();
        List<BundleCapability> reachable =
                named.stream().filter(offer -> visible(bundle, offer)).toList();
        Object[] values = {
            "module", module, "bundle", bundle.getSymbolicName(), "package", wanted, "range", range(filter),
        };
        if (!reachable.isEmpty()) {
            return Sentence.of(
                    "runtime.resolve.package-version",
                    with(
                            values,
                            "giver",
                            giver(reachable.getFirst()),
                            "version",
                            String.valueOf(version(reachable.getFirst()))));
        }
        if (!named.isEmpty()) {
            return Sentence.of(
                    "runtime.resolve.package-off",
                    with(
                            values,
                            "giver",
                            giver(named.getFirst()),
                            "version",
                            String.valueOf(version(named.getFirst()))));
        }
        return Sentence.of("runtime.resolve.package", values);
    }

    private static Object[] with(Object[] values, Object... more) {
        var all = new Object[values.length + more.length];
        System.arraycopy(values, 0, all, 0, values.length);
        System.arraycopy(more, 0, all, values.length, more.length);
        return all;
    }

    private boolean visible(Bundle importer, BundleCapability offer) {
        return pins.allows(
                importer.getBundleId(), offer.getRevision().getBundle().getBundleId());
    }

    private static String giver(BundleCapability offer) {
        Bundle bundle = offer.getRevision().getBundle();
        return bundle.getBundleId() == 0 ? "mortise" : bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    private static Version version(BundleCapability offer) {
        return offer.getAttributes().get("version") instanceof Version version ? version : Version.emptyVersion;
    }

    private static String range(String filter) {
        String from = first(FROM, filter, "0");
        String below = first(BELOW, filter, "");
        return below.isEmpty() ? from : "[" + from + "," + below + ")";
    }

    private static String first(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static boolean mandatory(BundleRequirement requirement) {
        return !"optional".equals(requirement.getDirectives().get("resolution"))
                && !"dynamic".equals(requirement.getDirectives().get("resolution"))
                && "resolve".equals(requirement.getDirectives().getOrDefault("effective", "resolve"));
    }
}
