package io.mortise.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mortise.file.ByteRange.Asked;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ByteRangeTest {

    private static Asked of(String header) {
        return ByteRange.of(Optional.of(header), 10);
    }

    private static Asked part(long from, long length) {
        return new Asked.Part(new ByteRange(from, length));
    }

    @Test
    void onePartIsReadAndNeverMoreThanThereIs() {
        assertEquals(part(0, 10), of("bytes=0-"));
        assertEquals(part(3, 2), of("bytes=3-4"));
        assertEquals(part(3, 7), of("bytes=3-999999999999999999"));
        assertEquals(part(7, 3), of("bytes=-3"));
        assertEquals(part(0, 10), of("bytes=-99"));
        assertEquals("bytes 3-4/10", new ByteRange(3, 2).header(10));
    }

    @Test
    void whatTheFileDoesNotHaveIsOutside() {
        assertEquals(new Asked.Outside(), of("bytes=10-"));
        assertEquals(new Asked.Outside(), of("bytes=-0"));
        assertEquals(new Asked.Outside(), ByteRange.of(Optional.of("bytes=0-0"), 0));
    }

    @Test
    void whatIsNotUnderstoodIsTheWholeFile() {
        for (String odd : new String[] {
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=4-3",
            "bytes=0-9999999999999999999999",
            "bytes=--1"
        }) {
            assertEquals(new Asked.Whole(), of(odd), odd);
        }
        assertEquals(new Asked.Whole(), ByteRange.of(Optional.empty(), 10));
    }
}
