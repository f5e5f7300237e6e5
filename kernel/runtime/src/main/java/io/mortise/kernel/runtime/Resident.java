package io.mortise.kernel.runtime;

import io.mortise.kernel.spi.ModuleInstance;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;

/** An instance with what the runtime knows of it and nobody else needs. */
final class Resident {

    private final ModuleArchive archive;
    private final ModuleInstance instance;
    private final Map<String, ApiBundle> apis;
    private final Map<Class<?>, Object> views = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile boolean quarantined;

    /** @param apis the installed API bundles that this module brought, by name */
    Resident(ModuleArchive archive, ModuleInstance instance, Map<String, ApiBundle> apis) {
        this.archive = archive;
        this.instance = instance;
        this.apis = Map.copyOf(apis);
    }

    ModuleArchive archive() {
        return archive;
    }

    ModuleInstance instance() {
        return instance;
    }

    Bundle bundle() {
        return instance.bundle();
    }

    String id() {
        return instance.id();
    }

    Map<String, ApiBundle> apis() {
        return apis;
    }

    /** Its views of the kernel's bundle-scoped services, by service type. */
    Map<Class<?>, Object> views() {
        return views;
    }

    /** How many parts were asked to open something for it; these are closed. */
    int opened() {
        return opened.get();
    }

    void partOpens() {
        opened.incrementAndGet();
    }

    /** Takes the number of opened parts, so that closing happens once. */
    int takeOpened() {
        return opened.getAndSet(0);
    }

    /** Its code does not return: its bundle must not be touched until it does. */
    boolean quarantined() {
        return quarantined;
    }

    void quarantine() {
        quarantined = true;
    }

    /** Its code has returned after all. */
    void release() {
        quarantined = false;
    }
}
