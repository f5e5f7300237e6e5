package io.mortise.customer.internal.sheets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The texts that cells of a workbook share, on disk: a workbook may hold more of them than memory should. */
final class SharedTexts implements AutoCloseable {

    /** Most of them. */
    static final int MOST = 8_000_000;

    private static final long MOST_BYTES = 512L << 20;

    private final Path file;
    private final OutputStream out;
    private int[] ends = new int[1 << 10];
    private int count;
    private long bytes;
    private @Nullable Arena arena;
    private MemorySegment texts = MemorySegment.NULL;

    SharedTexts() throws IOException {
        file = Files.createTempFile("customer-import-", ".texts");
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    void add(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes += utf8.length;
        if (count == MOST || bytes > MOST_BYTES) {
            throw new BoundedXml.TooMuch("too many shared texts");
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        out.write(utf8);
        ends[count++] = (int) bytes;
    }

    /** No more come; they can be read now. */
    @SuppressWarnings("MustBeClosedChecker") // it is closed with this
    void ended() throws IOException {
        out.close();
        if (bytes > 0) {
            Arena opened = Arena.ofShared();
            arena = opened;
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                texts = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, opened);
            }
        }
    }

    /** The one of a number; null when there is none. */
    @Nullable
    String get(int number) {
        if (number < 0 || number >= count) {
            return null;
        }
        int from = number == 0 ? 0 : ends[number - 1];
        int length = ends[number] - from;
        return length == 0
                ? ""
                : new String(texts.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        out.close();
        if (arena != null) {
            arena.close();
        }
        Files.deleteIfExists(file);
    }
}
