package io.mortise.kernel.persistence.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.file.FileKind;
import io.mortise.file.FileRules;
import io.mortise.file.FileScanner;
import io.mortise.file.Files;
import io.mortise.file.ReceivedFile;
import io.mortise.file.StoredFile;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.persistence.Persistence;
import io.mortise.kernel.persistence.files.FileSettings.Scanner;
import io.mortise.kernel.spi.GatedServices;
import io.mortise.rest.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store of files promises, on a database. */
abstract class FileStoreContract {

    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
    private static final FileRules RULES = FileRules.upTo(1000);

    @TempDir
    private Path folder;

    private final MovedClock clock = new MovedClock();
    private @Nullable FileScanner scanner;

    abstract DatabaseSettings settings() throws Exception;

    /** A clock that a test moves. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Something to do with an open store. */
    private interface Act {
        void on(FileStore store, Persistence persistence) throws Exception;
    }

    private void with(FileSettings settings, Act act) throws Exception {
        GatedServices services = new GatedServices() {
            @Override
            public <T> Optional<T> find(Class<T> type) {
                return Optional.ofNullable(scanner).map(type::cast);
            }
        };
        try (Persistence persistence = Persistence.open(settings(), folder, () -> {
                    throw new AssertionError("nobody asks");
                });
                FileStore store = FileStore.open(settings, folder, persistence, () -> services, clock)) {
            act.on(store, persistence);
        }
    }

    private void with(Act act) throws Exception {
        with(FileSettings.defaults(), act);
    }

