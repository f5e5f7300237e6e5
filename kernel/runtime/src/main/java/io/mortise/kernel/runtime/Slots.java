package io.mortise.kernel.runtime;

import io.mortise.access.AccessControl;
import io.mortise.access.AuditTrail;
import io.mortise.access.Authenticator;
import io.mortise.access.Directory;
import io.mortise.access.Roles;
import io.mortise.file.FileScanner;
import io.mortise.kernel.spi.Gate;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import io.mortise.notification.Notifications;
import io.mortise.timeline.TimelineContributor;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a gated proxy before every service that a module offers to others, and writes the world.
 *
 * <p>There is one slot for each API <em>class object</em> and providing component: two API bundles of one name, alive side by
 * side during a swap, never share one. A slot without a serving provider takes a new one at once, so that a new set can be
 * checked before it is published; a slot with one keeps it until {@link #publish}.
 *
 * <p>Every write of the world goes through this class, under its monitor; no foreign code runs while the monitor is held.
 */
final class Slots implements AllServiceListener, GatedServices {

    /** Property of a proxy: id of the module that provides. */
    static final String PROVIDER = "mortise.gated.provider";

    /** Interfaces of the SDK that modules provide for the kernel and for each other; whiteboard interfaces are not among them. */
    private static final Set<Class<?>> OF_SDK = Set.of(
            Authenticator.class,
            AccessControl.class,
            AuditTrail.class,
            Directory.class,
            FileScanner.class,
            Notifications.class,
            Roles.class,
            TimelineContributor.class);

    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);

    private final BundleContext context;
    private final Worlds worlds;
    private final Residents residents;
    private final Pins pins;
    private final Map<Class<?>, List<Chair>> chairs = new ConcurrentHashMap<>();
    private final Map<ModuleInstance, List<String>> refusals = new ConcurrentHashMap<>();
    private final Set<FreedIndex> handedOut = new HashSet<>();
    private final ReferenceQueue<Slot> dead = new ReferenceQueue<>();
    private int indexes;

    Slots(BundleContext context, Worlds worlds, Residents residents, Pins pins) {
        this.context = context;
        this.worlds = worlds;
        this.residents = residents;
        this.pins = pins;
    }

    /** A slot with all who could sit in it. Guarded by the monitor of {@link Slots}, but for the proxy. */
    private static final class Chair {
        final Slot slot;
        final Map<ModuleInstance, Candidate> candidates = new LinkedHashMap<>();
        volatile @Nullable Object proxy;

        @Nullable
        ServiceRegistration<?> registration;

        Map<String, Object> shown = Map.of();

        Chair(Slot slot) {
            this.slot = slot;
        }

        @Nullable
        Candidate seated() {
            World.Provider provider = slot.provider();
            return candidates.values().stream()
                    .filter(candidate -> candidate.provider == provider)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** One registration of a service by an instance. */
    private record Candidate(ServiceReference<?> reference, World.Provider provider) {}

    /** An index may be used again only when nobody can hold the proxy of its former slot any more. */
    private static final class FreedIndex extends PhantomReference<Slot> {
        final int index;

        FreedIndex(Slot slot, ReferenceQueue<Slot> queue) {
            super(slot, queue);
            this.index = slot.index();
        }
    }

    // -- what others ask

    @Override
    public <T> Optional<T> find(Class<T> type) {
        World world = worlds.current();
        for (Chair chair : chairs.getOrDefault(type, List.of())) {
            World.Provider provider = world.provider(chair.slot.index());
            if (provider != null && serves(world, provider.owner())) {
                Object proxy = chair.proxy;
                if (proxy != null) {
                    return Optional.of(type.cast(proxy));
                }
            }
        }
        return Optional.empty();
    }

    /** What the instance offers and can't be offered, in words. */
    List<String> refusals(ModuleInstance instance) {
        return refusals.getOrDefault(instance, List.of());
    }

    // -- the world

    /**
     * Replaces seats, and the providers of these instances, in one write; then retires the gates of the providers that
     * were replaced.
     *
     * @return nanoseconds of the write
     */
    long publish(Collection<ModuleInstance> now, UnaryOperator<Map<String, Seat>> seats) {
        long nanos;
        var moved = new ArrayList<Chair>();
        synchronized (this) {
            World before = worlds.current();
            World.@Nullable Provider[] providers = Arrays.copyOf(before.providers(), indexes);
            var replaced = new ArrayList<World.Provider>();
            chairs.values()
                    .forEach(list -> list.forEach(chair -> {
                        for (ModuleInstance instance : now) {
                            Candidate candidate = chair.candidates.get(instance);
                            if (candidate != null) {
                                candidate.provider.gate().reopen();
                                World.Provider old = providers[chair.slot.index()];
                                providers[chair.slot.index()] = candidate.provider;
                                if (old != null && old != candidate.provider) {
                                    replaced.add(old);
                                }
                                moved.add(chair);
                            }
                        }
                    }));
            var next = new World(seats.apply(new HashMap<>(before.seats())), providers);
            long begin = System.nanoTime();
            worlds.publish(next);
            nanos = System.nanoTime() - begin;
            replaced.forEach(provider -> provider.gate().retire());
        }
        moved.forEach(this::show);
        return nanos;
    }

    /** Replaces seats in one write. */
    synchronized void seats(UnaryOperator<Map<String, Seat>> seats) {
        World before = worlds.current();
        worlds.publish(new World(seats.apply(new HashMap<>(before.seats())), before.providers()));
    }

    /** Gates of services of these instances that sit in their slot without a successor, and that nobody who serves uses. */
    synchronized List<Gate> lonelyGates(Collection<ModuleInstance> retired) {
        World world = worlds.current();
        var gates = new ArrayList<Gate>();
        chairs.values()
                .forEach(list -> list.forEach(chair -> {
                    World.Provider provider = world.provider(chair.slot.index());
                    if (provider != null
                            && retired.contains(provider.owner())
                            && !serves(world, provider.owner())
                            && !used(world, chair)) {
                        gates.add(provider.gate());
                    }
                }));
        return gates;
    }

    private boolean used(World world, Chair chair) {
        ServiceRegistration<?> registration = chair.registration;
        Bundle[] users =
                registration == null ? null : registration.getReference().getUsingBundles();
        return users != null
                && Arrays.stream(users)
                        .flatMap(bundle -> residents.of(bundle).stream())
                        .anyMatch(resident -> serves(world, resident.instance()));
    }

    /** All gates of services of the instance. */
    synchronized List<Gate> gates(ModuleInstance instance) {
        return chairs.values().stream()
                .flatMap(List::stream)
                .map(chair -> chair.candidates.get(instance))
                .filter(Objects::nonNull)
                .map(candidate -> candidate.provider.gate())
                .toList();
    }

    /** The instance offers nothing any more: its slots fall to others, or are closed and their proxies withdrawn. */
    void withdraw(ModuleInstance instance) {
        List<Chair> mine;
        synchronized (this) {
            mine = chairs.values().stream()
                    .flatMap(List::stream)
                    .filter(chair -> chair.candidates.containsKey(instance))
                    .toList();
        }
        mine.forEach(chair -> leave(chair, instance));
        refusals.remove(instance);
    }

    // -- services of modules as they come and go

    @Override
    public void serviceChanged(ServiceEvent event) {
        ServiceReference<?> reference = event.getServiceReference();
        Bundle owner = reference.getBundle();
        Optional<Resident> resident = owner == null ? Optional.empty() : residents.of(owner);
        if (resident.isEmpty()) {
            return;
        }
        ModuleInstance instance = resident.get().instance();
        switch (event.getType()) {
            case ServiceEvent.REGISTERED -> offered(instance, reference);
            case ServiceEvent.UNREGISTERING -> chairsOf(instance, reference).forEach(chair -> leave(chair, instance));
            case ServiceEvent.MODIFIED -> chairsOf(instance, reference).forEach(this::show);
            default -> {
                // MODIFIED_ENDMATCH is for listeners with a filter.
            }
        }
    }

    private void offered(ModuleInstance instance, ServiceReference<?> reference) {
        for (String name : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
            Class<?> type = sharedType(instance, name);
            if (type == null) {
                continue;
            }
            String unusable = GatedProxies.unusable(type);
            if (!unusable.isEmpty()) {
                refusals.computeIfAbsent(instance, _ -> new CopyOnWriteArrayList<>())
                        .add("the service " + name + " can't be offered to other modules: " + unusable);
                continue;
            }
            Object service = context.getService(reference);
            if (service == null) {
                // Activation failed; the check of the components tells why.
                continue;
            }
            take(instance, type, new Candidate(reference, new World.Provider(service, new Gate(), instance)));
        }
    }

    /** The class, when it is one that other modules may use: of an API bundle, or one of the SDK's. */
    private @Nullable Class<?> sharedType(ModuleInstance instance, String name) {
        try {
            Class<?> type = instance.bundle().loadClass(name);
            Bundle definer = FrameworkUtil.getBundle(type);
            return OF_SDK.contains(type) || definer != null && pins.isApi(definer) ? type : null;
        } catch (ClassNotFoundException e) {
            LOG.debug("{} registers a service under {}, which it can't load", instance, name, e);
            return null;
        }
    }

    private void take(ModuleInstance instance, Class<?> type, Candidate candidate) {
        Chair chair;
        boolean register;
        synchronized (this) {
            chair = chairFor(instance, type, candidate);
            chair.candidates.put(instance, candidate);
            World world = worlds.current();
            World.Provider seated = world.provider(chair.slot.index());
            if (seated == null || !serves(world, seated.owner())) {
                seat(chair, candidate.provider);
                if (seated != null) {
                    seated.gate().retire();
                }
            }
            register = chair.candidates.size() == 1;
        }
        if (register) {
            register(chair);
        } else {
            show(chair);
        }
    }

    private Chair chairFor(ModuleInstance instance, Class<?> type, Candidate candidate) {
        String component = Objects.toString(candidate.reference.getProperty("component.name"), "");
        List<Chair> all = chairs.computeIfAbsent(type, _ -> new CopyOnWriteArrayList<>());
        List<Chair> free = all.stream()
                .filter(chair -> chair.slot.module().equals(instance.id()))
                .filter(chair -> !chair.candidates.containsKey(instance))
                .toList();
        Optional<Chair> same = free.stream()
                .filter(chair -> chair.slot.component().equals(component))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        boolean onlyOne = free.size() == 1 && all.stream().noneMatch(chair -> chair.candidates.containsKey(instance));
        if (onlyOne) {
            // The component was renamed between two versions; its consumers need not notice.
            return free.getFirst();
        }
        var chair = new Chair(new Slot(worlds, newIndex(), type, instance.id(), component));
        all.add(chair);
        handedOut.add(new FreedIndex(chair.slot, dead));
        return chair;
    }

    private int newIndex() {
        Reference<? extends Slot> freed = dead.poll();
        if (freed instanceof FreedIndex free) {
            handedOut.remove(free);
            return free.index;
        }
        return indexes++;
    }

    private void register(Chair chair) {
        Object proxy = GatedProxies.forSlot(chair.slot);
        Map<String, Object> properties = properties(chair);
        ServiceRegistration<?> registration =
                context.registerService(chair.slot.type().getName(), proxy, dictionary(properties));
        boolean orphaned;
        synchronized (this) {
            chair.proxy = proxy;
            chair.registration = registration;
            chair.shown = properties;
            orphaned = chair.candidates.isEmpty();
        }
        if (orphaned) {
            unregister(registration);
        }
    }

    /** Lets the proxy carry the properties of the provider that sits in the slot. */
    private void show(Chair chair) {
        Map<String, Object> properties = properties(chair);
        ServiceRegistration<?> registration;
        synchronized (this) {
            registration = chair.registration;
            if (registration == null || properties.equals(chair.shown) || chair.candidates.isEmpty()) {
                return;
            }
            chair.shown = properties;
        }
        registration.setProperties(dictionary(properties));
    }

    private void leave(Chair chair, ModuleInstance instance) {
        Candidate gone;
        ServiceRegistration<?> registration = null;
        synchronized (this) {
            gone = chair.candidates.remove(instance);
            if (gone == null) {
                return;
            }
            gone.provider.gate().retire();
            if (chair.slot.provider() == gone.provider) {
                seat(chair, successor(chair));
            }
            if (chair.candidates.isEmpty()) {
                registration = chair.registration;
                List<Chair> list = chairs.getOrDefault(chair.slot.type(), List.of());
                list.remove(chair);
                if (list.isEmpty()) {
                    chairs.remove(chair.slot.type());
                }
            }
        }
        if (registration != null) {
            unregister(registration);
        } else {
            show(chair);
        }
        context.ungetService(gone.reference);
    }

    private World.@Nullable Provider successor(Chair chair) {
        World world = worlds.current();
        World.Provider any = null;
        for (Candidate candidate : chair.candidates.values()) {
            if (serves(world, candidate.provider.owner())) {
                return candidate.provider;
            }
            any = candidate.provider;
        }
        if (any != null) {
            any.gate().reopen();
        }
        return any;
    }

    private void seat(Chair chair, World.@Nullable Provider provider) {
        World before = worlds.current();
        World.@Nullable Provider[] providers = Arrays.copyOf(before.providers(), indexes);
        providers[chair.slot.index()] = provider;
        worlds.publish(new World(before.seats(), providers));
    }

    private synchronized List<Chair> chairsOf(ModuleInstance instance, ServiceReference<?> reference) {
        return chairs.values().stream()
                .flatMap(List::stream)
                .filter(chair -> {
                    Candidate candidate = chair.candidates.get(instance);
                    return candidate != null && candidate.reference.equals(reference);
                })
                .toList();
    }

    private synchronized Map<String, Object> properties(Chair chair) {
        var properties = new HashMap<String, Object>();
        Candidate seated = chair.seated();
        if (seated != null) {
            for (String key : seated.reference.getPropertyKeys()) {
                if (!key.startsWith("component.") && !key.equals(Constants.OBJECTCLASS) && !ofRegistry(key)) {
                    properties.put(key, seated.reference.getProperty(key));
                }
            }
        }
        properties.put(PROVIDER, chair.slot.module());
        return properties;
    }

    private static boolean ofRegistry(String key) {
        return Set.of(Constants.SERVICE_ID, Constants.SERVICE_BUNDLEID, Constants.SERVICE_SCOPE)
                .contains(key);
    }

    private static Dictionary<String, Object> dictionary(Map<String, Object> properties) {
        return new Hashtable<>(properties);
    }

    private static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("a proxy was withdrawn twice", e);
        }
    }

    private static boolean serves(World world, ModuleInstance instance) {
        return world.serving(instance.id()).filter(instance::equals).isPresent();
    }
}
