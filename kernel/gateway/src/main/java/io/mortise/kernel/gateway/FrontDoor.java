package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.Worlds;
import io.mortise.rest.ProblemException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes every request in: who it is from, where it goes, what it is counted as. The route table is the {@link Worlds}; a
 * request that loses the race with a retirement reads the world again and enters the successor.
 */
final class FrontDoor extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final Set<String> KERNEL = Set.of("modules", "module-plans", "module-operations", "kernel");
    private static final Permission METRICS = new Permission(KernelPermissions.MODULE, KernelPermissions.READ);
    private static final int SPINS = 64;
    private static final long SPIN_NANOS = 2_000_000_000L;

    /** What the kernel gives once it is up. */
    record Kernel(Guard guard, RestApp app, Assets assets, TopicRoutes topics) {}

    private final HttpSettings settings;
    private final Proxies proxies;
    private final Worlds worlds;
    private final Traffic traffic;
    private final Problems words;
    private final Watch watch;
    private final Meters meters;
    private final AccessLog log;
    private final Observations observations;
    private final AtomicInteger inFlight;
    private final IntSupplier tlsPort;
    private volatile @Nullable Kernel kernel;
    private volatile boolean stopping;

    FrontDoor(
            HttpSettings settings,
            Worlds worlds,
            Traffic traffic,
            Problems words,
            Watch watch,
            Meters meters,
            Observations observations,
            AtomicInteger inFlight,
            IntSupplier tlsPort) {
        this.settings = settings;
        this.proxies = Proxies.of(settings.trustedProxies());
        this.worlds = worlds;
        this.traffic = traffic;
        this.words = words;
        this.watch = watch;
        this.meters = meters;
        this.log = new AccessLog(settings.accessLog());
        this.observations = observations;
        this.inFlight = inFlight;
        this.tlsPort = tlsPort;
    }

    void admit(Kernel up) {
        kernel = up;
    }

    @Nullable
    Kernel kernel() {
        return kernel;
    }

    /** From now on nothing new is let in. */
    void stopAdmitting() {
        stopping = true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var exchange = new Exchange(request, response, callback, Client.of(request, proxies), words);
        inFlight.incrementAndGet();
        Request.addCompletionListener(request, failure -> completed(exchange, failure));
        watch.begins(exchange);
        Headers.common(response, exchange);
        MDC.put("trace", exchange.traceId());
        try {
            route(exchange);
        } catch (Throwable failure) {
            LOG.error("{} failed in the gateway", exchange.line(), failure);
            exchange.answer(KernelProblems.INTERNAL);
        } finally {
            MDC.remove("trace");
        }
        return true;
    }

    private void route(Exchange exchange) {
        String path = exchange.path();
        if (Paths.suspicious(path)) {
            exchange.module("-");
            exchange.answer(KernelProblems.BAD_PATH);
        } else if (path.equals("/livez") || path.equals("/readyz") || path.equals("/metrics")) {
            observe(exchange, path);
        } else if (settings.redirectToHttps() && !exchange.client().secure() && !operatorOnThisMachine(exchange)) {
            redirect(exchange);
        } else if (stopping) {
            exchange.response().getHeaders().put(HttpHeader.CONNECTION, "close");
            exchange.answerLater(KernelProblems.STOPPING, 5);
        } else if (inFlight.get() > settings.maxInFlight()) {
            exchange.answerUnexcused(KernelProblems.OVERLOADED, 1);
        } else {
            Kernel up = kernel;
            if (up == null) {
                exchange.answerLater(KernelProblems.STARTING, 2);
            } else if (path.startsWith("/api/")) {
                api(exchange, up, path);
            } else if (path.startsWith("/ui/")) {
                up.assets().serve(exchange);
            } else {
                exchange.module("-");
                exchange.answer(KernelProblems.NOT_FOUND);
            }
        }
    }

    private void api(Exchange exchange, Kernel up, String path) {
        int end = path.indexOf('/', 5);
        String name = end < 0 ? path.substring(5) : path.substring(5, end);
        if (!KERNEL.contains(name)) {
            module(exchange, up, name);
        } else if (authenticated(exchange, up)) {
            if (path.equals("/api/kernel/topics")) {
                inFlight.decrementAndGet();
                try {
                    up.topics().serve(exchange);
                } finally {
                    inFlight.incrementAndGet();
                }
            } else {
                up.app().handle(exchange);
            }
        }
    }

    private void module(Exchange exchange, Kernel up, String name) {
        long began = 0;
        for (int round = 0; ; round++) {
            switch (worlds.current().seats().get(name)) {
                case null -> {
                    exchange.module("-");
                    if (observations.everReady()) {
                        exchange.answer(KernelProblems.unknownModule(name));
                    } else {
                        exchange.answerLater(KernelProblems.STARTING, 2);
                    }
                    return;
                }
                case Seat.Disabled(String id, String version) -> {
                    exchange.module(id);
                    exchange.answerLater(KernelProblems.disabled(id), 60);
                    return;
                }
                case Seat.Failed(String id, String version, String reason) -> {
                    exchange.module(id);
                    exchange.answerUnexcused(KernelProblems.failed(id), 60);
                    return;
                }
                case Seat.Serving(ModuleInstance instance) -> {
                    if (instance.gate().enter()) {
                        inside(exchange, up, instance);
                        return;
                    }
                }
            }
            // Lost the race with a retirement: the next world is being published just now.
            if (round < SPINS) {
                Thread.onSpinWait();
            } else if (round == SPINS) {
                began = System.nanoTime();
            } else if (System.nanoTime() - began < SPIN_NANOS) {
                LockSupport.parkNanos(200_000);
            } else {
                exchange.module(name);
                exchange.answerUnexcused(KernelProblems.failed(name), 1);
                return;
            }
        }
    }

    private void inside(Exchange exchange, Kernel up, ModuleInstance instance) {
        RestPart part = instance.attachment(RestPart.class).orElse(null);
        exchange.entered(instance, part == null ? words : part.words());
        if (part == null || part.app() == null) {
            exchange.answer(KernelProblems.NOT_FOUND);
        } else if (authenticated(exchange, up)) {
            part.app().handle(exchange);
        }
    }

    private static boolean authenticated(Exchange exchange, Kernel up) {
        try {
            exchange.caller(up.guard().authenticate(exchange.head()));
            return true;
        } catch (ProblemException refused) {
            exchange.answer(refused.problem());
            return false;
        } catch (RuntimeException failure) {
            LOG.error("{} could not be authenticated", exchange.line(), failure);
            exchange.answer(KernelProblems.INTERNAL);
            return false;
        }
    }

    private void observe(Exchange exchange, String path) {
        if (!"GET".equals(exchange.method()) && !"HEAD".equals(exchange.method())) {
            exchange.response().getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            exchange.answer(KernelProblems.METHOD_NOT_ALLOWED);
            return;
        }
        switch (path) {
            case "/livez" -> exchange.answer(200, "application/json", Observations.ALIVE);
            case "/readyz" -> observations.ready(exchange, kernel != null, stopping);
            default -> metrics(exchange);
        }
    }

    private void metrics(Exchange exchange) {
        if (!settings.metricsFromLoopback() || !onThisMachine(exchange)) {
            Kernel up = kernel;
            if (up == null) {
                exchange.answerLater(KernelProblems.STARTING, 2);
                return;
            }
            if (!authenticated(exchange, up)) {
                return;
            }
            if (!up.guard().holds(exchange.caller(), METRICS)) {
                exchange.answer(
                        exchange.caller().kind() == Caller.Kind.NOBODY
                                ? KernelProblems.SIGN_IN_NEEDED
                                : KernelProblems.FORBIDDEN.with("permission", METRICS.toString()));
                return;
            }
        }
        observations.metrics(exchange);
    }

    private static boolean onThisMachine(Exchange exchange) {
        return Observations.fromLoopback(exchange.request())
                && !Client.forwarded(exchange.request().getHeaders());
    }

    /**
     * The command line speaks plain HTTP to its own machine, where nobody listens in. The token is asked for too: a proxy
     * on this machine that adds no headers would make everybody local.
     */
    private boolean operatorOnThisMachine(Exchange exchange) {
        if (!onThisMachine(exchange) || !exchange.request().getHeaders().contains(HttpHeader.AUTHORIZATION)) {
            return false;
        }
        Kernel up = kernel;
        if (up == null) {
            // Nobody can be told from anybody yet, and all that is answered is that the server starts.
            return true;
        }
        try {
            return up.guard().authenticate(exchange.head()).kind() == Caller.Kind.OPERATOR;
        } catch (RuntimeException e) {
            LOG.debug("{} is redirected: who calls could not be found out", exchange.line(), e);
            return false;
        }
    }

    private void redirect(Exchange exchange) {
        int bound = tlsPort.getAsInt();
        boolean ours = settings.tls() && !exchange.client().proxied();
        if (ours && bound <= 0) {
            // Between the opening of the two ports.
            exchange.answerLater(KernelProblems.STARTING, 2);
            return;
        }
        String host = exchange.client().authority();
        int colon = host.lastIndexOf(':');
        String bare = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        // A proxy's own HTTPS port is not known here; it is the usual one.
        String port = ours && bound != 443 ? ":" + bound : "";
        String query = exchange.request().getHttpURI().getQuery();
        if (exchange.claim()) {
            var response = exchange.response();
            response.setStatus(308);
            response.getHeaders()
                    .put(
                            HttpHeader.LOCATION,
                            "https://" + bare + port + exchange.path() + (query == null ? "" : "?" + query));
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
            response.write(true, ByteBuffer.allocate(0), exchange.callback());
        }
    }

    /** The answer is out, or will never be: the gate is left here and nowhere else. */
    private void completed(Exchange exchange, @Nullable Throwable failure) {
        inFlight.decrementAndGet();
        watch.ends(exchange);
        ModuleInstance instance = exchange.instance();
        if (instance != null) {
            instance.gate().exit();
        }
        int status = exchange.response().getStatus();
        long nanos = System.nanoTime() - exchange.request().getBeginNanoTime();
        boolean ours = failure != null && !AnswerWriter.clientLeft(failure);
        boolean failed = (status >= 500 || exchange.brokenByUs() || ours) && !exchange.excused();
        traffic.record(nanos, failed);
        if (instance != null) {
            instance.traffic().record(nanos, failed);
        }
        meters.record(exchange.module(), exchange.method(), status, nanos);
        log.write(exchange, status, nanos);
    }
}
