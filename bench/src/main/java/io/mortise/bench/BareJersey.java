package io.mortise.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.spi.Callers;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.OutputStream;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.jackson.JacksonFeature;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerException;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.ContainerResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * Jersey on Jetty core as one writes it when nothing else is wanted: virtual threads, Jersey's own Jackson feature. The one
 * thing beyond is that a caller is bound, without whom the data layer answers nothing.
 */
final class BareJersey implements AutoCloseable {

    private static final URI BASE = URI.create("http://bare/api/customer/");

    private final Server server;
    private final ServerConnector connector;

    BareJersey(List<Object> resources) throws Exception {
        var config = new ResourceConfig();
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        config.register(JacksonFeature.withoutExceptionMappers());
        config.register(new Mapper());
        resources.forEach(config::register);
        var threads = new QueuedThreadPool(100);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        server = new Server(threads);
        connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Bare(new ApplicationHandler(config)));
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the bare server does not stop", e);
        }
    }

    /** JSON as the gateway writes it, so that both send the same bytes. */
    private static final class Mapper implements ContextResolver<ObjectMapper> {
        private final ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();

        @Override
        public ObjectMapper getContext(Class<?> type) {
            return mapper;
        }
    }

    private static final class Bare extends Handler.Abstract {
        private final ApplicationHandler jersey;

        Bare(ApplicationHandler jersey) {
            this.jersey = jersey;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            URI uri = BASE.resolve(request.getHttpURI().getPathQuery());
            var incoming = new ContainerRequest(
                    BASE,
                    uri,
                    request.getMethod(),
                    new Anybody(),
                    new MapPropertiesDelegate(),
                    jersey.getConfiguration());
            for (HttpField field : request.getHeaders()) {
                incoming.header(field.getName(), field.getValue());
            }
            incoming.setEntityStream(Content.Source.asInputStream(request));
            incoming.setWriter(new Writer(response, callback));
            var caller = Callers.operator(Locale.ENGLISH, Callers.newTraceId());
            ScopedValue.where(CallerBinding.CURRENT, caller).run(() -> jersey.handle(incoming));
            return true;
        }
    }

    /** Jersey wants one; nobody asks it. */
    private record Anybody() implements SecurityContext {

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

    private record Writer(Response response, Callback callback) implements ContainerResponseWriter {

        @Override
        public OutputStream writeResponseStatusAndHeaders(long length, ContainerResponse answer)
                throws ContainerException {
            response.setStatus(answer.getStatus());
            answer.getStringHeaders()
                    .forEach((name, values) ->
                            values.forEach(value -> response.getHeaders().add(name, value)));
            if (length >= 0) {
                response.getHeaders().put("Content-Length", length);
            }
            return Content.Sink.asOutputStream(response);
        }

        @Override
        public boolean suspend(long time, TimeUnit unit, @Nullable TimeoutHandler handler) {
            return false;
        }

        @Override
        public void setSuspendTimeout(long time, TimeUnit unit) {
            throw new IllegalStateException("nothing is suspended here");
        }

        @Override
        public void commit() {
            callback.succeeded();
        }

        @Override
        public void failure(Throwable failure) {
            callback.failed(failure);
        }

        @Override
        public boolean enableResponseBuffering() {
            return true;
        }
    }
}
