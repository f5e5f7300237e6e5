package io.mortise.customer.internal.imports;

import io.mortise.rest.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * How the bytes of a file become text: by its byte order mark, else UTF-8 when every byte fits, else GB18030 when every
 * byte fits. Nothing is replaced by question marks: a file that fits neither is refused at its first wrong byte.
 *
 * @param charset the encoding
 * @param mark length of the byte order mark
 */
record Encoding(Charset charset, int mark) {

    private static final Charset GB18030 = Charset.forName("GB18030");

    /** Opens the text. */
    Reader open(Upload upload) throws IOException {
        InputStream in = upload.open();
        in.skipNBytes(mark);
        return new BufferedReader(
                new InputStreamReader(
                        in,
                        charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                1 << 16);
    }

    /**
     * Reads the whole file once to find out.
     *
     * @throws ProblemException {@code import-broken-encoding}, {@code import-nul-byte}
     */
    static Encoding of(Upload upload) throws IOException {
        Encoding marked = byMark(upload);
        long utf8 = firstFault(upload, marked);
        if (utf8 < 0) {
            return marked;
        }
        if (marked.mark() > 0) {
            throw ImportRefused.brokenEncoding(marked.charset().name(), utf8);
        }
        var chinese = new Encoding(GB18030, 0);
        long gb = firstFault(upload, chinese);
        if (gb < 0) {
            return chinese;
        }
        // Whichever came further is what the author meant.
        throw gb > utf8
                ? ImportRefused.brokenEncoding(GB18030.name(), gb)
                : ImportRefused.brokenEncoding(StandardCharsets.UTF_8.name(), utf8);
    }

    private static Encoding byMark(Upload upload) throws IOException {
        byte[] head;
        try (InputStream in = upload.open()) {
            head = in.readNBytes(3);
        }
        if (head.length == 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
            return new Encoding(StandardCharsets.UTF_8, 3);
        }
        if (head.length >= 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
            return new Encoding(StandardCharsets.UTF_16LE, 2);
        }
        if (head.length >= 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF) {
            return new Encoding(StandardCharsets.UTF_16BE, 2);
        }
        return new Encoding(StandardCharsets.UTF_8, 0);
    }

    /** Position of the first byte that does not fit, counted from 0; -1 when all do. */
    private static long firstFault(Upload upload, Encoding encoding) throws IOException {
        CharsetDecoder decoder = encoding.charset().newDecoder();
        var bytes = ByteBuffer.allocate(1 << 16);
        var chars = CharBuffer.allocate(1 << 16);
        try (InputStream in = upload.open()) {
            in.skipNBytes(encoding.mark());
            long base = encoding.mark();
            boolean end = false;
            while (!end) {
                int got = in.read(bytes.array(), bytes.position(), bytes.remaining());
                end = got < 0;
                bytes.position(bytes.position() + Math.max(0, got)).flip();
                CoderResult result = decoder.decode(bytes, chars, end);
                refuseNul(chars, encoding, base);
                if (result.isError()) {
                    return base + bytes.position();
                }
                base += bytes.position();
                bytes.compact();
                chars.clear();
            }
            return -1;
        }
    }

    private static void refuseNul(CharBuffer decoded, Encoding encoding, long base) {
        CharBuffer text = decoded.duplicate().flip();
        for (int i = 0; i < text.limit(); i++) {
            if (text.get(i) == 0) {
                ByteBuffer before = encoding.charset().encode(text.subSequence(0, i));
                throw ImportRefused.nulByte(base + before.remaining());
            }
        }
    }
}
