package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Authenticator;
import io.mortise.kernel.spi.Gate;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import io.mortise.sdk.modulejar.ModuleJar;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class GatedServicesTest {

    /** What a service interface can hold. */
    public interface Everything<T extends Comparable<T>> extends Base<T> {
        int sum(byte a, short b, int c, char d);

        double mean(double... values);

        long pick(boolean first, long a, float b, long c);

        int[][] grid(int[][] in, String[] words);

        T biggest(List<? extends T> values);

        void refuse(String why) throws IOException;

        @Override
        Integer covariant();

        default String twice(String word) {
            return word + once(word);
        }

        String once(String word);

        static String notProxied() {
            return "static";
        }
    }

    /** Inherited methods. */
    public interface Base<T> {
        Number covariant();

        T same(T value);
    }

    /** The real thing. */
    private static final class Real implements Everything<String> {
        @Override
        public int sum(byte a, short b, int c, char d) {
            return a + b + c + d;
        }

        @Override
        public double mean(double... values) {
            return java.util.Arrays.stream(values).average().orElse(Double.NaN);
        }

        @Override
        public long pick(boolean first, long a, float b, long c) {
            return first ? a : (long) b + c;
        }

        @Override
        public int[][] grid(int[][] in, String[] words) {
            return new int[][] {in[0], {words.length}};
        }

        @Override
        public String biggest(List<? extends String> values) {
            return java.util.Collections.max(values);
        }

        @Override
        public void refuse(String why) throws IOException {
            throw new IOException(why);
        }

        @Override
        public Integer covariant() {
            return 7;
        }

        @Override
        public String same(String value) {
            return value;
        }

        @Override
        public String once(String word) {
            return word;
        }
    }

    @Nested
    class AProxy {

        private final Worlds worlds = new Worlds();
        private final Gate gate = new Gate();
        private final Slot slot = new Slot(worlds, 0, Everything.class, "alpha", "");

        @SuppressWarnings("unchecked")
        private final Everything<String> proxy = (Everything<String>) GatedProxies.forSlot(slot);

        private void provide(Object service) {
            worlds.publish(new World(Map.of(), new World.Provider[] {new World.Provider(service, gate, owner())}));
        }

        private ModuleInstance owner() {
            var bundle = (Bundle) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (_, _, _) -> null);
            var descriptor =
                    new ModuleDescriptor("alpha", Map.of(), Map.of(), null, null, null, null, null, null, null, null);
            return new ModuleInstance(
                    descriptor, "1.0.0", "0".repeat(64), bundle, getClass().getClassLoader());
        }

        @Test
        void passesEveryKindOfArgumentAndResult() {
            provide(new Real());

            assertEquals(1 + 2 + 3 + 'd', proxy.sum((byte) 1, (short) 2, 3, 'd'));
            assertEquals(2.0, proxy.mean(1, 2, 3));
            assertEquals(5L, proxy.pick(true, 5L, 1f, 9L));
            assertEquals(10L, proxy.pick(false, 5L, 1f, 9L));
            assertArrayEquals(new int[][] {{4}, {2}}, proxy.grid(new int[][] {{4}}, new String[] {"a", "b"}));
            assertEquals("b", proxy.biggest(List.of("a", "b")));
            assertEquals(7, proxy.covariant());
            assertEquals(7, ((Base<?>) proxy).covariant());
            assertEquals("x", proxy.same("x"));
            assertEquals("hoho", proxy.twice("ho"));
            assertEquals(0, gate.inFlight());
        }

        @Test
        void passesCheckedExceptionsAndLeavesTheGate() {
            provide(new Real());

            assertEquals(
                    "no",
                    assertThrows(IOException.class, () -> proxy.refuse("no")).getMessage());
            assertEquals(0, gate.inFlight());
        }

        @Test
        void countsTheCallWhileItLasts() {
            var seen = new long[1];
            provide(Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Everything.class}, (_, _, _) -> {
                        seen[0] = gate.inFlight();
                        return "x";
                    }));

            proxy.once("x");

            assertEquals(1, seen[0]);
            assertEquals(0, gate.inFlight());
        }

        @Test
        void saysWhenNobodyProvides() {
            assertThrows(IllegalStateException.class, () -> proxy.once("x"));
            provide(new Real());
            assertEquals("x", proxy.once("x"));
            gate.retire();
            assertThrows(IllegalStateException.class, () -> proxy.once("x"));
        }

        @Test
        void isEqualToItselfAndTellsWhatItIs() {
            assertEquals(proxy, proxy);
            assertEquals(proxy.hashCode(), proxy.hashCode());
            assertEquals("gated " + Everything.class.getName() + " of module alpha", proxy.toString());
        }

        @Test
        void refusesWhatItCanNotStandBefore() {
            assertTrue(GatedProxies.unusable(String.class).contains("class"));
            assertTrue(GatedProxies.unusable(Hidden.class).contains("public"));
            assertTrue(GatedProxies.unusable(Closed.class).contains("sealed"));
            assertEquals("", GatedProxies.unusable(Supplier.class));
        }
    }

    interface Hidden {}

    /** Closed. */
    public sealed interface Closed permits Closed.Case {
        /** The one. */
        record Case() implements Closed {}
    }

    @Nested
    class InTheKernel {

        @TempDir
        Path folder;

        private static ModuleJar identity(String id, String version) {
            return ModuleJar.named(id).version(version).source(id + ".internal.Door", """
                    package ID.internal;

                    import io.mortise.access.*;
                    import java.util.*;
                    import org.osgi.service.component.annotations.Component;

                    @Component
                    public final class Door implements Authenticator {
                        public Optional<Caller> authenticate(RequestHead head) {
                            return Optional.of(Caller.nobody(Locale.ENGLISH, "ID VERSION"));
                        }
                    }
                    """.replace("ID", id)
                    .replace("VERSION", version));
        }

        @Test
        void theKernelFindsAnAuthenticatorOnceItServesAndKeepsItOverASwap() throws Exception {
            try (var kernel = new Kernel(folder)) {
                assertTrue(kernel.runtime.find(Authenticator.class).isEmpty());
                var prepared = kernel.prepare(kernel.source(identity("identity", "1.0.0")));
                assertTrue(kernel.runtime.find(Authenticator.class).isEmpty(), "not before it is published");
                kernel.runtime.publish(prepared);
                Authenticator found = kernel.runtime.find(Authenticator.class).orElseThrow();
                assertEquals("identity 1.0.0", trace(found));

                kernel.install(identity("identity", "1.1.0"));

                assertSame(found, kernel.runtime.find(Authenticator.class).orElseThrow());
                assertEquals("identity 1.1.0", trace(found));
                kernel.runtime.disable(Set.of("identity"));
                assertTrue(kernel.runtime.find(Authenticator.class).isEmpty(), "fails closed");
            }
        }

        private static String trace(Authenticator authenticator) {
            return authenticator
                    .authenticate(new io.mortise.access.RequestHead(
                            "GET", "/", Map.of(), "127.0.0.1", false, java.util.Locale.ENGLISH, ""))
                    .orElseThrow()
                    .traceId();
        }

        @Test
        void aModuleSeesItselfAndNeverAnotherModulesOwnServices() throws Exception {
            try (var kernel = new Kernel(folder)) {
                String self = """
                        package ID.internal;

                        import io.mortise.module.ThisModule;
                        import java.util.*;
                        import java.util.function.Function;
                        import org.osgi.service.component.annotations.*;

                        @Component
                        public final class Part implements Function<String, String> {
                            private final ThisModule module;
                            @Reference
                            volatile List<Function<String, String>> all;

                            @Activate
                            public Part(@Reference ThisModule module) {
                                this.module = module;
                            }

                            public String apply(String ignored) {
                                String who = module.asItself(() -> io.mortise.access.Caller.current().id());
                                return module.id() + " " + module.version() + " sees " + all.size() + " as " + who;
                            }
                        }
                        """;
                kernel.install(
                        ModuleJar.named("alpha").source("alpha.internal.Part", self.replace("ID", "alpha")),
                        ModuleJar.named("beta")
                                .version("2.0.0")
                                .source("beta.internal.Part", self.replace("ID", "beta")));
                kernel.install(Modules.starting("gamma", "1.0.0", ""));

                assertEquals("alpha 1.0.0 sees 1 as module:alpha", kernel.call("alpha", ""));
                assertEquals("beta 2.0.0 sees 1 as module:beta", kernel.call("beta", ""));
            }
        }

        @Test
        void aModuleAsksManyProvidersOfItsOwnInterface() throws Exception {
            try (var kernel = new Kernel(folder)) {
                String guard = """
                        package ID.internal;

                        import org.osgi.service.component.annotations.Component;

                        @Component
                        public final class GuardNAME implements alpha.api.Greeter {
                            public String greet(String who) {
                                return "ID NAME VERSION";
                            }
                        }
                        """;
                kernel.install(ModuleJar.named("alpha")
                        .api(Modules.api("alpha", "1.0.0"))
                        .source("alpha.internal.Part", """
                        package alpha.internal;

                        import java.util.*;
                        import java.util.function.Function;
                        import java.util.stream.Collectors;
                        import org.osgi.service.component.annotations.*;

                        @Component
                        public final class Part implements Function<String, String> {
                            @Reference
                            volatile List<alpha.api.Greeter> guards;

                            public String apply(String ignored) {
                                return guards.stream().map(this::ask).sorted().collect(Collectors.joining(", "));
                            }

                            private String ask(alpha.api.Greeter guard) {
                                try {
                                    return guard.greet("");
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }
                        """));
                assertEquals("", kernel.call("alpha", ""));
                kernel.install(guards("beta", "1.0.0", guard, "One", "Two"), guards("gamma", "1.0.0", guard, "One"));
                assertEquals("beta One 1.0.0, beta Two 1.0.0, gamma One 1.0.0", kernel.call("alpha", ""));

                kernel.install(guards("beta", "1.1.0", guard, "Two", "Three"));

                assertEquals("beta Three 1.1.0, beta Two 1.1.0, gamma One 1.0.0", kernel.call("alpha", ""));
                kernel.finish(kernel.runtime.disable(Set.of("beta")));
                assertEquals("gamma One 1.0.0", kernel.call("alpha", ""));
            }
        }

        private static ModuleJar guards(String id, String version, String source, String... names) {
            ModuleJar module = ModuleJar.named(id).version(version).uses(Modules.api("alpha", "1.0.0"));
            for (String name : names) {
                module.source(
                        id + ".internal.Guard" + name,
                        source.replace("ID", id).replace("NAME", name).replace("VERSION", version));
            }
            return module;
        }

        @Test
        void aServiceThatIsNoInterfaceRefusesTheModule() throws Exception {
            try (var kernel = new Kernel(folder)) {
                var api = Modules.api("alpha", "1.0.0").source("alpha.api.Thing", """
                        package alpha.api;

                        public class Thing {}
                        """);
                ModuleJar module = ModuleJar.named("alpha").api(api).source("alpha.internal.Real", """
                        package alpha.internal;

                        import org.osgi.service.component.annotations.Component;

                        @Component(service = alpha.api.Thing.class)
                        public final class Real extends alpha.api.Thing {}
                        """);

                var refused = assertThrows(
                        io.mortise.kernel.spi.ModuleRuntime.PrepareException.class,
                        () -> kernel.prepare(kernel.source(module)));

                assertEquals(
                        "Module alpha: the service alpha.api.Thing can't be offered to other modules: it is a class; make"
                                + " it an interface.",
                        Kernel.say(refused.reason()));
            }
        }

        @Test
        void onlyAModuleWithEntitiesSeesWhatHibernatesProxiesNeed() throws Exception {
            try (var kernel = new Kernel(folder)) {
                String look = """
                        package ID.internal;

                        import java.util.function.Function;
                        import org.osgi.service.component.annotations.Component;

                        @Component
                        public final class Look implements Function<String, String> {
                            public String apply(String name) {
                                try {
                                    return Class.forName(name).getSimpleName();
                                } catch (ClassNotFoundException e) {
                                    return "unseen";
                                }
                            }
                        }
                        """;
                kernel.install(
                        ModuleJar.named("plain").source("plain.internal.Look", look.replace("ID", "plain")),
                        ModuleJar.named("stored")
                                .header("Mortise-Entities", "stored.internal.Look")
                                .source("stored.internal.Look", look.replace("ID", "stored")));

                assertEquals("unseen", kernel.call("plain", "org.hibernate.proxy.Marker"));
                assertEquals("Marker", kernel.call("stored", "org.hibernate.proxy.Marker"));
            }
        }
    }
}
