package io.mortise.kernel.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The mechanics of module instances over OSGi: builds sets of instances beside the running ones, publishes a set in one
 * write, retires, drains and closes. Knows no policy: plans, watching, history and desired state are lifecycle's.
 *
 * <p>Changes are made by one thread at a time (lifecycle holds the lock); reading is free.
 */
public interface ModuleRuntime {

    /**
     * Whether these jars would resolve against what runs, without starting any of their code. Nothing is left behind.
     *
     * @param limit how long resolving may take
     */
    Resolution tryResolve(Collection<ModuleSource> sources, Duration limit);

    /**
     * The serving modules that must be rebuilt together with these jars: every one wired to an API bundle whose content
     * changes, transitively.
     *
     * @return id of the module → why
     */
    Map<String, Sentence> affectedBy(Collection<ModuleSource> sources);

    /**
     * Installs, resolves, opens, starts, assembles and checks new instances of a whole set, beside the running ones.
     *
     * @param sources the set, dependents included
     * @param startLimit how long one instance's start may take; past it the set fails and the instance is quarantined
     * @param progress hears what is being done, as {@code runtime.…} sentences
     * @throws PrepareException when anything is wrong; the new set is gone again, what serves never noticed
     */
    Prepared prepare(Collection<ModuleSource> sources, Duration startLimit, Consumer<Sentence> progress)
            throws PrepareException;

    /** Publishes a prepared set in one write. The instances it replaces retire and stay warm. */
    Publication publish(Prepared prepared);

    /** Publishes the instances again that a publication replaced, in one write; the new ones retire. */
    Publication republish(Publication publication);

    /**
     * Takes modules out of service: routes answer 503 at once, requests in flight end, services are withdrawn.
     *
     * @param ids modules, dependents included
     * @return the instances that served, now retired
     */
    Publication disable(Set<String> ids);

    /** Removes the seats of modules that are not serving. */
    void forget(Set<String> ids);

    /** Shows a module that could not start, or one that is off. */
    void seat(Seat seat, String id);

    /**
     * Waits until nothing is in flight in the retired instances of a publication.
     *
     * @return what outlived the limit, {@code module version → requests still in flight}; empty when all ended
     */
    Map<String, Long> drain(Publication publication, Duration limit) throws InterruptedException;

    /** Closes and uninstalls instances that do not serve; afterwards their class loaders must be collected. */
    void close(Collection<ModuleInstance> instances);

    /**
     * Looks for class loaders of closed instances that are still alive, after asking for a garbage collection.
     *
     * @param closedOf the closed instances' ids with version, or empty for all
     */
    List<HeldLoader> heldLoaders(Duration limit);

    /** The modules that serve and depend on this one's API bundles or services, transitively; not itself. */
    Set<String> dependents(String id);

    /** Runs the health gate on what serves. */
    Map<String, List<String>> check();

    /** What {@link #tryResolve} found. */
    record Resolution(boolean ok, List<Sentence> problems) {}

    /** A set that is ready to serve. */
    interface Prepared {
        /** Its instances. */
        List<ModuleInstance> instances();

        /** How long each step took, by name, in milliseconds. */
        Map<String, Long> stepMillis();

        /** Gives it up: closes and uninstalls. */
        void discard();
    }

    /**
     * What one write changed.
     *
     * @param published now serving
     * @param retired served before; warm until closed
     * @param writeNanos how long the write took
     */
    record Publication(List<ModuleInstance> published, List<ModuleInstance> retired, long writeNanos) {}

    /**
     * A class loader that should be gone.
     *
     * @param holder what was found to hold it, in words; "unknown" when nothing was
     */
    record HeldLoader(String module, String version, String holder) {}

    /** A set that could not be prepared. */
    final class PrepareException extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final String module;
        private final transient Sentence reason;

        public PrepareException(String module, Sentence reason, @org.jspecify.annotations.Nullable Throwable cause) {
            super(module + ": " + reason, cause);
            this.module = module;
            this.reason = reason;
        }

        /** The module that is to blame. */
        public String module() {
            return module;
        }

        /** Why, in a sentence. */
        public Sentence reason() {
            return reason;
        }
    }
}
