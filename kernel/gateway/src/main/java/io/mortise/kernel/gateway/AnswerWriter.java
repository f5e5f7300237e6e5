package io.mortise.kernel.gateway;

import io.mortise.rest.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.internal.JerseyRequestTimeoutHandler;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what a REST application answers to the client, once: an answer that comes after the time limit is dropped. */
final class AnswerWriter implements ContainerResponseWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

    private final Exchange exchange;
    private final ScheduledExecutorService timer;
    private @Nullable AnswerStream body;
    private @Nullable JerseyRequestTimeoutHandler suspension;
    private boolean mine;

    AnswerWriter(Exchange exchange, ScheduledExecutorService timer) {
        this.exchange = exchange;
        this.timer = timer;
    }

    @Override
    public OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse answer) {
        mine = mine || exchange.claim();
        if (!mine) {
            return OutputStream.nullOutputStream();
        }
        exchange.writeFailed(null);
        var response = exchange.response();
        response.setStatus(answer.getStatus());
        var headers = response.getHeaders();
        for (Map.Entry<String, List<String>> header : answer.getStringHeaders().entrySet()) {
            List<String> values = header.getValue();
            if (values.size() == 1) {
                headers.put(header.getKey(), values.getFirst());
            } else {
                headers.put(header.getKey(), values);
            }
        }
        if (length >= 0) {
            headers.put(HttpHeader.CONTENT_LENGTH, length);
        }
        if (!headers.contains(HttpHeader.CACHE_CONTROL)) {
            headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        }
        body = new AnswerStream(response, streams(answer));
        return body;
    }

    @Override
    public boolean suspend(long timeout, TimeUnit unit, @Nullable TimeoutHandler handler) {
        if (suspension == null) {
            suspension = new JerseyRequestTimeoutHandler(this, timer);
        }
        return suspension.suspend(timeout, unit, handler);
    }

    @Override
    public void setSuspendTimeout(long timeout, TimeUnit unit) {
        if (suspension == null) {
            throw new IllegalStateException("the request is not suspended");
        }
        suspension.setSuspendTimeout(timeout, unit);
    }

    @Override
    public void commit() {
        close();
        Throwable broken = exchange.writeFailure();
        if (mine && broken != null) {
            failure(broken);
        } else if (body != null) {
            body.finish(exchange.callback());
        }
    }

    @Override
    public void failure(Throwable error) {
        close();
        if (!mine && !exchange.claim()) {
            LOG.debug("an answer came after the time limit", error);
            return;
        }
        boolean begun = body != null;
        // What Jersey does not bring to the mapper, such as an empty body, ends here before any answer has begun.
        Problem problem =
                begun ? KernelProblems.INTERNAL : Failures.problem(error).orElse(KernelProblems.INTERNAL);
        if (problem.status() >= 500 && !clientLeft(error)) {
            exchange.breakByUs();
            LOG.error("the answer to {} broke off", exchange.line(), error);
        }
        if (exchange.response().isCommitted()) {
            exchange.callback().failed(error);
            return;
        }
        var headers = exchange.response().getHeaders();
        headers.remove(HttpHeader.ETAG);
        headers.remove(HttpHeader.LOCATION);
        headers.remove(HttpHeader.CACHE_CONTROL);
        exchange.write(problem);
    }

    /** Always no: {@link AnswerStream} decides for each answer. */
    @Override
    public boolean enableResponseBuffering() {
        return false;
    }

    /** Whether the failure is that of a connection, and so nobody's bug. */
    static boolean clientLeft(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof org.eclipse.jetty.io.QuietException
                    || cause instanceof java.nio.channels.ClosedChannelException
                    || cause instanceof java.util.concurrent.TimeoutException
                    || cause instanceof BoundedBody.Refused) {
                return true;
            }
            if (cause instanceof IOException && connectionWords(String.valueOf(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean connectionWords(String message) {
        return message.contains("Broken pipe")
                || message.contains("Connection reset")
                || message.contains("cancel_stream");
    }

    private static boolean streams(ContainerResponse answer) {
        Object entity = answer.getEntity();
        MediaType media = answer.getMediaType();
        return entity instanceof StreamingOutput
                || entity instanceof InputStream
                || entity instanceof ChunkedOutput<?>
                || media != null && media.isCompatible(MediaType.SERVER_SENT_EVENTS_TYPE) && !media.isWildcardType();
    }

    private void close() {
        if (suspension != null) {
            suspension.close();
        }
    }
}
