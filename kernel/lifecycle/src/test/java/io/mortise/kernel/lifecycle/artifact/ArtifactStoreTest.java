package io.mortise.kernel.lifecycle.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.spi.FaultPoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

    private static final byte[] CONTENT = "a jar, for the store's purposes".getBytes();

    @TempDir
    Path folder;

    private static String put(ArtifactStore store, byte[] content) throws RefusedException {
        return store.put(new ByteArrayInputStream(content), "a.jar", 1000);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aJarIsKeptOnceUnderItsDigest() throws Exception {
        var store = new ArtifactStore(folder);

        String sha256 = put(store, CONTENT);

        assertEquals(sha256, put(store, CONTENT));
        assertEquals(List.of(sha256 + ".jar"), files());
        assertArrayEquals(CONTENT, Files.readAllBytes(store.verified(sha256)));
        assertEquals(List.of(sha256), store.all());
    }

    @Test
    @SuppressWarnings("try")
    void aFullDiskIsASentenceAndLeavesNothing() throws Exception {
        var store = new ArtifactStore(folder);
        var full = new UncheckedIOException(new IOException("No space left on device"));

        try (var _ = FaultPoint.arm("lifecycle.store.write", full)) {
            var refused = assertThrows(RefusedException.class, () -> put(store, CONTENT));

            assertEquals("lifecycle.refused.store", refused.reasons().getFirst().key());
            assertTrue(refused.reasons().toString().contains("No space left on device"));
        }
        assertEquals(List.of(), files());
        put(store, CONTENT);
    }

    @Test
    void aStreamThatBreaksLeavesNothing() throws Exception {
        var store = new ArtifactStore(folder);
        var broken = new java.io.InputStream() {
            private int left = 100;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("connection reset");
                }
                return 'x';
            }
        };

        assertThrows(RefusedException.class, () -> store.put(broken, "a.jar", 1000));

        assertEquals(List.of(), files());
    }

    @Test
    void tooLargeIsRefusedAndLeavesNothing() throws Exception {
        var store = new ArtifactStore(folder);

        var refused = assertThrows(RefusedException.class, () -> put(store, new byte[1001]));

        assertEquals("lifecycle.refused.too-large", refused.reasons().getFirst().key());
        assertEquals(List.of(), files());
    }

    @Test
    void aDamagedJarIsFoundWhenItIsRead() throws Exception {
        var store = new ArtifactStore(folder);
        String sha256 = put(store, CONTENT);
        Files.write(store.path(sha256), "something else".getBytes());

        var refused = assertThrows(RefusedException.class, () -> store.verified(sha256));

        assertEquals("lifecycle.refused.damaged", refused.reasons().getFirst().key());
    }

    @Test
    void leftoversOfAnEarlierProcessAreRemoved() throws Exception {
        Files.write(folder.resolve("1234.part"), CONTENT);

        new ArtifactStore(folder);

        assertEquals(List.of(), files());
    }

    @Test
    void aNameThatIsNoDigestIsNeverAPath() {
        var store = new ArtifactStore(folder);

        assertThrows(IllegalArgumentException.class, () -> store.path("../../etc/passwd"));
        assertFalse(store.holds("0".repeat(64)));
    }
}
