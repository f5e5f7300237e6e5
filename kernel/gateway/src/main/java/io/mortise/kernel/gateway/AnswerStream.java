package io.mortise.kernel.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The body of an answer. A plain one is gathered, and when it fits goes out in one write with its Content-Length; a
 * streaming one goes out whenever its writer flushes. Jersey's own buffer could do only one of both for all answers
 * (PLATFORM.md, section 12).
 */
final class AnswerStream extends OutputStream {

    private static final int FIRST = 1024;
    private static final int MOST = 32 * 1024;

    private final Response response;
    private final boolean streaming;
    private byte[] buffer = new byte[FIRST];
    private int count;
    private boolean begun;
    private boolean closed;

    AnswerStream(Response response, boolean streaming) {
        this.response = response;
        this.streaming = streaming;
    }

    @Override
    public void write(int b) throws IOException {
        room(1);
        buffer[count++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (count + length > MOST) {
            send();
        }
        if (length > MOST) {
            begun = true;
            Content.Sink.write(response, false, ByteBuffer.wrap(bytes, offset, length));
            return;
        }
        room(length);
        System.arraycopy(bytes, offset, buffer, count, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        if (streaming && !closed) {
            send();
        }
    }

    /** Ends the body; the callback ends the request. */
    void finish(Callback callback) {
        if (closed) {
            callback.succeeded();
            return;
        }
        closed = true;
        if (!begun && leavesBodyUnread()) {
            // Refused while its body is still on the way: Jetty ends the connection, and a client that is not told so
            // would send its next request into it.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        if (!begun && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH) && mayHaveBody()) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, count);
        }
        response.write(true, ByteBuffer.wrap(buffer, 0, count), callback);
    }

    /** Writes what was gathered; the first call sends the head too. */
    private void send() throws IOException {
        if (count > 0 || !begun) {
            begun = true;
            Content.Sink.write(response, false, ByteBuffer.wrap(buffer, 0, count));
            count = 0;
        }
    }

    private void room(int more) throws IOException {
        if (count + more > MOST) {
            send();
        }
        if (count + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(MOST, Math.max(count + more, buffer.length * 4)));
        }
    }

    private boolean leavesBodyUnread() {
        Request request = response.getRequest();
        return !"GET".equals(request.getMethod())
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && !request.consumeAvailable();
    }

    private boolean mayHaveBody() {
        int status = response.getStatus();
        return status != 204
                && status != 304
                && !"HEAD".equals(response.getRequest().getMethod());
    }
}
