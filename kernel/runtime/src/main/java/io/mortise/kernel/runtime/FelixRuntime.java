package io.mortise.kernel.runtime;

import io.mortise.kernel.runtime.ModuleRules.Fault;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.Gate;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleDescriptor.Need;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Module instances over Apache Felix, embedded in this process: the mechanics of PLATFORM.md, sections 5 and 12.
 *
 * <p>One thread changes at a time: preparing, publishing and closing take one lock. Reading, draining and the services'
 * calls take none.
 */
public final class FelixRuntime implements ModuleRuntime, GatedServices, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FelixRuntime.class);

    private final RuntimeSettings settings;
    private final EmbeddedFelix felix;
    private final Worlds worlds;
    private final List<InstancePart> parts = new CopyOnWriteArrayList<>();
    private final Residents residents;
    private final Pins pins;
    private final Slots slots;
    private final Components components;
    private final HealthGate health;
    private final Removal removal;
    private final LoaderWatch watch = new LoaderWatch();
    private final AtomicLong locations = new AtomicLong();
    private final ReentrantLock changing = new ReentrantLock();
    private final Set<String> kernelPackages;

    private FelixRuntime(
            RuntimeSettings settings, EmbeddedFelix felix, Worlds worlds, Residents residents, Pins pins, Slots slots) {
        this.settings = settings;
        this.felix = felix;
        this.worlds = worlds;
        this.residents = residents;
        this.pins = pins;
        this.slots = slots;
        this.components = new Components(felix.context());
        this.health = new HealthGate(felix.context(), components, parts, settings.healthLimit());
        this.removal = new Removal(settings, parts, felix.wiring(), residents, slots, pins, watch, this::cameBack);
        this.kernelPackages = exported(felix.context());
    }

    /**
     * Starts the framework with its system bundles; no module yet, and no part of the kernel: {@link #join} brings them.
     *
     * @param cacheFolder the framework's; emptied now, because which modules there are is desired state in the database
     * @param systemPackagesExtra packages of the class path that bundles may see, as
     *     {@code org.osgi.framework.system.packages.extra}
     * @param systemBundles jars of the component runtime and other bundles that stand while modules come and go; packages
     *     of Declarative Services, promises and functions are given by the class path
     * @param worlds only this runtime writes it from now on
     * @throws IllegalStateException when the folder can't be used or a system bundle can't be started
     */
    public static FelixRuntime boot(
            RuntimeSettings settings,
            Path cacheFolder,
            String systemPackagesExtra,
            List<Path> systemBundles,
            Worlds worlds) {
        EmbeddedFelix felix = EmbeddedFelix.init(cacheFolder, systemPackagesExtra);
        try {
            var residents = new Residents();
            var pins = new Pins();
            BundleContext context = felix.context();
            felix.hook(pins, new Borders(residents), new EntityWeaver());
            var slots = new Slots(context, worlds, residents, pins);
            context.addServiceListener(slots);
            felix.start(systemBundles);
            return new FelixRuntime(settings, felix, worlds, residents, pins, slots);
        } catch (RuntimeException e) {
            felix.stop(settings.stopLimit());
            throw e;
        }
    }

    /**
     * Brings the parts of the kernel that open something for each instance; once, before the first module.
     *
     * @param joining in the order in which they open
     */
    public void join(List<InstancePart> joining) {
        if (!parts.isEmpty()) {
            throw new IllegalStateException("the parts of the kernel join once, before any module");
        }
        parts.addAll(joining);
        new ModuleViews(residents).register(felix.context(), parts);
    }

    // -- before: what would happen

    @Override
    public Resolution tryResolve(Collection<ModuleSource> sources, Duration limit) {
        changing.lock();
        try {
            List<ModuleArchive> set = read(sources);
            Impact impact = Impact.of(set, serving());
            List<Fault> broken = ModuleRules.check(set, standing());
            if (!broken.isEmpty()) {
                return unresolved(broken);
            }
            var construction = newConstruction();
            List<Fault> faults = construction.install(set, impact);
            try {
                if (faults.isEmpty()) {
                    faults = construction.resolve(limit);
                }
            } catch (Limited.LateException e) {
                e.whenReturned(construction::dismantle);
                return new Resolution(false, List.of(slow(limit)));
            }
            construction.dismantle();
            return unresolved(faults);
        } catch (UnreadableException e) {
            return new Resolution(false, List.of(e.sentence()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Resolution(false, List.of(Sentence.of("runtime.prepare.interrupted", "module", "")));
        } finally {
            changing.unlock();
        }
    }

    private static Resolution unresolved(List<Fault> faults) {
        return new Resolution(
                faults.isEmpty(),
                faults.stream().map(Fault::sentence).distinct().toList());
    }

    private static Sentence slow(Duration limit) {
        return Sentence.of("runtime.resolve.slow", "seconds", limit.toMillis() / 1000.0);
    }

    @Override
    public Map<String, Sentence> affectedBy(Collection<ModuleSource> sources) {
        try {
            return Impact.of(read(sources), serving()).affected();
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    // -- build

    @Override
    public Prepared prepare(Collection<ModuleSource> sources, Duration startLimit, Consumer<Sentence> progress)
            throws PrepareException {
        changing.lock();
        try {
            return build(sources, startLimit, progress);
        } catch (UnreadableException e) {
            throw new PrepareException(e.module(), e.sentence(), e);
        } finally {
            changing.unlock();
        }
    }

    private Prepared build(Collection<ModuleSource> sources, Duration startLimit, Consumer<Sentence> progress)
            throws PrepareException, UnreadableException {
        if (sources.isEmpty()) {
            return new PreparedSet(List.of(), Map.of());
        }
        var steps = new Steps();
        List<ModuleArchive> set = read(sources);
        Impact impact = Impact.of(set, serving());
        impact.affected()
                .keySet()
                .forEach(module -> LOG.info(
                        "{} is not rebuilt with {} and keeps the API it is wired to; its services end when that closes",
                        module,
                        sources.stream().map(ModuleSource::id).toList()));
        var construction = newConstruction();
        var assembly = new Assembly(
                parts, residents, slots, components, health, serving().isEmpty(), startLimit, progress, this::cameBack);
        try {
            progress.accept(Sentence.of("runtime.progress.install", "count", set.size()));
            refuse(construction.install(set, impact));
            reach("runtime.installed", set);
            steps.end("install");
            progress.accept(Sentence.of("runtime.progress.resolve", "count", set.size()));
            refuse(construction.resolve(settings.resolveLimit()));
            reach("runtime.resolved", set);
            steps.end("resolve");
            construction.fresh().forEach(removal::shelve);
            assembly.admit(construction.inOrder());
            assembly.open();
            steps.end("open");
            assembly.start();
            steps.end("start");
            assembly.assemble();
            steps.end("assemble");
            assembly.check();
            steps.end("check");
            return new PreparedSet(assembly.made(), steps.millis());
        } catch (PrepareException e) {
            giveUp(construction, assembly);
            throw e;
        } catch (Limited.LateException e) {
            e.whenReturned(construction::dismantle);
            throw new PrepareException(set.getFirst().id(), slow(settings.resolveLimit()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(construction, assembly);
            throw new PrepareException(
                    set.getFirst().id(),
                    Sentence.of(
                            "runtime.prepare.interrupted",
                            "module",
                            set.getFirst().id()),
                    e);
        } catch (RuntimeException e) {
            giveUp(construction, assembly);
            throw new PrepareException(
                    set.getFirst().id(),
                    Sentence.of(
                            "runtime.prepare.failed",
                            "module",
                            set.getFirst().id(),
                            "reason",
                            String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static void reach(String point, List<ModuleArchive> set) {
        set.forEach(archive ->
                FaultPoint.reach(point, archive.id() + "-" + archive.source().version()));
    }

    private void giveUp(Construction construction, Assembly assembly) {
        if (assembly.made().isEmpty()) {
            construction.dismantle();
        } else {
            removal.remove(assembly.made());
        }
    }

    private static void refuse(List<Fault> faults) throws PrepareException {
        if (!faults.isEmpty()) {
            throw new PrepareException(
                    faults.getFirst().module(), faults.getFirst().sentence(), null);
        }
    }

    /** A start or stop that hung has returned after all: now its bundle can be taken away. */
    private void cameBack(Resident resident) {
        changing.lock();
        try {
            LOG.info("{} has returned after its limit; it is taken away", resident.instance());
            resident.release();
            removal.remove(List.of(resident));
        } catch (IllegalStateException e) {
            LOG.debug("{} came back after the framework had stopped", resident.instance(), e);
        } finally {
            changing.unlock();
        }
    }

    private Construction newConstruction() {
        return new Construction(felix.context(), felix.wiring(), pins, locations);
    }

    // -- switch

    @Override
    public Publication publish(Prepared prepared) {
        if (!(prepared instanceof PreparedSet set) || set.runtime() != this) {
            throw new IllegalArgumentException("this set was prepared by another runtime: " + prepared);
        }
        changing.lock();
        try {
            Assembly.reach("runtime.publish.before", set.instances());
            if (!set.use()) {
                throw new IllegalStateException("this set was published or discarded already: " + set.instances());
            }
            var retired = new ArrayList<ModuleInstance>();
            set.instances()
                    .forEach(instance -> worlds.current().serving(instance.id()).ifPresent(retired::add));
            long nanos = switchOver(set.instances(), retired, seats -> {
                set.instances().forEach(instance -> seats.put(instance.id(), new Seat.Serving(instance)));
                return seats;
            });
            Assembly.reach("runtime.publish.after", set.instances());
            return new Publication(set.instances(), List.copyOf(retired), nanos);
        } finally {
            changing.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A module that the publication brought anew has no instance to go back to: its seat is removed.
     *
     * @throws IllegalStateException when an instance that is to serve again is closed already
     */
    @Override
    public Publication republish(Publication publication) {
        changing.lock();
        try {
            publication.retired().forEach(this::requireResident);
            Assembly.reach("runtime.publish.before", publication.retired());
            World world = worlds.current();
            List<ModuleInstance> retired = publication.published().stream()
                    .filter(instance -> serves(world, instance))
                    .toList();
            long nanos = switchOver(publication.retired(), retired, seats -> {
                retired.forEach(instance -> seats.remove(instance.id()));
                publication.retired().forEach(instance -> seats.put(instance.id(), new Seat.Serving(instance)));
                return seats;
            });
            Assembly.reach("runtime.publish.after", publication.retired());
            return new Publication(publication.retired(), retired, nanos);
        } finally {
            changing.unlock();
        }
    }

    @Override
    public Publication disable(Set<String> ids) {
        changing.lock();
        try {
            World world = worlds.current();
            List<ModuleInstance> retired = ids.stream()
                    .sorted()
                    .flatMap(id -> world.serving(id).stream())
                    .toList();
            Assembly.reach("runtime.publish.before", retired);
            long nanos = switchOver(List.of(), retired, seats -> {
                retired.forEach(
                        instance -> seats.put(instance.id(), new Seat.Disabled(instance.id(), instance.version())));
                return seats;
            });
            Assembly.reach("runtime.publish.after", retired);
            return new Publication(List.of(), retired, nanos);
        } finally {
            changing.unlock();
        }
    }

    private long switchOver(
            List<ModuleInstance> now, List<ModuleInstance> before, UnaryOperator<Map<String, Seat>> seats) {
        // Open before the write: whoever reads the new world finds open gates; whoever read the old one reads again.
        now.forEach(instance -> instance.gate().reopen());
        long nanos = slots.publish(now, seats);
        before.forEach(instance -> instance.gate().retire());
        for (InstancePart part : parts) {
            before.forEach(instance -> tell(part, instance, part::retired));
        }
        for (InstancePart part : parts) {
            now.forEach(instance -> tell(part, instance, part::published));
        }
        return nanos;
    }

    private static void tell(InstancePart part, ModuleInstance instance, Consumer<ModuleInstance> message) {
        try {
            message.accept(instance);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{} failed to take note of a switch of {}", part.name(), instance, e);
        }
    }

    // -- seats without an instance

    @Override
    public void forget(Set<String> ids) {
        changing.lock();
        try {
            ids.forEach(this::requireNotServing);
            slots.seats(seats -> {
                seats.keySet().removeAll(ids);
                return seats;
            });
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void seat(Seat seat, String id) {
        if (seat instanceof Seat.Serving) {
            throw new IllegalArgumentException("an instance comes to serve by publishing it: " + id);
        }
        changing.lock();
        try {
            requireNotServing(id);
            slots.seats(seats -> {
                seats.put(id, seat);
                return seats;
            });
        } finally {
            changing.unlock();
        }
    }

    private void requireNotServing(String id) {
        if (worlds.current().serving(id).isPresent()) {
            throw new IllegalStateException("module " + id + " serves; disable it first");
        }
    }

    private void requireResident(ModuleInstance instance) {
        if (residents.of(instance).isEmpty()) {
            throw new IllegalStateException(instance + " is closed already; install it again");
        }
    }

    // -- drain and close

    @Override
    public Map<String, Long> drain(Publication publication, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Collection<ModuleInstance> retired = publication.retired();
        var left = new LinkedHashMap<String, Long>();
        for (ModuleInstance instance : retired) {
            if (!instance.gate().awaitEmpty(until(deadline))) {
                left.merge(label(instance), instance.gate().inFlight(), Long::sum);
            }
        }
        if (left.isEmpty()) {
            // Only now: a request in flight in the old set would find no successor for a service of the old API.
            slots.lonelyGates(retired).forEach(Gate::retire);
        }
        for (ModuleInstance instance : retired) {
            for (Gate gate : slots.gates(instance)) {
                if (gate.retired() && !gate.awaitEmpty(until(deadline))) {
                    left.merge(label(instance), gate.inFlight(), Long::sum);
                }
            }
        }
        return left;
    }

    private static Duration until(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private static String label(ModuleInstance instance) {
        return instance.id() + " " + instance.version();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when one of them serves
     */
    @Override
    public void close(Collection<ModuleInstance> instances) {
        changing.lock();
        try {
            World world = worlds.current();
            for (ModuleInstance instance : instances) {
                if (serves(world, instance)) {
                    throw new IllegalStateException(instance + " serves; it can't be closed");
                }
            }
            Assembly.reach("runtime.close.before", instances);
            removal.remove(providersFirst(instances.stream()
                    .flatMap(instance -> residents.of(instance).stream())
                    .toList()));
            Assembly.reach("runtime.close.after", instances);
        } finally {
            changing.unlock();
        }
    }

    /** Instances were started in this order: by bundle, providers of an API before those wired to it. */
    private List<Resident> providersFirst(Collection<Resident> all) {
        var byId = new TreeMap<Long, Resident>();
        all.forEach(resident -> byId.put(resident.bundle().getBundleId(), resident));
        var ordered = new LinkedHashSet<Resident>();
        byId.values().forEach(resident -> visit(resident, byId.values(), new LinkedHashSet<>(), ordered));
        return List.copyOf(ordered);
    }

    private static void visit(
            Resident resident, Collection<Resident> all, Set<Resident> path, LinkedHashSet<Resident> ordered) {
        if (ordered.contains(resident) || !path.add(resident)) {
            return;
        }
        all.stream().filter(other -> leansOn(resident, other)).forEach(other -> visit(other, all, path, ordered));
        ordered.add(resident);
    }

    private static boolean leansOn(Resident resident, Resident other) {
        return resident != other
                && (Impact.leans(
                                resident.bundle(),
                                resident.apis().values(),
                                other.apis().values())
                        || needs(resident).contains(other.id()));
    }

    private static Set<String> needs(Resident resident) {
        return resident.instance().descriptor().needs().stream()
                .map(Need::module)
                .collect(Collectors.toSet());
    }

    // -- read

    @Override
    public List<HeldLoader> heldLoaders(Duration limit) {
        var held = new ArrayList<>(watch.held(limit));
        residents.all().stream()
                .filter(Resident::quarantined)
                .forEach(resident -> held.add(new HeldLoader(
                        resident.id(),
                        resident.instance().version(),
                        "its start or stop has not returned; it is quarantined until the next restart")));
        return List.copyOf(held);
    }

    @Override
    public Set<String> dependents(String id) {
        List<Resident> serving = serving();
        var found = new LinkedHashSet<String>();
        var ahead = new ArrayDeque<String>(List.of(id));
        while (!ahead.isEmpty()) {
            String next = ahead.remove();
            Optional<Resident> provider =
                    serving.stream().filter(it -> it.id().equals(next)).findFirst();
            for (Resident resident : serving) {
                boolean depends = needs(resident).contains(next)
                        || provider.filter(it -> leansOn(resident, it)).isPresent();
                if (depends && !resident.id().equals(id) && found.add(resident.id())) {
                    ahead.add(resident.id());
                }
            }
        }
        return found;
    }

    @Override
    public Map<String, List<String>> check() {
        var sick = new LinkedHashMap<String, List<String>>();
        for (Resident resident : serving()) {
            ModuleInstance instance = resident.instance();
            if (!instance.gate().enter()) {
                // Retired since: its successor was checked before it was published.
                continue;
            }
            try {
                List<String> problems = health.ask(instance);
                if (!problems.isEmpty()) {
                    sick.put(instance.id(), problems);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return sick;
            } catch (IllegalStateException e) {
                LOG.debug("{} was closed while it was asked for its health", instance, e);
            } finally {
                instance.gate().exit();
            }
        }
        return sick;
    }

    @Override
    public <T> Optional<T> find(Class<T> type) {
        return slots.find(type);
    }

    /** Takes everything out of service and stops the framework; bounded by the limits of the settings. */
    @Override
    public void close() {
        changing.lock();
        try {
            List<Resident> all = providersFirst(residents.all());
            slots.seats(seats -> new HashMap<>());
            removal.remove(all);
            if (!felix.stop(settings.stopLimit())) {
                LOG.warn("the framework did not stop within {}", settings.stopLimit());
            }
        } finally {
            changing.unlock();
        }
    }

    private List<Resident> serving() {
        World world = worlds.current();
        return residents.all().stream()
                .filter(resident -> serves(world, resident.instance()))
                .sorted(Comparator.comparing(Resident::id))
                .toList();
    }

    private static boolean serves(World world, ModuleInstance instance) {
        return world.serving(instance.id()).filter(instance::equals).isPresent();
    }

    private ModuleRules.Standing standing() {
        List<Resident> serving = serving();
        var names = new HashMap<String, String>();
        for (Bundle bundle : felix.context().getBundles()) {
            String owner = residents.of(bundle).map(Resident::id).orElse(pins.isApi(bundle) ? "api" : "kernel");
            names.put(String.valueOf(bundle.getSymbolicName()), owner);
        }
        var apiPackages = new HashMap<String, String>();
        serving.forEach(resident -> resident.apis()
                .values()
                .forEach(api -> api.archive().packages().forEach(name -> apiPackages.put(name, api.name()))));
        return new ModuleRules.Standing(names, kernelPackages, apiPackages);
    }

    private static Set<String> exported(BundleContext context) {
        var packages = new LinkedHashSet<String>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
                    .forEach(capability -> packages.add(
                            String.valueOf(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))));
        }
        return Set.copyOf(packages);
    }

    private static List<ModuleArchive> read(Collection<ModuleSource> sources) throws UnreadableException {
        var archives = new ArrayList<ModuleArchive>();
        for (ModuleSource source : sources) {
            try {
                archives.add(ModuleArchive.read(source));
            } catch (IOException | IllegalArgumentException e) {
                throw new UnreadableException(source, e);
            }
        }
        return archives;
    }

    /** A module's jar that can't be read. */
    private static final class UnreadableException extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final String module;
        private final transient Sentence sentence;

        UnreadableException(ModuleSource source, Exception cause) {
            super("the jar of " + source.id() + " at " + source.jar() + " can't be read: " + cause.getMessage(), cause);
            this.module = source.id();
            this.sentence = Sentence.of(
                    "runtime.install.failed", "module", source.id(), "reason", String.valueOf(cause.getMessage()));
        }

        String module() {
            return module;
        }

        Sentence sentence() {
            return sentence;
        }
    }

    /** How long each step took. */
    private static final class Steps {

        private final Map<String, Long> millis = new LinkedHashMap<>();
        private long begin = System.nanoTime();

        void end(String step) {
            long now = System.nanoTime();
            millis.put(step, (now - begin) / 1_000_000);
            begin = now;
        }

        Map<String, Long> millis() {
            return new LinkedHashMap<>(millis);
        }
    }

    private final class PreparedSet implements Prepared {

        private final List<Resident> made;
        private final List<ModuleInstance> instances;
        private final Map<String, Long> stepMillis;
        private final AtomicBoolean used = new AtomicBoolean();

        PreparedSet(List<Resident> made, Map<String, Long> stepMillis) {
            this.made = made;
            this.instances = made.stream().map(Resident::instance).toList();
            this.stepMillis = stepMillis;
        }

        FelixRuntime runtime() {
            return FelixRuntime.this;
        }

        /** Whether this is the first and only use of the set. */
        boolean use() {
            return !used.getAndSet(true);
        }

        @Override
        public List<ModuleInstance> instances() {
            return instances;
        }

        @Override
        public Map<String, Long> stepMillis() {
            return stepMillis;
        }

        @Override
        public void discard() {
            changing.lock();
            try {
                if (use()) {
                    removal.remove(made);
                }
            } finally {
                changing.unlock();
            }
        }
    }
}
