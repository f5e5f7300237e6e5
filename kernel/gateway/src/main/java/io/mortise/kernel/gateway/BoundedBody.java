package io.mortise.kernel.gateway;

import io.mortise.rest.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The body of a request within its limits: not larger than allowed (told before the first byte when the length is known,
 * else at the byte too many), and not slower than allowed after a time of grace, so that nobody holds a request open byte by
 * byte. Read by one thread.
 */
final class BoundedBody extends InputStream {

    /** Ends the reading of a body; the gateway answers with its problem. */
    static final class Refused extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Refused(Problem problem, @org.jspecify.annotations.Nullable Throwable cause) {
            super("/problems/" + problem.type(), cause);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    private final InputStream in;
    private final Exchange exchange;
    private final long limit;
    private final long minBytesPerSecond;
    private final long graceNanos;
    private final long begun = System.nanoTime();
    private long count;

    BoundedBody(InputStream in, Exchange exchange, long limit, long minBytesPerSecond, Duration grace) {
        this.in = in;
        this.exchange = exchange;
        this.limit = limit;
        this.minBytesPerSecond = minBytesPerSecond;
        this.graceNanos = grace.toNanos();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        int got = read(one, 0, 1);
        return got < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int got;
        try {
            got = in.read(bytes, offset, length);
        } catch (IOException e) {
            throw new Refused(timedOut(e) ? KernelProblems.TOO_SLOW : KernelProblems.BODY_BROKEN, e);
        }
        if (got < 0) {
            return got;
        }
        count += got;
        if (count > limit) {
            throw new Refused(KernelProblems.tooLarge(limit), null);
        }
        long taken = System.nanoTime() - begun;
        if (taken > graceNanos && count < taken / 1e9 * minBytesPerSecond) {
            throw new Refused(KernelProblems.TOO_SLOW, null);
        }
        exchange.progress();
        return got;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static boolean timedOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
