package io.mortise.kernel.runtime;

import io.mortise.kernel.runtime.Construction.Site;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.PrepareException;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.Sentence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes instances out of resolved bundles: open, start, assemble, check. One for each set. */
final class Assembly {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private final List<InstancePart> parts;
    private final Residents residents;
    private final Slots slots;
    private final Components components;
    private final HealthGate health;
    private final boolean idle;
    private final Duration limit;
    private final Consumer<Sentence> progress;
    private final Consumer<Resident> returned;
    private final List<Resident> made = new ArrayList<>();

    /**
     * @param idle nothing serves yet, so all processors may be used
     * @param limit for each run of a module's code
     * @param returned takes a quarantined instance whose start came to an end after all
     */
    Assembly(
            List<InstancePart> parts,
            Residents residents,
            Slots slots,
            Components components,
            HealthGate health,
            boolean idle,
            Duration limit,
            Consumer<Sentence> progress,
            Consumer<Resident> returned) {
        this.parts = parts;
        this.residents = residents;
        this.slots = slots;
        this.components = components;
        this.health = health;
        this.idle = idle;
        this.limit = limit;
        this.progress = progress;
        this.returned = returned;
    }

    /** The instances, in the order of their starts; also those of a set that failed. */
    List<Resident> made() {
        return List.copyOf(made);
    }

    /** Makes the instances known, before any of their code runs: services are given by instance. */
    void admit(List<Site> sites) {
        for (Site site : sites) {
            ModuleSource source = site.archive().source();
            ClassLoader loader = site.bundle().adapt(BundleWiring.class).getClassLoader();
            var instance =
                    new ModuleInstance(source.descriptor(), source.version(), source.sha256(), site.bundle(), loader);
            var resident = new Resident(site.archive(), instance, site.apis());
            residents.add(resident);
            made.add(resident);
        }
    }

    void open() throws PrepareException {
        each("open", this::open);
        reach("runtime.opened", made.stream().map(Resident::instance).toList());
    }

    private void open(Resident resident) throws PrepareException {
        for (InstancePart part : parts) {
            resident.partOpens();
            try {
                part.open(resident.instance());
            } catch (InterruptedException e) {
                throw interrupted(resident, e);
            } catch (Exception | LinkageError e) {
                throw refused(resident, part, e);
            }
        }
    }

    void start() throws PrepareException {
        for (Resident resident : made) {
            tell("runtime.progress.start", resident);
            Bundle bundle = resident.bundle();
            limited("start", resident, true, () -> {
                bundle.start(Bundle.START_TRANSIENT);
                components.activate(bundle);
                return true;
            });
        }
        for (Resident resident : made) {
            List<Sentence> problems = new ArrayList<>(components.problems(resident.bundle()));
            slots.refusals(resident.instance())
                    .forEach(text -> problems.add(
                            Sentence.of("runtime.service.refused", "module", resident.id(), "reason", text)));
            if (!problems.isEmpty()) {
                problems.forEach(problem -> LOG.info("{}: {}", resident.instance(), problem));
                throw new PrepareException(resident.id(), problems.getFirst(), null);
            }
        }
        reach("runtime.started", made.stream().map(Resident::instance).toList());
    }

    void assemble() throws PrepareException {
        each("assemble", resident -> {
            for (InstancePart part : parts) {
                limited(part.name(), resident, false, () -> {
                    part.assemble(resident.instance());
                    return true;
                });
            }
        });
        reach("runtime.assembled", made.stream().map(Resident::instance).toList());
    }

    void check() throws PrepareException {
        each("check", resident -> {
            List<String> problems = limited("check", resident, false, () -> health.ask(resident.instance()));
            if (!problems.isEmpty()) {
                throw new PrepareException(
                        resident.id(),
                        Sentence.of(
                                "runtime.prepare.sick",
                                "module",
                                resident.id(),
                                "problems",
                                String.join(" ", problems)),
                        null);
            }
        });
    }

