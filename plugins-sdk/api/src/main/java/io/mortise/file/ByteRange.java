package io.mortise.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a request asks for (RFC 9110, section 14).
 *
 * @param from first byte
 * @param length how many, at least one
 */
public record ByteRange(long from, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a header asks for. */
    public sealed interface Asked {

        /** The whole file: nothing was asked for, or something that this server does not understand, several parts for example. */
        record Whole() implements Asked {}

        /** One part. */
        record Part(ByteRange range) implements Asked {}

        /** A part that the file does not have: 416. */
        record Outside() implements Asked {}
    }

    /**
     * Reads the header {@code Range}.
     *
     * @param size of the file
     */
    public static Asked of(Optional<String> header, long size) {
        Matcher found = header.map(text -> ONE.matcher(text.strip())).orElse(null);
        if (found == null
                || !found.matches()
                || (found.group(1).isEmpty() && found.group(2).isEmpty())) {
            return new Asked.Whole();
        }
        if (found.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(found.group(2)), size);
            return last == 0 ? new Asked.Outside() : new Asked.Part(new ByteRange(size - last, last));
        }
        long from = Long.parseLong(found.group(1));
        long to = found.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(found.group(2)), size - 1);
        if (!found.group(2).isEmpty() && Long.parseLong(found.group(2)) < from) {
            return new Asked.Whole();
        }
        return from >= size ? new Asked.Outside() : new Asked.Part(new ByteRange(from, to - from + 1));
    }

    /** The value of {@code Content-Range}. */
    public String header(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
