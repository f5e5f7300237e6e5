package io.mortise.sdk.modulejar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each hostile jar is as hostile as it says: otherwise a server that refuses nothing could pass. */
class HostileJarsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("io.mortise.sdk.modulejar.HostileJars#all")
    void eachIsWrittenAndIsTheSameEveryTime(HostileJars.Hostile hostile) {
        Path first = hostile.build().apply(folder.resolve("a"));
        Path second = hostile.build().apply(folder.resolve("b"));

        assertEquals(ModuleJar.sha256(first), ModuleJar.sha256(second));
    }

    @Test
    void noTwoAreTheSame() {
        var digests = new HashSet<String>();
        HostileJars.all()
                .forEach(hostile -> digests.add(ModuleJar.sha256(hostile.build().apply(folder))));

        assertEquals(HostileJars.all().size(), digests.size());
    }

    @Test
    void whatIsNoZipCannotBeOpened() {
        for (Path jar :
                new Path[] {HostileJars.notAZip(folder), HostileJars.truncated(folder), HostileJars.emptyFile(folder)
                }) {
            assertThrows(ZipException.class, () -> new ZipFile(jar.toFile()).close(), jar.toString());
        }
    }

    @Test
    void theBombGrowsAThousandTimesAndTheLyingOneSaysTenBytes() throws IOException {
        Path bomb = HostileJars.zipBomb(folder);

        try (var zip = new ZipFile(bomb.toFile())) {
            var entry = zip.getEntry("ui/bomb.bin");
            assertEquals(64L << 20, entry.getSize());
            assertTrue(entry.getCompressedSize() * 900 < entry.getSize());
        }
        try (var zip = new ZipFile(HostileJars.lyingZipBomb(folder).toFile())) {
            assertEquals(10, zip.getEntry("ui/bomb.bin").getSize());
        }
    }

    @Test
    void namesThatClimbAndNamesGivenTwiceAreReallyInTheZip() throws IOException {
        try (var zip =
                new ZipFile(HostileJars.climbing(folder, "../../evil.txt").toFile())) {
            assertTrue(zip.stream().anyMatch(entry -> entry.getName().equals("../../evil.txt")));
        }
        try (var zip = new ZipFile(HostileJars.entryTwice(folder).toFile())) {
            assertEquals(
                    2,
                    zip.stream()
                            .filter(entry -> entry.getName().equals("module.json"))
                            .count());
        }
    }

    @Test
    void theJavaLevelStandsInTheClassFile() throws IOException {
        try (var zip = new ZipFile(HostileJars.wrongJavaLevel(folder).toFile());
                var in = new DataInputStream(zip.getInputStream(zip.getEntry("hostile/internal/Hello.class")))) {
            in.readInt();
            assertEquals(0, in.readUnsignedShort());
            assertEquals(99, in.readUnsignedShort());
        }
    }

    @Test
    void manyEntriesAreMany() throws IOException {
        try (var zip = new ZipFile(HostileJars.tooManyEntries(folder).toFile())) {
            assertTrue(zip.size() > 25_000);
        }
        assertTrue(Files.size(HostileJars.tooManyEntries(folder)) < 5 << 20);
    }

    @Test
    void theOnesThatHangAndThePairsAreBuiltToo() {
        assertTrue(Files.exists(HostileJars.componentHangs(folder)));
        assertTrue(Files.exists(HostileJars.componentSpins(folder)));
        assertTrue(Files.exists(HostileJars.activatorHangs(folder)));
        assertTrue(Files.exists(HostileJars.repairedMigration(folder)));
        assertTrue(Files.exists(HostileJars.duplicateId(folder, "alpha")));
        assertEquals(2, HostileJars.cycle(folder).size());
        assertTrue(HostileJars.failingAnswers("alpha", "1.1.0").bytes().length > 1000);
        assertTrue(HostileJars.slowAnswers("alpha", "1.2.0", java.time.Duration.ofMillis(50))
                        .bytes()
                        .length
                > 1000);
    }
}
