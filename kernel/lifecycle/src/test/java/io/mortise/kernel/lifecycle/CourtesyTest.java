package io.mortise.kernel.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CourtesyTest {

    @Test
    void aThreadGivesWayAndSoDoThoseItStartsAndNobodyElse() {
        int before = niceness();
        var own = new CompletableFuture<Integer>();
        var child = new CompletableFuture<Integer>();
        Thread.ofPlatform().start(() -> {
            Courtesy.giveWay();
            own.complete(niceness());
            Thread.ofPlatform().start(() -> child.complete(niceness()));
        });

        assertEquals(Courtesy.NICENESS, own.join());
        assertEquals(Courtesy.NICENESS, child.join());
        assertEquals(before, niceness());
    }

    /** The nineteenth value; the second is a name in brackets that may hold blanks. */
    private static int niceness() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
