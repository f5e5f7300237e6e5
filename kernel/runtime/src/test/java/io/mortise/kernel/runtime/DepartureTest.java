package io.mortise.kernel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.kernel.spi.InstancePart;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.sdk.modulejar.ModuleJar;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepartureTest {

    private static final String SAID = "mortise.test.departure";

    @TempDir
    Path folder;

    /** Stands for the database: what was written before it closed. */
    private static final class Closing implements InstancePart {
        final List<String> before = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "closing";
        }

        @Override
        public void close(ModuleInstance instance) {
            before.add(System.getProperty(SAID, "nothing"));
        }
    }

    @Test
    void aModuleWritesDownWhatItKeepsBeforeItsDatabaseCloses() throws Exception {
        var closing = new Closing();
        System.clearProperty(SAID);
        try (var kernel = new Kernel(folder, closing)) {
            kernel.install(ModuleJar.named("alpha").source("alpha.internal.Part", """
                    package alpha.internal;

                    import io.mortise.module.Departure;
                    import org.osgi.service.component.annotations.Component;

                    @Component
                    public final class Part implements Departure {
                        public void beforeClose() {
                            System.setProperty("mortise.test.departure", "written");
                        }
                    }
                    """));
        }
        System.clearProperty(SAID);

        assertEquals(List.of("written"), closing.before);
    }
}
