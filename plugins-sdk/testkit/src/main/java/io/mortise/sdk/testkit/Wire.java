package io.mortise.sdk.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection, HTTP/1.1, as little as a load generator needs, so that it costs little. One thread. */
final class Wire implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI address;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Wire(URI address) {
        this.address = address;
    }

    /** Sends a request and reads the whole answer. */
    Load.Reply exchange(byte[] request) throws IOException {
        Socket open = open();
        open.getOutputStream().write(request);
        InputStream source = java.util.Objects.requireNonNull(in);
        int status = status(line(source));
        long length = -1;
        boolean chunked = false;
        boolean last = false;
        for (String header = line(source); !header.isEmpty(); header = line(source)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                last = lower.contains("close");
            }
        }
        byte[] body = status == 204 || status == 304 ? new byte[0] : body(source, length, chunked);
        if (last || (length < 0 && !chunked && status != 204 && status != 304)) {
            close();
        }
        return new Load.Reply(status, body);
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is thrown away.
            }
        }
        socket = null;
        in = null;
    }

    private Socket open() throws IOException {
        if (socket == null) {
            var fresh = new Socket();
            fresh.setTcpNoDelay(true);
            fresh.setSoTimeout(TIMEOUT_MILLIS);
            fresh.connect(new InetSocketAddress(address.getHost(), address.getPort()), TIMEOUT_MILLIS);
            in = new BufferedInputStream(fresh.getInputStream(), 16 * 1024);
            socket = fresh;
        }
        return socket;
    }

    private static byte[] body(InputStream source, long length, boolean chunked) throws IOException {
        if (chunked) {
            var body = new ByteArrayOutputStream();
            for (int size = size(line(source)); size > 0; size = size(line(source))) {
                body.writeBytes(exactly(source, size));
                line(source);
            }
            while (!line(source).isEmpty()) {
                // Trailers are of no interest.
            }
            return body.toByteArray();
        }
        return length < 0 ? source.readAllBytes() : exactly(source, (int) length);
    }

    private static byte[] exactly(InputStream source, int length) throws IOException {
        byte[] bytes = source.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static int size(String line) {
        int semicolon = line.indexOf(';');
        return Integer.parseInt((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith("HTTP/1.1 ")) {
            throw new IOException("no HTTP/1.1 answer: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static String line(InputStream source) throws IOException {
        var line = new StringBuilder();
        for (int next = source.read(); next != '\n'; next = source.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed" + (line.isEmpty() ? "" : " within " + line));
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
