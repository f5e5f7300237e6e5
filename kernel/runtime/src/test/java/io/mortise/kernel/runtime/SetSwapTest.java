package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.Publication;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.sdk.modulejar.ApiJar;
import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;

class SetSwapTest {

    @TempDir
    Path folder;

    private Kernel kernel;

    @BeforeEach
    void boot() {
        kernel = new Kernel(folder);
    }

    @AfterEach
    void stop() {
        kernel.close();
    }

    @Test
    void anUnchangedApiIsReusedAndOnlyTheModuleIsRebuilt() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        List<Bundle> before = bundles("alpha.api");
        ModuleSource next = kernel.source(Modules.provider("alpha", "2.0.0", "1.0.0"));

        assertEquals(Map.of(), kernel.runtime.affectedBy(List.of(next)));
        kernel.swap(next);

        assertEquals(before, bundles("alpha.api"));
    }

    @Test
    void aChangedApiTakesEveryModuleWiredToItAlong() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        kernel.install(ModuleJar.named("gamma").api(Modules.api("gamma", "1.0.0")));
        ModuleSource next = kernel.source(Modules.provider("alpha", "1.1.0", "1.1.0"));

        var affected = kernel.runtime.affectedBy(List.of(next));

        assertEquals(Set.of("beta"), affected.keySet());
        assertEquals(
                "Module beta is rebuilt, because the content of alpha.api, which it uses, changes (1.0.0 to 1.1.0).",
                Kernel.say(affected.get("beta")));
    }

    @Test
    void aDependentThatIsToGoKeepsItsApiUntilItsProviderIsClosed() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));

        replaceTheProviderAlone();

        assertEquals("2.0.0 greets Ann", kernel.call("alpha", "Ann"));
        assertEquals(1, bundles("alpha.api").size());
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }

    /** In a method of its own: its variables hold the old instances, and with them their loaders. */
    private void replaceTheProviderAlone() throws Exception {
        Publication publication =
                kernel.runtime.publish(kernel.prepare(kernel.source(Modules.provider("alpha", "2.0.0", "2.0.0"))));
        assertTrue(kernel.runtime.drain(publication, Kernel.DRAIN).isEmpty());
        assertEquals("2.0.0 greets Ann", kernel.call("alpha", "Ann"));
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        kernel.finish(kernel.runtime.disable(Set.of("beta")));
        kernel.runtime.close(publication.retired());
    }

    @Test
    void aSetIsWiredToItsOwnApiUpDownAndInTheSameVersion() throws Exception {
        ModuleSource beta = kernel.source(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        kernel.swap(kernel.source(Modules.provider("alpha", "1.0.0", "1.0.0")), beta);

        kernel.swap(kernel.source(Modules.provider("alpha", "1.1.0", "1.1.0")), beta);
        assertEquals("1.1.0 greets Ann by api 1.1.0", kernel.call("beta", "Ann"));

        kernel.swap(kernel.source(Modules.provider("alpha", "1.0.0", "1.0.0")), beta);
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));

        ApiJar sameVersion = Modules.api("alpha", "1.0.0").source("alpha.api.More", """
                package alpha.api;

                public interface More {}
                """);
        kernel.swap(kernel.source(Modules.provider("alpha", "1.0.1", "1.0.0").api(sameVersion)), beta);
        assertEquals("1.0.1 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        assertEquals(
                "alpha.api.More",
                kernel.serving("beta").loader().loadClass("alpha.api.More").getName());
        assertEquals(1, bundles("alpha.api").size());
    }

    @Test
    void theOldSetServesUntilTheNewOneIsPublishedAndComesBackWarm() throws Exception {
        ModuleSource beta = kernel.source(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        kernel.swap(kernel.source(Modules.provider("alpha", "1.0.0", "1.0.0")), beta);

        var prepared = kernel.prepare(kernel.source(Modules.provider("alpha", "1.1.0", "1.1.0")), beta);

        // An unpublished consumer is answered by the unpublished provider of its own API.
        ModuleInstance unpublished = prepared.instances().stream()
                .filter(instance -> instance.id().equals("beta"))
                .findFirst()
                .orElseThrow();
        assertEquals("1.1.0 greets Ann by api 1.1.0", kernel.route(unpublished).apply("Ann"));
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        Publication forth = kernel.runtime.publish(prepared);
        assertEquals("1.1.0 greets Ann by api 1.1.0", kernel.call("beta", "Ann"));
        assertTrue(kernel.runtime.drain(forth, Kernel.DRAIN).isEmpty());
        Publication back = kernel.runtime.republish(forth);
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        kernel.finish(back);
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        assertEquals(1, bundles("alpha.api").size());
    }

    @Test
    void anApiBuiltOnAnotherIsRebuiltWithItAndTakesItsOwnDependentsAlong() throws Exception {
        byte[] chain = ModuleJar.named("chain")
                .symbolicName("gamma.api")
                .withoutModuleJson()
                .uses(Modules.api("alpha", "1.0.0"))
                .header("Export-Package", "gamma.api;version=1.0.0")
                .source("gamma.api.Chain", """
                        package gamma.api;

                        public interface Chain {
                            alpha.api.Greeter greeter();
                        }
                        """)
                .bytes();
        ModuleJar gamma = ModuleJar.named("gamma")
                .resource("META-INF/api/gamma.api.jar", chain)
                .header("Import-Package", "gamma.api;version=\"[1,2)\"");
        ModuleJar delta = ModuleJar.named("delta").header("Import-Package", "gamma.api;version=\"[1,2)\"");
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        ModuleSource gammaSource = kernel.source(gamma);
        ModuleSource deltaSource = kernel.source(delta);
        kernel.swap(gammaSource);
        kernel.swap(deltaSource);
        ModuleSource next = kernel.source(Modules.provider("alpha", "1.1.0", "1.1.0"));

        var affected = kernel.runtime.affectedBy(List.of(next));

        assertEquals(Set.of("gamma", "delta"), affected.keySet());
        assertEquals(Set.of("gamma", "delta"), kernel.runtime.dependents("alpha"));
        kernel.swap(next, gammaSource, deltaSource);
        assertEquals(1, bundles("alpha.api").size());
        assertEquals(1, bundles("gamma.api").size());
        assertSame(
                kernel.serving("alpha").loader().loadClass("alpha.api.Greeter"),
                kernel.serving("gamma")
                        .loader()
                        .loadClass("gamma.api.Chain")
                        .getMethod("greeter")
                        .getReturnType());
    }

    @Test
    void swapsOfAnApiWithTwentyDependentsLoseNoCallAndLeaveNoLoader() throws Exception {
        List<ModuleSource> dependents = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> kernel.source(Modules.consumer("d" + i, "1.0.0", "alpha", "1.0.0")))
                .toList();
        List<ModuleSource> providers = List.of(
                kernel.source(Modules.provider("alpha", "1.0.0", "1.0.0")),
                kernel.source(Modules.provider("alpha", "1.1.0", "1.1.0")));
        kernel.swap(whole(providers.get(0), dependents));
        var stop = new AtomicBoolean();
        var calls = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var hammers = new ArrayList<Future<?>>();
            for (int i = 1; i <= 4; i++) {
                String id = "d" + i;
                hammers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        String answer = kernel.call(id, "x");
                        // Never a mixture of the two sets.
                        assertTrue(answer.matches("(1\\.[01]\\.0) greets x by api \\1"), answer);
                        calls.incrementAndGet();
                    }
                }));
            }
            try {
                for (int i = 1; i <= 6; i++) {
                    long before = calls.get();
                    kernel.swap(whole(providers.get(i % 2), dependents));
                    Kernel.await(
                            "calls go on",
                            () -> calls.get() > before || hammers.stream().anyMatch(Future::isDone));
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> hammer : hammers) {
                hammer.get(10, TimeUnit.SECONDS);
            }
        }
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
        assertEquals(1, bundles("alpha.api").size());
        FrameworkWiring wiring =
                kernel.serving("alpha").bundle().getBundleContext().getBundle(0).adapt(FrameworkWiring.class);
        assertEquals(List.of(), List.copyOf(wiring.getRemovalPendingBundles()));
    }

    private static ModuleSource[] whole(ModuleSource provider, List<ModuleSource> dependents) {
        var all = new ArrayList<ModuleSource>();
        all.add(provider);
        all.addAll(dependents);
        return all.toArray(ModuleSource[]::new);
    }

    private List<Bundle> bundles(String symbolicName) {
        Bundle any = kernel.worlds.current().seats().keySet().stream()
                .flatMap(id -> kernel.worlds.current().serving(id).stream())
                .findFirst()
                .orElseThrow()
                .bundle();
        return Arrays.stream(any.getBundleContext().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .toList();
    }
}
