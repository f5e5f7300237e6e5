package io.mortise.kernel.spi;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;

/**
 * One running instance of a module: during an upgrade two instances of a module live side by side. The kernel's parts
 * hang what they opened for it on it ({@link #attach}), and take it off when they close it.
 */
public final class ModuleInstance {

    private final String id;
    private final String version;
    private final String sha256;
    private final ModuleDescriptor descriptor;
    private final Bundle bundle;
    private final ClassLoader loader;
    private final Gate gate = new Gate();
    private final Traffic traffic = new Traffic();
    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();

    /**
     * @param sha256 of the module's jar, 64 hexadecimal digits
     * @param bundle the resolved bundle
     * @param loader the bundle's class loader
     */
    public ModuleInstance(
            ModuleDescriptor descriptor, String version, String sha256, Bundle bundle, ClassLoader loader) {
        this.id = descriptor.id();
        this.version = version;
        this.sha256 = sha256;
        this.descriptor = descriptor;
        this.bundle = bundle;
        this.loader = loader;
    }

    /** The module's id. */
    public String id() {
        return id;
    }

    /** The module's version. */
    public String version() {
        return version;
    }

    /** SHA-256 of the jar, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** {@code module.json}. */
    public ModuleDescriptor descriptor() {
        return descriptor;
    }

    /** The bundle. */
    public Bundle bundle() {
        return bundle;
    }

    /** The bundle's class loader. */
    public ClassLoader loader() {
        return loader;
    }

    /** Entered by every request, job and delivery, left when its response is complete. */
    public Gate gate() {
        return gate;
    }

    /** Requests this instance answered. */
    public Traffic traffic() {
        return traffic;
    }

    /** Hangs what a part opened for this instance on it; one per type. */
    public <T> void attach(Class<T> type, T attachment) {
        attachments.put(type, attachment);
    }

    /** What a part hung on it. */
    public <T> Optional<T> attachment(Class<T> type) {
        return Optional.ofNullable(attachments.get(type)).map(type::cast);
    }

    /** Takes off what a part hung on it. */
    public <T> Optional<T> detach(Class<T> type) {
        return Optional.ofNullable(attachments.remove(type)).map(type::cast);
    }

    @Override
    public String toString() {
        return id + " " + version + " (" + sha256.substring(0, Math.min(8, sha256.length())) + ")";
    }
}