    private static ReceivedFile receive(Files files, String name, byte[] bytes) {
        return files.receive(new ByteArrayInputStream(bytes), name, Optional.empty(), RULES);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String problem(Runnable act) {
        return assertThrows(ProblemException.class, act::run).problem().type();
    }

    private static byte[] all(Files files, UUID reference) throws IOException {
        StoredFile file = files.find(reference).orElseThrow();
        try (InputStream in = file.open()) {
            return in.readAllBytes();
        }
    }

    private List<String> bytes() throws IOException {
        try (var files = java.nio.file.Files.walk(folder.resolve("files"))) {
            return files.filter(java.nio.file.Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void equalFilesAreKeptOnceAndEachModuleReachesItsOwnReferencesAlone() throws Exception {
        with((store, persistence) -> {
            Files crm = store.of("crm");
            Files tickets = store.of("tickets");
            UUID one = UUID.randomUUID();
            UUID two = UUID.randomUUID();

            ReceivedFile file = receive(crm, "合同 1.png", PNG);
            ReceivedFile same = receive(tickets, "other.png", PNG);
            persistence.units().write(() -> {
                crm.use(one, file);
                tickets.use(two, same);
                return one;
            });

            assertEquals(List.of(file.sha256()), bytes());
            assertEquals(new ReceivedFile(file.sha256(), 16, "合同 1.png", "image/png"), file);
            assertTrue(java.nio.file.Files.exists(folder.resolve("files")
                    .resolve(file.sha256().substring(0, 2))
                    .resolve(file.sha256())));
            assertArrayEquals(PNG, all(crm, one));
            assertTrue(crm.find(two).isEmpty() && tickets.find(one).isEmpty());
            try (InputStream part = crm.find(one).orElseThrow().open(1, 3)) {
                assertArrayEquals(text("PNG"), part.readAllBytes());
            }
            try (InputStream tail = crm.find(one).orElseThrow().open(14, 100)) {
                assertEquals(2, tail.readAllBytes().length);
            }
        });
    }

    @Test
    void whatIsNotUsedGoesAfterAWhileAndWhatIsUsedStays() throws Exception {
        with((store, persistence) -> {
            Files files = store.of("crm");
            UUID used = UUID.randomUUID();
            UUID released = UUID.randomUUID();
            ReceivedFile first = receive(files, "a.txt", text("used"));
            ReceivedFile second = receive(files, "b.txt", text("released"));
            receive(files, "c.txt", text("never used"));
            persistence.units().write(() -> {
                files.use(used, first);
                files.use(released, second);
                return used;
            });
            assertThrows(
                    IllegalArgumentException.class,
                    () -> persistence.units().write(() -> {
                        files.use(UUID.randomUUID(), receiveOutside(files));
                        throw new IllegalArgumentException("rolled back");
                    }));
            Path stray = folder.resolve("files/00/" + "0".repeat(64));
            java.nio.file.Files.createDirectories(stray.getParent());
            java.nio.file.Files.writeString(stray, "no row");

            store.collect();
            assertEquals(4, bytes().size(), "all are young");

            clock.now = clock.now.plus(Duration.ofHours(25));
            persistence.units().write(() -> {
                files.release(released);
                return released;
            });
            store.collect();
            assertEquals(2, bytes().size(), "what was released a moment ago is there still");
            assertTrue(files.find(released).isEmpty());

            clock.now = clock.now.plus(Duration.ofHours(25));
            store.collect();
            assertEquals(List.of(first.sha256()), bytes());
            assertArrayEquals(text("used"), all(files, used));
            assertEquals(
                    "file-gone",
                    problem(() -> persistence.units().write(() -> {
                        files.use(UUID.randomUUID(), second);
                        return used;
                    })));

            store.forget("crm");
            clock.now = clock.now.plus(Duration.ofHours(25));
            store.collect();
            assertEquals(List.of(), bytes());
        });
    }

    private static ReceivedFile receiveOutside(Files files) throws Exception {
        try (var executor = Executors.newSingleThreadExecutor()) {
            return executor.submit(() -> receive(files, "d.txt", text("never used")))
                    .get();
        }
    }

    @Test
    void namesSizesAndContentsThatDoNotFitAreRefusedAndLeaveNothing() throws Exception {
        with((store, persistence) -> {
            Files files = store.of("crm");
            for (String name : List.of(
                    "../a.txt",
                    "/etc/passwd.txt",
                    "a\\b.txt",
                    "C:x.txt",
                    ".htaccess",
                    "a\u0000.txt",
                    "a\n.txt",
                    "photo\u202Egnp.txt",
                    "con.txt",
                    "",
                    "   ",
                    "a.txt.",
                    "x".repeat(200) + ".txt")) {
                assertEquals("file-name-refused", problem(() -> receive(files, name, text("x"))), name);
            }
            for (String name :
                    List.of("a.html", "a.svg", "a.exe", "a.js", "a.docm", "noending", "a.png.exe", "a.jar")) {
                assertEquals("file-type-refused", problem(() -> receive(files, name, PNG)), name);
            }
            assertEquals("file-type-differs", problem(() -> receive(files, "a.png", text("<html>"))));
            assertEquals(
                    "file-type-differs", problem(() -> receive(files, "a.txt", text("\ufeff <script>x</script>"))));
            assertEquals("file-type-differs", problem(() -> receive(files, "a.txt", PNG)));
            assertEquals("file-type-differs", problem(() -> receive(files, "a.pdf", text("MZ\u0001\u0002"))));
            assertEquals(
                    "file-type-differs",
                    problem(() -> files.receive(
                            new ByteArrayInputStream(PNG), "a.png", Optional.of("text/html; charset=utf-8"), RULES)));
            assertEquals("file-empty", problem(() -> receive(files, "a.txt", new byte[0])));
            assertEquals("file-too-large", problem(() -> receive(files, "a.txt", text("x".repeat(1001)))));
            assertEquals(
                    "file-type-refused",
                    problem(() -> files.receive(
                            new ByteArrayInputStream(PNG),
                            "a.png",
                            Optional.empty(),
                            new FileRules(10, Set.of(FileKind.PDF)))));
            var broken = new InputStream() {
                private int left = 20;

                @Override
                public int read() throws IOException {
                    if (left-- <= 0) {
                        throw new IOException("the line is cut");
                    }
                    return 'x';
                }
            };
            assertThrows(
                    java.io.UncheckedIOException.class, () -> files.receive(broken, "a.txt", Optional.empty(), RULES));

            assertEquals(List.of(), bytes());
        });
    }

    @Test
    void aScannerHasTheLastWordAndWhenItFailsNothingIsTaken() throws Exception {
        var strict = new FileSettings(200, 0, Scanner.REQUIRED, Duration.ofMillis(200), Duration.ofDays(1));
        with(strict, (store, persistence) -> {
            Files files = store.of("crm");
            assertEquals("file-scan-failed", problem(() -> receive(files, "a.txt", text("x"))), "there is none");

            scanner = (file, name) -> {
                try (InputStream in = file.open()) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("EICAR")
                            ? new FileScanner.Verdict.Infected("Eicar-Test")
                            : new FileScanner.Verdict.Clean();
                }
            };
            receive(files, "a.txt", text("harmless"));
            assertEquals("file-infected", problem(() -> receive(files, "a.txt", text("an EICAR sample"))));

            scanner = (_, _) -> {
                throw new IOException("the scanner's socket is closed");
            };
            assertEquals("file-scan-failed", problem(() -> receive(files, "a.txt", text("y"))));
            scanner = (_, _) -> {
                Thread.sleep(Duration.ofMinutes(5));
                return new FileScanner.Verdict.Clean();
            };
            assertEquals("file-scan-failed", problem(() -> receive(files, "a.txt", text("z"))), "it is too slow");

            assertEquals(1, bytes().size());
        });
    }

    @Test
    void aFullDiskIsToldBeforeItIsFull() throws Exception {
        var greedy =
                new FileSettings(200, Integer.MAX_VALUE, Scanner.OPTIONAL, Duration.ofMinutes(1), Duration.ofDays(1));
        with(greedy, (store, persistence) -> {
            Files files = store.of("crm");

            assertEquals("file-store-full", problem(() -> receive(files, "a.txt", text("x"))));
            assertEquals(List.of(), bytes());
        });
    }

    @Test
    void manyWhoSendTheSameWhileGarbageIsCollectedAllKeepIt() throws Exception {
        with((store, persistence) -> {
            Files files = store.of("crm");
            var references = new ConcurrentLinkedQueue<UUID>();
            List<Callable<Void>> acts = IntStream.range(0, 40)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        if (i % 5 == 4) {
                            store.collect();
                            return null;
                        }
                        ReceivedFile file = receive(files, "a" + i + ".txt", text("the same"));
                        UUID reference = UUID.randomUUID();
                        persistence.units().write(() -> {
                            files.use(reference, file);
                            return reference;
                        });
                        references.add(reference);
                        return null;
                    })
                    .toList();

            try (var executor = Executors.newFixedThreadPool(8)) {
                for (var done : executor.invokeAll(acts)) {
                    done.get();
                }
            }

            assertEquals(32, references.size());
            for (UUID reference : references) {
                assertArrayEquals(text("the same"), all(files, reference));
            }
            assertEquals(1, bytes().size(), Arrays.toString(bytes().toArray()));
        });
    }

    @Test
    void lostAndDamagedBytesAreSaidAndNeverServed() throws Exception {
        with((store, persistence) -> {
            Files files = store.of("crm");
            UUID reference = UUID.randomUUID();
            ReceivedFile file = receive(files, "a.txt", text("precious"));
            persistence.units().write(() -> {
                files.use(reference, file);
                return reference;
            });
            Path path = folder.resolve("files")
                    .resolve(file.sha256().substring(0, 2))
                    .resolve(file.sha256());

            java.nio.file.Files.writeString(path, "prec");
            assertThrows(IllegalStateException.class, () -> files.find(reference));
            java.nio.file.Files.delete(path);
            assertThrows(IllegalStateException.class, () -> files.find(reference));

            receive(files, "again.txt", text("precious"));
            assertArrayEquals(text("precious"), all(files, reference), "whoever sends it again mends it");
            assertFalse(files.find(UUID.randomUUID()).isPresent());
        });
    }
}
