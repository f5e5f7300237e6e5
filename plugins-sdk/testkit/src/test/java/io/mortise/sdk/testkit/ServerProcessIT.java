package io.mortise.sdk.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.sdk.modulejar.SampleModules;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessIT {

    @TempDir
    Path folder;

    @Test
    void whatWasAnsweredIsThereAfterKillMinusNine() {
        try (ServerProcess server = starter().startReady()) {
            server.install(SampleModules.withEntity("alpha", "1.0.0").build(folder));
            for (int i = 0; i < 20; i++) {
                server.http().postText("/api/alpha/notes", "note " + i).expect(200);
            }
            server.kill();
        }

        try (ServerProcess server = starter().startReady()) {
            assertEquals("serving", server.state("alpha"));
            assertEquals(
                    "20",
                    server.http().get("/api/alpha/notes/count").expect(200).text());
            assertTrue(server.residentMebibytes() > 50);
            server.stop();
            assertTrue(server.output().contains("stopped"), server.output());
        }
    }

    private ServerProcess.Starter starter() {
        return ServerProcess.ofClassPath(folder.resolve("home"), folder.resolve("data"));
    }
}
