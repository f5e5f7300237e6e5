package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.access.RequestHead;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Problem;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the gateway. Whoever {@linkplain #claim() claims} it first may answer: normally the REST
 * application, at the time limit the {@link Watch}. Fields are written by the thread that handles the request; the watch
 * reads only what is volatile.
 */
final class Exchange implements Inquiry {

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Client client;
    private final Locale locale;
    private final String traceId;
    private final String path;
    private final Problems kernelProblems;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile long progress = System.nanoTime();
    private volatile boolean excused;
    private volatile boolean brokenByUs;
    private volatile Problems problems;
    private volatile String module = "kernel";
    private volatile @Nullable ModuleInstance instance;
    private @Nullable Caller caller;
    private @Nullable RequestHead head;
    private @Nullable IdempotencyKey idempotencyKey;
    private volatile @Nullable Throwable writeFailure;

    Exchange(Request request, Response response, Callback callback, Client client, Problems problems) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.client = client;
        this.kernelProblems = problems;
        this.problems = problems;
        this.locale = Heads.locale(request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE));
        this.traceId = Heads.trace(request.getHeaders().get("traceparent"));
        String raw = request.getHttpURI().getPath();
        this.path = raw == null ? "" : raw;
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    Callback callback() {
        return callback;
    }

    Client client() {
        return client;
    }

    @Override
    public Locale locale() {
        return locale;
    }

    @Override
    public String traceId() {
        return traceId;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    /** The module that answers, {@code kernel}, or {@code -} when nobody knows the path. */
    String module() {
        return module;
    }

    void module(String id) {
        module = id;
    }

    @Nullable
    ModuleInstance instance() {
        return instance;
    }

    /** The instance whose gate this request has entered. */
    void entered(ModuleInstance entered, Problems words) {
        instance = entered;
        module = entered.id();
        problems = words;
    }

    @Override
    public Caller caller() {
        return Objects.requireNonNull(caller, "nobody has looked who is calling");
    }

    @Nullable
    Caller callerOrNull() {
        return caller;
    }

    void caller(Caller who) {
        caller = who;
    }

    /** The request without its body. */
    RequestHead head() {
        RequestHead known = head;
        if (known == null) {
            known = Heads.of(this);
            head = known;
        }
        return known;
    }

    /** The key of a creating request, once its body has been read; null when there is none. */
    @Nullable
    IdempotencyKey idempotencyKey() {
        return idempotencyKey;
    }

    void idempotencyKey(IdempotencyKey key) {
        idempotencyKey = key;
    }

    /** What broke off the writing of the body, or null. */
    @Nullable
    Throwable writeFailure() {
        return writeFailure;
    }

    void writeFailed(@Nullable Throwable failure) {
        writeFailure = failure;
    }

    /** Whether the answer is one that says nothing about anybody's quality: switched off, starting, stopping. */
    boolean excused() {
        return excused;
    }

    void excuse() {
        excused = true;
    }

    /** Whether the answer broke off after it had begun, and not because the client left. */
    boolean brokenByUs() {
        return brokenByUs;
    }

    void breakByUs() {
        brokenByUs = true;
    }

    /** Something of the body has arrived. */
    void progress() {
        progress = System.nanoTime();
    }

    /** How long nothing has arrived, while no answer has begun. */
    long idleNanos(long now) {
        return now - progress;
    }

    /** Takes the right to answer; true for one thread only. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    boolean claimed() {
        return claimed.get();
    }

    @Override
    public byte[] words(Problem problem) {
        return problems.render(problem, locale, traceId);
    }

    /** Answers with a problem, unless somebody else answers. */
    void answer(Problem problem) {
        if (claim()) {
            write(problem);
        }
    }

    /** The same, for answers that tell of a passing state; not counted as a failure. */
    void answerLater(Problem problem, int seconds) {
        if (claim()) {
            excused = true;
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Integer.toString(seconds));
            write(problem);
        }
    }

    /** The same for a state that should not be; counted as a failure. */
    void answerUnexcused(Problem problem, int seconds) {
        if (claim()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Integer.toString(seconds));
            write(problem);
        }
    }

    /** Answers with bytes that are complete. */
    void answer(int status, String mediaType, byte[] body) {
        if (claim()) {
            write(status, mediaType, body);
        }
    }

    /** For who has claimed: begins anew with a problem. */
    void write(Problem problem) {
        if (problem.status() == 401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        byte[] body;
        try {
            body = words(problem);
        } catch (RuntimeException e) {
            // The words of a module that is going away may not be readable any more.
            body = kernelProblems.render(problem, locale, traceId);
        }
        write(problem.status(), Problems.MEDIA_TYPE, body);
    }

    private void write(int status, String mediaType, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        }
        boolean head = "HEAD".equals(request.getMethod());
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }
}
