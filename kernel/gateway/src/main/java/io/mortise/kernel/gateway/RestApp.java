package io.mortise.kernel.gateway;

import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.context.RequestBinding;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.UnitsOfWork;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.URI;
import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.glassfish.jersey.inject.hk2.AbstractBinder;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.internal.ResourceMethodInvocationHandlerProvider;
import org.glassfish.jersey.uri.UriComponent;
import org.jspecify.annotations.Nullable;

/**
 * One Jersey application: that of a module instance, or the kernel's own. Everything it needs is given to it; nothing is
 * discovered on the class path, and nothing outside keeps hold of it after {@link #close()}.
 */
final class RestApp implements AutoCloseable {

    /** Property of a Jersey request. */
    static final String INQUIRY = "mortise.inquiry";

    private static final SecurityContext NO_SECURITY = new Unsaid();

    /** What all applications share. */
    record Surroundings(
            HttpSettings settings,
            Guard guard,
            Idempotency idempotency,
            UnitsOfWork units,
            ScheduledExecutorService timer) {}

    private final String base;
    private final Surroundings around;
    private final Problems problems;
    private final ApplicationHandler handler;
    private final BoundExecutor executor = new BoundExecutor();
    private volatile BaseUri lastBase = new BaseUri("", URI.create("http://localhost/"));

    private record BaseUri(String origin, URI uri) {}

    /**
     * Builds the application.
     *
     * @param base path with slashes on both ends, {@code /api/customer/}
     * @param resources instances with Jakarta REST annotations
     * @param loader of the module, so that Jersey never asks the thread for one
     */
    RestApp(String base, Collection<?> resources, ClassLoader loader, Problems problems, Surroundings around) {
        this.base = base;
        this.around = around;
        this.problems = problems;
        var bodies = new JsonBodies(Json.mapper());
        var config = new ResourceConfig()
                .setClassLoader(loader)
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(ServerProperties.BV_FEATURE_DISABLE, true)
                .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(ServerProperties.JSON_PROCESSING_FEATURE_DISABLE, true)
                .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                .property(ServerProperties.MOXY_JSON_FEATURE_DISABLE, true)
                .property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true)
                .property(ServerProperties.UNWRAP_COMPLETION_STAGE_IN_WRITER_ENABLE, true)
                .register(bodies)
                .register(new ProblemMapper())
                .register(new RouteGuard(around.guard()))
                .register(new BrokenAnswers())
                .register(new TimeParameters())
                .register(executor)
                .register(org.glassfish.jersey.media.multipart.MultiPartFeature.class)
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(new IdempotentCalls(around.idempotency(), around.units(), bodies))
                                .to(ResourceMethodInvocationHandlerProvider.class);
                    }
                });
        resources.forEach(config::register);
        handler = new ApplicationHandler(config);
    }

    /** The inquiry that a Jersey request belongs to. */
    static Inquiry inquiry(ContainerRequestContext request) {
        if (request.getProperty(INQUIRY) instanceof Inquiry inquiry) {
            return inquiry;
        }
        throw new IllegalStateException("a REST request that did not come through the gateway");
    }

    /** What went wrong, in this module's words. */
    Problems problems() {
        return problems;
    }

    /** Handles the request; the answer may come later, on another thread. */
    void handle(Exchange exchange) {
        ContainerRequest request = request(exchange);
        if (request == null) {
            exchange.answer(KernelProblems.BAD_REQUEST);
            return;
        }
        long length = exchange.request().getLength();
        long limit = limit(exchange);
        if (length > limit) {
            exchange.answer(KernelProblems.tooLarge(limit));
            return;
        }
        if (length != 0) {
            request.setEntityStream(new BoundedBody(
                    Content.Source.asInputStream(exchange.request()),
                    exchange,
                    limit,
                    around.settings().minBytesPerSecond(),
                    around.settings().bodyGrace()));
        }
        request.setWriter(new AnswerWriter(exchange, around.timer()));
        ScopedValue.where(CallerBinding.CURRENT, exchange.caller())
                .where(RequestBinding.CURRENT, exchange.head())
                .where(Inquiry.CURRENT, exchange)
                .run(() -> handler.handle(request));
    }

    /**
     * Sends a GET through the application without a connection, as this caller.
     *
     * @return the status
     */
    int probe(String path, io.mortise.access.Caller caller) throws Exception {
        var request = new ContainerRequest(
                URI.create("http://localhost" + base),
                URI.create("http://localhost" + base + path),
                "GET",
                NO_SECURITY,
                new MapPropertiesDelegate(),
                handler.getConfiguration());
        var probe = new Probe(caller, base + path, problems);
        request.setProperty(INQUIRY, probe);
        request.header(HttpHeader.ACCEPT.asString(), "application/json, */*;q=0.1");
        request.setEntityStream(new ByteArrayInputStream(new byte[0]));
        return ScopedValue.where(CallerBinding.CURRENT, caller)
                .where(Inquiry.CURRENT, probe)
                .call(() -> {
                    ContainerResponse answer = handler.apply(request, OutputStream.nullOutputStream())
                            .get(10, java.util.concurrent.TimeUnit.SECONDS);
                    return answer.getStatus();
                });
    }

    @Override
    public void close() {
        handler.onShutdown(new ClosedContainer(handler));
        handler.getInjectionManager().shutdown();
        executor.close();
    }

    private @Nullable ContainerRequest request(Exchange exchange) {
        var jetty = exchange.request();
        URI baseUri = baseUri(exchange.client());
        URI uri = uri(baseUri, exchange.path(), jetty.getHttpURI().getQuery());
        if (uri == null) {
            return null;
        }
        var request = new ContainerRequest(
                baseUri, uri, jetty.getMethod(), NO_SECURITY, new MapPropertiesDelegate(), handler.getConfiguration());
        request.setProperty(INQUIRY, exchange);
        for (HttpField field : jetty.getHeaders()) {
            request.header(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        return request;
    }

    private URI baseUri(Client client) {
        String origin = (client.secure() ? "https://" : "http://") + client.authority();
        BaseUri known = lastBase;
        if (!known.origin().equals(origin)) {
            known = new BaseUri(origin, URI.create(origin + base));
            lastBase = known;
        }
        return known.uri();
    }

    private static @Nullable URI uri(URI baseUri, String path, @Nullable String query) {
        String start = baseUri.getScheme() + "://" + baseUri.getRawAuthority() + path;
        try {
            return URI.create(query == null ? start : start + "?" + query);
        } catch (IllegalArgumentException e) {
            try {
                return query == null
                        ? null
                        : URI.create(
                                start + "?" + UriComponent.contextualEncode(query, UriComponent.Type.QUERY, false));
            } catch (IllegalArgumentException again) {
                return null;
            }
        }
    }

    private long limit(Exchange exchange) {
        String type = exchange.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
        boolean upload = type != null
                && List.of(
                                "multipart/",
                                "text/csv",
                                "application/zip",
                                "application/java-archive",
                                "application/octet-stream",
                                "application/gzip",
                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                        .stream()
                        .anyMatch(type::startsWith);
        return upload ? around.settings().maxUploadBytes() : around.settings().maxBodyBytes();
    }

    /** Who is asking stands in {@code Caller.current()}. */
    private static final class Unsaid implements SecurityContext {
        @Override
        public @Nullable Principal getUserPrincipal() {
            return null;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String getAuthenticationScheme() {
            return null;
        }
    }
}
