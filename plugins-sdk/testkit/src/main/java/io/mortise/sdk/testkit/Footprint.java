package io.mortise.sdk.testkit;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a module must not leave behind in the process: threads whose class loader or stack belongs to a bundle. Taken before
 * and after; platform threads alone can be listed, so what a module starts on virtual threads is seen by its loader, which
 * the server's own report names when it is held.
 *
 * @param threads names of the threads whose context loader or class is a module's
 */
record Footprint(Set<String> threads) {

    /** Now. */
    static Footprint now() {
        Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(Footprint::belongsToModule)
                .map(thread -> thread.getName() + " of " + thread.getContextClassLoader())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Footprint(threads);
    }

    /** What is here and was not there. */
    List<String> beyond(Footprint before) {
        return threads.stream().filter(name -> !before.threads.contains(name)).toList();
    }

    private static boolean belongsToModule(Thread thread) {
        ClassLoader context = thread.getContextClassLoader();
        return isBundle(context) || isBundle(thread.getClass().getClassLoader());
    }

    private static boolean isBundle(@Nullable ClassLoader loader) {
        return loader instanceof org.osgi.framework.BundleReference reference
                && reference.getBundle() != null
                && reference.getBundle().getBundleId() != 0;
    }
}
