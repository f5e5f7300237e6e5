package io.mortise.kernel.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The framework inside the process: configuration, hooks, system bundles, end. */
final class EmbeddedFelix {

    /**
     * Packages of Declarative Services that the kernel itself speaks with the component runtime: they must be the same
     * classes on both sides of the framework's border, so the class path gives them.
     */
    private static final List<String> COMPONENT_PACKAGES = List.of(
            "org.osgi.service.component;version=\"1.5.1\"",
            "org.osgi.service.component.propertytypes;version=\"1.5\"",
            "org.osgi.service.component.runtime;version=\"1.5\"",
            "org.osgi.service.component.runtime.dto;version=\"1.5\"",
            "org.osgi.util.function;version=\"1.2\"",
            "org.osgi.util.promise;version=\"1.3\"");

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFelix.class);

    private final Framework framework;

    private EmbeddedFelix(Framework framework) {
        this.framework = framework;
    }

    /**
     * Makes a framework that is initialised but not started, so that hooks come before any bundle.
     *
     * @param cache cleaned first: which modules there are is desired state in the database, not in here
     */
    static EmbeddedFelix init(Path cache, String packagesExtra) {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, cache.toAbsolutePath().toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        configuration.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        configuration.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, withComponentPackages(packagesExtra));
        // A handler for bundle: addresses would be a global of the process; bundles hand out addresses that carry it.
        configuration.put("felix.service.urlhandlers", "false");
        configuration.put("felix.log.logger", new FelixLog());
        // The component runtime would print what the kernel tells in a sentence anyway.
        configuration.put("ds.loglevel", "0");
        var framework = new Felix(configuration);
        try {
            Files.createDirectories(cache);
            framework.init();
        } catch (BundleException | IOException e) {
            throw new IllegalStateException("the framework can't use its cache folder " + cache + ": " + e, e);
        }
        return new EmbeddedFelix(framework);
    }

    void hook(Pins pins, Borders borders, EntityWeaver weaver) {
        BundleContext context = context();
        context.registerService(ResolverHookFactory.class, pins, null);
        context.registerService(
                new String[] {FindHook.class.getName(), EventListenerHook.class.getName()}, borders, null);
        context.registerService(WeavingHook.class, weaver, null);
    }

    /** Starts the framework and its system bundles. */
    void start(List<Path> systemBundles) {
        try {
            framework.start();
            var installed = new ArrayList<Bundle>();
            for (Path jar : systemBundles) {
                try (InputStream in = Files.newInputStream(jar)) {
                    installed.add(context().installBundle("mortise:system:" + jar.getFileName(), in));
                }
            }
            for (Bundle bundle : installed) {
                bundle.start();
                LOG.debug("system bundle {} {} runs", bundle.getSymbolicName(), bundle.getVersion());
            }
        } catch (BundleException | IOException e) {
            throw new IllegalStateException("a system bundle of the framework can't be started: " + e.getMessage(), e);
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    FrameworkWiring wiring() {
        return framework.adapt(FrameworkWiring.class);
    }

    /**
     * Stops everything.
     *
     * @return whether it ended within the limit
     */
    boolean stop(Duration limit) {
        try {
            framework.stop();
            return framework.waitForStop(limit.toMillis()).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException e) {
            LOG.warn("the framework can't be stopped", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String withComponentPackages(String extra) {
        var given = Headers.split(extra, ',').stream()
                .map(clause -> Headers.split(clause, ';').getFirst())
                .collect(Collectors.toSet());
        var all = new ArrayList<String>();
        if (!extra.isBlank()) {
            all.add(extra);
        }
        COMPONENT_PACKAGES.stream()
                .filter(clause -> !given.contains(Headers.split(clause, ';').getFirst()))
                .forEach(all::add);
        return String.join(",", all);
    }
}
