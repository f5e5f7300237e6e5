package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.ModuleRuntime.PrepareException;
import io.mortise.kernel.spi.ModuleSource;
import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedStartTest {

    @TempDir
    Path folder;

    /** Threads that a test leaves behind end when this property is set; each test has its own. */
    private final String release = "runtime.test.release." + System.nanoTime();

    private Kernel kernel;

    @BeforeEach
    void boot() throws Exception {
        kernel = new Kernel(
                folder,
                new RuntimeSettings(
                        Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofSeconds(1)),
                new Strict());
        kernel.install(Modules.starting("alpha", "1.0.0", ""));
    }

    @AfterEach
    void stop() {
        System.setProperty(release, "now");
        kernel.close();
    }

    /** A part that refuses what calls itself so. */
    private static final class Strict implements InstancePart {

        @Override
        public String name() {
            return "strict";
        }

        @Override
        public void open(ModuleInstance instance) {
            if (instance.version().equals("6.6.6")) {
                throw new IllegalStateException("6.6.6 is no version");
            }
        }

        @Override
        public List<String> check(ModuleInstance instance) {
            return instance.version().equals("7.7.7") ? List.of("The probe /hello answered 500.") : List.of();
        }
    }

    private String failure(ModuleJar module) {
        var failed = assertThrows(PrepareException.class, () -> kernel.prepare(kernel.source(module)));
        assertEquals("alpha", failed.module());
        assertEquals("alpha 1.0.0", kernel.call("alpha", ""), "the old one serves on");
        return Kernel.say(failed.reason());
    }

    private long bundles() {
        return Arrays.stream(kernel.serving("alpha").bundle().getBundleContext().getBundles())
                .filter(bundle -> bundle.getLocation().startsWith("mortise:module:"))
                .count();
    }

    @Test
    void aComponentThatThrowsIsToldWithItsReason() {
        String sentence = failure(
                Modules.starting("alpha", "2.0.0", "if (true) throw new IllegalArgumentException(\"no mood today\");"));

        assertEquals(
                "The component alpha.internal.Part failed to become active: java.lang.IllegalArgumentException: no mood"
                        + " today.",
                sentence);
        assertEquals(1, bundles());
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }

    @Test
    void anActivatorThatThrowsIsToldWithItsReason() {
        String sentence = failure(ModuleJar.named("alpha")
                .version("2.0.0")
                .source("alpha.internal.Begin", """
                        package alpha.internal;

                        public final class Begin implements org.osgi.framework.BundleActivator {
                            public void start(org.osgi.framework.BundleContext context) {
                                throw new IllegalStateException("the sky is falling");
                            }

                            public void stop(org.osgi.framework.BundleContext context) {}
                        }
                        """)
                .header("Bundle-Activator", "alpha.internal.Begin"));

        assertEquals("Module alpha failed to start: the sky is falling.", sentence);
    }

    @Test
    void aComponentWhoseNeedNobodyMeetsIsToldWithTheService() {
        String sentence = failure(ModuleJar.named("alpha").version("2.0.0").source("alpha.internal.Part", """
                package alpha.internal;

                import org.osgi.service.component.annotations.*;

                @Component(service = Part.class)
                public final class Part {
                    @Activate
                    public Part(@Reference(name = "clock") java.time.Clock clock) {}
                }
                """));

        assertEquals(
                "The component alpha.internal.Part waits for the service java.time.Clock (reference clock), which nobody"
                        + " provides.",
                sentence);
    }

    @Test
    void aStartThatHangsIsQuarantinedAndOthersGoOn() throws Exception {
        ModuleSource hanging = kernel.source(Modules.starting(
                "alpha", "2.0.0", "while (System.getProperty(\"" + release + "\") == null) { Thread.onSpinWait(); }"));

        var failed = assertThrows(
                PrepareException.class,
                () -> kernel.runtime.prepare(List.of(hanging), Duration.ofMillis(400), kernel.progress::add));

        String sentence = Kernel.say(failed.reason());
        assertTrue(
                sentence.startsWith("Module alpha 2.0.0 has not finished its start within the limit (it is at alpha."
                        + "internal.Part.<init>"),
                sentence);
        assertEquals("alpha 1.0.0", kernel.call("alpha", ""));
        var held = kernel.runtime.heldLoaders(Duration.ZERO);
        assertEquals(1, held.size(), () -> held.toString());
        assertTrue(held.getFirst().holder().contains("quarantined"), held.toString());
        kernel.install(Modules.starting("alpha", "3.0.0", ""));
        assertEquals("alpha 3.0.0", kernel.call("alpha", ""));
        assertEquals(2, bundles());

        System.setProperty(release, "now");

        Kernel.await("what has returned is taken away", () -> bundles() == 1);
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }

    @Test
    void aPartThatRefusesIsNamed() {
        assertEquals(
                "Module alpha was refused by strict: 6.6.6 is no version.",
                failure(Modules.starting("alpha", "6.6.6", "")));
        assertEquals(
                "Module alpha is not well: The probe /hello answered 500.",
                failure(Modules.starting("alpha", "7.7.7", "")));
        assertTrue(kernel.routes.calls.contains("close alpha 6.6.6"), kernel.routes.calls.toString());
        assertTrue(kernel.routes.calls.contains("close alpha 7.7.7"), kernel.routes.calls.toString());
    }

    @Test
    void aHealthCheckThatIsSickOrDoesNotAnswerRefusesTheModule() {
        assertEquals(
                "Module alpha is not well: The health check pulse says: The heart stands still.",
                failure(healthy("return Health.sick(\"The heart stands still.\");")));
        assertEquals(
                "Module alpha is not well: The health check alpha.internal.Pulse has not answered within 0.3 seconds.",
                failure(healthy("while (System.getProperty(\"" + release + "\") == null) { Thread.onSpinWait(); }"
                        + " return Health.good(\"late\");")));
        assertEquals(
                "Module alpha is not well: The health check alpha.internal.Pulse failed: java.io.IOException: torn.",
                failure(healthy("throw new java.io.IOException(\"torn\");")));
    }

    @Test
    void aServingModuleThatFallsIllIsReported() throws Exception {
        System.clearProperty("runtime.test.ill");
        kernel.install(healthy("return System.getProperty(\"runtime.test.ill\") == null"
                + " ? Health.good(\"fine\") : Health.sick(\"It caught a cold.\");"));
        assertEquals(java.util.Map.of(), kernel.runtime.check());

        System.setProperty("runtime.test.ill", "yes");

        try {
            assertEquals(
                    java.util.Map.of("alpha", List.of("The health check pulse says: It caught a cold.")),
                    kernel.runtime.check());
        } finally {
            System.clearProperty("runtime.test.ill");
        }
    }

    private static ModuleJar healthy(String body) {
        return ModuleJar.named("alpha").version("2.0.0").source("alpha.internal.Pulse", """
                package alpha.internal;

                import io.mortise.module.*;
                import org.osgi.service.component.annotations.Component;

                @Component
                public final class Pulse implements HealthCheck {
                    public String name() {
                        return "pulse";
                    }

                    public Health check() throws Exception {
                        BODY
                    }
                }
                """.replace("BODY", body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"runtime.installed", "runtime.resolved", "runtime.opened", "runtime.started", "runtime.assembled"
            })
    void aFaultAtAnyStepLeavesTheOldOneServingAndNothingBehind(String point) throws Exception {
        ModuleSource next = kernel.source(Modules.starting("alpha", "2.0.0", ""));

        try (var _ = FaultPoint.arm(point, new IllegalStateException("armed"))) {
            var failed = assertThrows(PrepareException.class, () -> kernel.prepare(next));
            assertEquals("Preparing module alpha failed: armed. Nothing was changed.", Kernel.say(failed.reason()));
        }

        assertEquals("alpha 1.0.0", kernel.call("alpha", ""));
        assertEquals(1, bundles());
        kernel.swap(next);
        assertEquals("alpha 2.0.0", kernel.call("alpha", ""));
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }

    @Test
    void aFaultBeforePublishingLeavesASetThatCanBeDiscarded() throws Exception {
        var prepared = kernel.prepare(kernel.source(Modules.starting("alpha", "2.0.0", "")));

        try (var _ = FaultPoint.arm("runtime.publish.before", new IllegalStateException("armed"))) {
            assertThrows(IllegalStateException.class, () -> kernel.runtime.publish(prepared));
        }

        assertEquals("alpha 1.0.0", kernel.call("alpha", ""));
        prepared.discard();
        assertEquals(1, bundles());
    }

    @Test
    void partsAreClosedInReverseOrderAndHearEverySwitch() throws Exception {
        kernel.routes.calls.clear();

        kernel.install(Modules.starting("alpha", "2.0.0", ""));

        assertEquals(
                List.of(
                        "open alpha 2.0.0",
                        "assemble alpha 2.0.0",
                        "retired alpha 1.0.0",
                        "published alpha 2.0.0",
                        "close alpha 1.0.0"),
                kernel.routes.calls);
    }

    @Test
    void whatServesCanNotBeClosedOrForgotten() {
        ModuleInstance serving = kernel.serving("alpha");

        assertThrows(IllegalStateException.class, () -> kernel.runtime.close(List.of(serving)));
        assertThrows(IllegalStateException.class, () -> kernel.runtime.forget(java.util.Set.of("alpha")));
        assertEquals("alpha 1.0.0", kernel.call("alpha", ""));
    }

    @Test
    void aLoaderThatAThreadHoldsIsReportedWithTheThread() throws Exception {
        kernel.install(Modules.starting("alpha", "2.0.0", """
                Thread thread = new Thread(() -> {
                    while (System.getProperty("RELEASE") == null) {
                        Thread.onSpinWait();
                    }
                }, "left over");
                thread.setDaemon(true);
                thread.start();
                """.replace("RELEASE", release)));
        kernel.install(Modules.starting("alpha", "3.0.0", ""));

        var held = kernel.runtime.heldLoaders(Duration.ofMillis(300));

        assertEquals(1, held.size(), () -> held.toString());
        assertEquals(
                "alpha 2.0.0", held.getFirst().module() + " " + held.getFirst().version());
        assertTrue(
                held.getFirst().holder().startsWith("thread \"left over\", which runs alpha.internal.Part"),
                held.toString());
        System.setProperty(release, "now");
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }

    @Test
    void aStopThatHangsIsLeftAloneAndOthersGoOn() throws Exception {
        kernel.install(ModuleJar.named("alpha").version("2.0.0").source("alpha.internal.Part", """
                package alpha.internal;

                import org.osgi.service.component.annotations.*;

                @Component(service = Part.class)
                public final class Part {
                    @Deactivate
                    void stop() {
                        while (System.getProperty("RELEASE") == null) {
                            Thread.onSpinWait();
                        }
                    }
                }
                """.replace(
                        "RELEASE", release)));

        kernel.install(Modules.starting("alpha", "3.0.0", ""));

        assertEquals("alpha 3.0.0", kernel.call("alpha", ""));
        assertEquals(1, kernel.runtime.heldLoaders(Duration.ZERO).size());
        System.setProperty(release, "now");
        Kernel.await("what has returned is taken away", () -> bundles() == 1);
        assertEquals(List.of(), kernel.runtime.heldLoaders(Duration.ofMinutes(1)));
    }
}
