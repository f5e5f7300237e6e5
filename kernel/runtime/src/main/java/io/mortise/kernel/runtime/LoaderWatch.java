package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.ModuleRuntime.HeldLoader;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Remembers the class loaders of closed instances, weakly, and looks for what holds one that should be gone: threads that
 * run its code or carry it as context loader, and management beans. What it can't name it calls unknown: who wants to know
 * more takes a heap dump.
 */
final class LoaderWatch {

    private static final long FIRST_PAUSE_NANOS = 50_000_000;

    private final List<Closed> closed = new CopyOnWriteArrayList<>();

    /**
     * @param packages where the module's classes live, to know its frames in a stack
     */
    private record Closed(String module, String version, Set<String> packages, WeakReference<ClassLoader> loader) {}

    /**
     * Begins to watch a loader that nobody should need any more.
     *
     * @param name of the module or API bundle
     */
    void closed(String name, String version, Set<String> packages, ClassLoader loader) {
        closed.removeIf(entry -> entry.loader.refersTo(null));
        closed.add(new Closed(name, version, packages, new WeakReference<>(loader)));
    }

    /**
     * Loaders that outlive garbage collections during the limit. Each collection is felt by requests, so few are asked
     * for, with growing pauses: one is enough when nothing holds the loaders, and a frame or a reference that is about to
     * go has time to go.
     */
    List<HeldLoader> held(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        for (; ; ) {
            System.gc();
            closed.removeIf(entry -> entry.loader.refersTo(null));
            if (closed.isEmpty()) {
                return List.of();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(Math.min(pause, left));
            pause *= 4;
        }
        var held = new ArrayList<HeldLoader>();
        for (Closed entry : closed) {
            ClassLoader loader = entry.loader.get();
            if (loader != null) {
                held.add(new HeldLoader(entry.module, entry.version, holder(entry, loader)));
            }
        }
        return List.copyOf(held);
    }

    private static String holder(Closed entry, ClassLoader loader) {
        return byThread(entry, loader).or(() -> byBean(loader)).orElse("unknown");
    }

    private static Optional<String> byThread(Closed entry, ClassLoader loader) {
        for (Map.Entry<Thread, StackTraceElement[]> running :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = running.getKey();
            String name = "thread \"" + thread.getName() + "\"";
            if (within(loader, thread.getClass())) {
                return Optional.of(name + ", which is a " + thread.getClass().getName());
            }
            if (loader.equals(thread.getContextClassLoader())) {
                return Optional.of(name + ", which has it as its context class loader");
            }
            Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
            if (handler != null && within(loader, handler.getClass())) {
                return Optional.of(name + ", whose exception handler is a "
                        + handler.getClass().getName());
            }
            Optional<StackTraceElement> frame = Arrays.stream(running.getValue())
                    .filter(element -> entry.packages.contains(Limited.packageOf(element.getClassName())))
                    .findFirst();
            if (frame.isPresent()) {
                return Optional.of(name + ", which runs " + frame.get() + " (of this or a later instance)");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> byBean(ClassLoader loader) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : Collections.unmodifiableSet(server.queryNames(null, null))) {
            try {
                if (loader.equals(server.getClassLoaderFor(name))) {
                    return Optional.of("management bean " + name + ", which is still registered");
                }
            } catch (InstanceNotFoundException e) {
                // It went in the meantime: so it holds nothing.
                continue;
            }
        }
        return Optional.empty();
    }

    private static boolean within(ClassLoader loader, Class<?> type) {
        return loader.equals(type.getClassLoader());
    }
}
