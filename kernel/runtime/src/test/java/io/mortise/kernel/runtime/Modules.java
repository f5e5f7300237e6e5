package io.mortise.kernel.runtime;

import io.mortise.sdk.modulejar.ApiJar;
import io.mortise.sdk.modulejar.ModuleJar;

/** Modules as these tests need them: an API with one service, who provides it and who calls it. */
final class Modules {

    private Modules() {}

    /** API bundle {@code <id>.api} with the service {@code <id>.api.Greeter}. */
    static ApiJar api(String id, String version) {
        return ApiJar.named(id + ".api").version(version).source(id + ".api.Greeter", """
                package ID.api;

                @org.osgi.annotation.versioning.ProviderType
                public interface Greeter {
                    String greet(String who) throws InterruptedException;

                    default String api() {
                        return "VERSION";
                    }
                }
                """.replace("ID", id)
                .replace("VERSION", version));
    }

    /** Brings the API and provides it: {@code <version> greets <who>}; {@code wait} answers when interrupted or told. */
    static ModuleJar provider(String id, String version, String apiVersion) {
        return ModuleJar.named(id)
                .version(version)
                .api(api(id, apiVersion))
                .source(id + ".internal.Greetings", """
                        package ID.internal;

                        import ID.api.Greeter;
                        import org.osgi.service.component.annotations.Component;

                        @Component
                        public final class Greetings implements Greeter {
                            private static final java.util.concurrent.CountDownLatch GO =
                                    new java.util.concurrent.CountDownLatch(1);

                            @Override
                            public String greet(String who) throws InterruptedException {
                                if (who.equals("go")) {
                                    GO.countDown();
                                }
                                if (who.equals("wait")) {
                                    GO.await();
                                }
                                return "VERSION greets " + who;
                            }
                        }
                        """.replace("ID", id).replace("VERSION", version))
                .source(id + ".internal.Route", """
                        package ID.internal;

                        import ID.api.Greeter;
                        import java.util.function.Function;
                        import org.osgi.service.component.annotations.*;

                        @Component
                        public final class Route implements Function<String, String> {
                            private final Greeter own;

                            @Activate
                            public Route(@Reference Greeter own) {
                                this.own = own;
                            }

                            @Override
                            public String apply(String who) {
                                try {
                                    return own.greet(who);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }
                        """.replace("ID", id));
    }

    /** Calls the provider: {@code <answer> by api <version of the API it sees>}; {@code self} names the component object. */
    static ModuleJar consumer(String id, String version, String provider, String apiVersion) {
        return ModuleJar.named(id)
                .version(version)
                .uses(api(provider, apiVersion))
                .source(id + ".internal.Route", """
                        package ID.internal;

                        import PROVIDER.api.Greeter;
                        import java.util.function.Function;
                        import org.osgi.service.component.annotations.*;

                        @Component
                        public final class Route implements Function<String, String> {
                            private final Greeter greeter;

                            @Activate
                            public Route(@Reference Greeter greeter) {
                                this.greeter = greeter;
                            }

                            @Override
                            public String apply(String who) {
                                try {
                                    return greeter.greet(who) + " by api " + greeter.api();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        }
                        """.replace("PROVIDER", provider)
                        .replace("ID", id));
    }

    /** One component with this body of its constructor. */
    static ModuleJar starting(String id, String version, String constructor) {
        return ModuleJar.named(id).version(version).source(id + ".internal.Part", """
                package ID.internal;

                import java.util.function.Function;
                import org.osgi.service.component.annotations.*;

                @Component
                public final class Part implements Function<String, String> {
                    @Activate
                    public Part() throws Exception {
                        CONSTRUCTOR
                    }

                    @Override
                    public String apply(String who) {
                        return "ID VERSION";
                    }
                }
                """.replace("ID", id)
                .replace("VERSION", version)
                .replace("CONSTRUCTOR", constructor));
    }
}