    /** What is done with one instance in a step. */
    @FunctionalInterface
    private interface Act {
        void on(Resident resident) throws PrepareException;
    }

    /** One instance after the other; or, while nothing serves that could feel it, beside each other. */
    private void each(String step, Act act) throws PrepareException {
        if (idle && made.size() > 1) {
            // It names no module: a process that ends here was ended by some of them, and nobody knows by which.
            progress.accept(Sentence.of("runtime.progress.together", "module", "", "count", made.size()));
            together(step, act);
            return;
        }
        for (Resident resident : made) {
            tell("runtime.progress." + step, resident);
            act.on(resident);
        }
    }

    private void together(String step, Act act) throws PrepareException {
        int threads = Math.min(made.size(), Runtime.getRuntime().availableProcessors());
        try (ExecutorService executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name(step + "-", 0).factory())) {
            var acts = new ArrayList<Future<?>>();
            made.forEach(resident -> acts.add(executor.submit(() -> {
                act.on(resident);
                return true;
            })));
            // The executor waits for the others before the first failure is told: what is half done can't be closed.
            for (int i = 0; i < acts.size(); i++) {
                try {
                    acts.get(i).get();
                } catch (InterruptedException e) {
                    executor.shutdownNow();
                    throw interrupted(made.get(i), e);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof PrepareException told
                            ? told
                            : refused(made.get(i), step, e.getCause() == null ? e : e.getCause());
                }
            }
        }
    }

    /** Comes to a fault point with each of these instances. */
    static void reach(String point, Collection<ModuleInstance> instances) {
        instances.forEach(instance -> FaultPoint.reach(point, instance.id() + "-" + instance.version()));
    }

    private <T> T limited(String step, Resident resident, boolean holdsBundle, Callable<T> work)
            throws PrepareException {
        try {
            return Limited.call(step + " " + resident.instance(), limit, work);
        } catch (Limited.LateException e) {
            if (holdsBundle) {
                // The framework holds the bundle's lock for the thread that starts it: stopping it would hang as well.
                resident.quarantine();
                e.whenReturned(() -> returned.accept(resident));
            }
            throw late(step, resident, e);
        } catch (InterruptedException e) {
            throw interrupted(resident, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (!holdsBundle) {
                throw refused(resident, step, cause);
            }
            throw new PrepareException(
                    resident.id(),
                    Sentence.of("runtime.start.failed", "module", resident.id(), "reason", reason(cause)),
                    cause);
        }
    }

    private static PrepareException late(String step, Resident resident, Limited.LateException e) {
        Set<String> packages = resident.archive().packages();
        return new PrepareException(
                resident.id(),
                Sentence.of(
                        "start".equals(step) ? "runtime.start.late" : "runtime.step.late",
                        "module",
                        resident.id(),
                        "version",
                        resident.instance().version(),
                        "step",
                        step,
                        "place",
                        e.place(packages).orElse("?")),
                e);
    }

    private static PrepareException refused(Resident resident, InstancePart part, Throwable cause) {
        return refused(resident, part.name(), cause);
    }

    private static PrepareException refused(Resident resident, String part, Throwable cause) {
        return new PrepareException(
                resident.id(),
                Sentence.of("runtime.part.refused", "module", resident.id(), "part", part, "reason", reason(cause)),
                cause);
    }

    private static PrepareException interrupted(Resident resident, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PrepareException(
                resident.id(), Sentence.of("runtime.prepare.interrupted", "module", resident.id()), e);
    }

    /** What an administrator can use: the framework's own wrapping says only that an activator failed. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof BundleException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        boolean plain = cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
        return message == null
                ? cause.toString()
                : plain ? message : cause.getClass().getSimpleName() + ": " + message;
    }

    private void tell(String key, Resident resident) {
        progress.accept(Sentence.of(
                key, "module", resident.id(), "version", resident.instance().version()));
    }
}
