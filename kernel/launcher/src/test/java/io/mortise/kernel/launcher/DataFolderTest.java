package io.mortise.kernel.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

    @TempDir
    Path folder;

    @Test
    void tokenAndServerFileCanBeReadByTheOwnerAlone() throws IOException {
        try (DataFolder data = DataFolder.open(folder)) {
            data.announce(server("http://127.0.0.1:1"));

            for (String file : new String[] {"operator.token", "server.json"}) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))));
            }
            assertEquals(
                    data.token(),
                    Files.readString(folder.resolve("operator.token")).strip());
            assertEquals(64, data.token().length());
        }
    }

    @Test
    void whoFindsTheFolderTakenIsToldByWhom() {
        try (DataFolder data = DataFolder.open(folder)) {
            data.announce(server("http://127.0.0.1:4711"));

            var refused = assertThrows(StartException.class, () -> DataFolder.open(folder));

            assertTrue(
                    refused.getMessage()
                            .contains("process " + ProcessHandle.current().pid()),
                    refused.getMessage());
            assertTrue(refused.getMessage().contains("http://127.0.0.1:4711"), refused.getMessage());
        }
    }

    @Test
    void beingRefusedDoesNotTakeTheLockFromWhoHasIt() {
        try (DataFolder data = DataFolder.open(folder)) {
            data.announce(server("http://127.0.0.1:4711"));
            assertThrows(StartException.class, () -> DataFolder.open(folder));

            assertTrue(DataFolder.held(folder));
            assertThrows(StartException.class, () -> DataFolder.open(folder));
        }
    }

    @Test
    void nothingIsLeftBehindAndTheNextOneGetsAnotherToken() throws IOException {
        String first;
        try (DataFolder data = DataFolder.open(folder)) {
            data.announce(server("http://127.0.0.1:1"));
            first = data.token();
        }

        assertFalse(Files.exists(folder.resolve("server.json")));
        assertFalse(Files.exists(folder.resolve("operator.token")));
        assertFalse(DataFolder.held(folder));
        try (DataFolder data = DataFolder.open(folder)) {
            assertNotEquals(first, data.token());
        }
    }

    @Test
    void theFilesOfAServerThatWasKilledDoNotKeepTheNextOneOut() throws IOException {
        Files.writeString(
                folder.resolve("server.json"),
                "{\"address\":\"http://127.0.0.1:1\",\"pid\":"
                        + ProcessHandle.current().pid() + ",\"version\":\"0\",\"started\":\"2020-01-01T00:00:00Z\"}");
        Files.writeString(folder.resolve("server.lock"), "");

        try (DataFolder data = DataFolder.open(folder)) {
            assertTrue(Files.exists(data.path().resolve("operator.token")));
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsASentence() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        var refused = assertThrows(StartException.class, () -> DataFolder.open(file));

        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }

    private static ServerFile server(String address) {
        return new ServerFile(
                address, ProcessHandle.current().pid(), "0.1.0", Instant.now().toString());
    }
}
