package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.Publication;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.kernel.spi.Seat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSwapTest {

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
    void aConsumerKeepsItsComponentWhileTheProviderIsSwapped() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        ModuleInstance consumer = kernel.serving("beta");
        Object component = kernel.route(consumer);
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));

        kernel.install(Modules.provider("alpha", "1.1.0", "1.0.0"));

        assertEquals("1.1.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        assertSame(consumer, kernel.serving("beta"));
        assertSame(component, serviceOf(consumer));
    }

    @Test
    void aProviderCallsItselfAndNotItsPredecessor() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));

        var prepared = kernel.prepare(kernel.source(Modules.provider("alpha", "1.1.0", "1.0.0")));

        assertEquals(
                "1.1.0 greets me", kernel.route(prepared.instances().getFirst()).apply("me"));
        assertEquals("1.0.0 greets me", kernel.call("alpha", "me"));
        prepared.discard();
        assertEquals("1.0.0 greets me", kernel.call("alpha", "me"));
    }

    @Test
    void aCallInFlightFinishesOnTheOldProvider() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        ModuleInstance old = kernel.serving("alpha");
        var answer = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> answer.complete(kernel.call("beta", "wait")));
        Kernel.await(
                "the call is in flight",
                () -> kernel.serving("beta").gate().inFlight() == 1
                        && kernel.worlds.current().provider(0).gate().inFlight() == 1);

        Publication publication =
                kernel.runtime.publish(kernel.prepare(kernel.source(Modules.provider("alpha", "1.1.0", "1.0.0"))));

        assertEquals("1.1.0 greets Bob by api 1.0.0", kernel.call("beta", "Bob"));
        assertEquals(Map.of("alpha 1.0.0", 1L), kernel.runtime.drain(publication, Duration.ofMillis(50)));
        assertFalse(answer.isDone());
        assertEquals("1.0.0 greets go", kernel.route(old).apply("go"));
        kernel.finish(publication);
        assertEquals("1.0.0 greets wait by api 1.0.0", answer.get(10, TimeUnit.SECONDS));
    }

    @Test
    void rollingBackPublishesTheWarmProviderAgain() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        Publication forth =
                kernel.runtime.publish(kernel.prepare(kernel.source(Modules.provider("alpha", "1.1.0", "1.0.0"))));
        assertTrue(kernel.runtime.drain(forth, Kernel.DRAIN).isEmpty());

        Publication back = kernel.runtime.republish(forth);

        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        assertEquals("1.0.0 greets Ann", kernel.call("alpha", "Ann"));
        assertEquals(forth.published(), back.retired());
        kernel.finish(back);
        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        assertThrows(IllegalStateException.class, () -> kernel.runtime.republish(back));
    }

    @Test
    void aModuleSwitchedOffWithItsDependentsComesBack() throws Exception {
        ModuleSource alpha = kernel.source(Modules.provider("alpha", "1.0.0", "1.0.0"));
        ModuleSource beta = kernel.source(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        kernel.swap(alpha);
        kernel.swap(beta);
        assertEquals(Set.of("beta"), kernel.runtime.dependents("alpha"));
        assertEquals(Set.of(), kernel.runtime.dependents("beta"));
        ModuleInstance before = kernel.serving("beta");

        kernel.finish(kernel.runtime.disable(Set.of("alpha", "beta")));

        assertEquals(
                new Seat.Disabled("alpha", "1.0.0"),
                kernel.worlds.current().seats().get("alpha"));
        assertTrue(kernel.worlds.current().serving("beta").isEmpty());

        kernel.swap(alpha, beta);

        assertEquals("1.0.0 greets Ann by api 1.0.0", kernel.call("beta", "Ann"));
        assertNotSame(before, kernel.serving("beta"));
    }

    @Test
    void aCallToAServiceThatIsGoneSaysSo() throws Exception {
        kernel.install(Modules.provider("alpha", "1.0.0", "1.0.0"));
        kernel.install(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0"));
        var route = kernel.route(kernel.serving("beta"));

        kernel.finish(kernel.runtime.disable(Set.of("alpha")));

        var gone = assertThrows(IllegalStateException.class, () -> route.apply("Ann"));
        assertTrue(gone.getMessage().contains("alpha.api.Greeter of module alpha is not available"), gone.getMessage());
        assertEquals(
                Map.of(
                        "beta",
                        List.of("The component beta.internal.Route waits for the service alpha.api.Greeter (reference"
                                + " greeter), which nobody provides.")),
                kernel.runtime.check());
    }

    @Test
    void callsBetweenModulesNeverFailDuringTwoHundredSwaps() throws Exception {
        List<ModuleSource> versions = List.of(
                kernel.source(Modules.provider("alpha", "1.0.0", "1.0.0")),
                kernel.source(Modules.provider("alpha", "1.1.0", "1.0.0")));
        kernel.swap(versions.get(0));
        kernel.swap(kernel.source(Modules.consumer("beta", "1.0.0", "alpha", "1.0.0")));
        var stop = new AtomicBoolean();
        var calls = new AtomicLong();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var hammers = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                hammers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        String answer = kernel.call("beta", "x");
                        assertTrue(answer.matches("1\\.[01]\\.0 greets x by api 1\\.0\\.0"), answer);
                        calls.incrementAndGet();
                    }
                }));
            }
            try {
                for (int i = 1; i <= 200; i++) {
                    long before = calls.get();
                    kernel.swap(versions.get(i % 2));
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
        assertTrue(calls.get() > 200, () -> "calls: " + calls);
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }

    private static Object serviceOf(ModuleInstance instance) {
        for (var reference : instance.bundle().getRegisteredServices()) {
            return instance.bundle().getBundleContext().getService(reference);
        }
        throw new AssertionError(instance + " has no service");
    }
}
