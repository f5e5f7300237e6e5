package io.mortise.kernel.gateway;

import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.Idempotency.Answer;
import io.mortise.kernel.spi.Idempotency.Reservation;
import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.rest.Idempotent;
import io.mortise.rest.ProblemException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.glassfish.jersey.server.model.Invocable;
import org.glassfish.jersey.server.spi.internal.ResourceMethodInvocationHandlerProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link Idempotent} methods: the key is reserved first, the method and the keeping of its answer are one unit of
 * work, and a second call gets the kept answer (DECISIONS.md 12). Without a key the method runs as any other.
 */
final class IdempotentCalls implements ResourceMethodInvocationHandlerProvider {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotentCalls.class);

    private final Idempotency idempotency;
    private final UnitsOfWork units;
    private final JsonBodies bodies;

    IdempotentCalls(Idempotency idempotency, UnitsOfWork units, JsonBodies bodies) {
        this.idempotency = idempotency;
        this.units = units;
        this.bodies = bodies;
    }

    @Override
    public @Nullable InvocationHandler create(Invocable invocable) {
        return invocable.getHandlingMethod().isAnnotationPresent(Idempotent.class) ? this::invoke : null;
    }

    private @Nullable Object invoke(Object resource, Method method, Object[] arguments) throws Throwable {
        IdempotencyKey key = Inquiry.CURRENT.isBound() && Inquiry.CURRENT.get() instanceof Exchange exchange
                ? exchange.idempotencyKey()
                : null;
        if (key == null) {
            return method.invoke(resource, arguments);
        }
        return switch (idempotency.reserve(key.space(), key.value(), key.bodyDigest())) {
            case Reservation.Granted(String token) -> first(token, resource, method, arguments);
            case Reservation.Done(Answer answer) -> again(answer);
            case Reservation.Running() -> throw refusal(new ProblemException(KernelProblems.IDEMPOTENT_RUNNING));
            case Reservation.OtherBody() -> throw refusal(new ProblemException(KernelProblems.IDEMPOTENT_OTHER_BODY));
        };
    }

    private Response first(String token, Object resource, Method method, Object[] arguments) throws Throwable {
        try {
            return units.<Response, Exception>write(() -> {
                Object result = call(resource, method, arguments);
                Response answer = answer(result);
                idempotency.complete(token, kept(answer));
                return answer;
            });
        } catch (Throwable failure) {
            try {
                idempotency.release(token);
            } catch (RuntimeException e) {
                // Its lease ends by itself; what went wrong first is what the caller must hear.
                LOG.warn("an idempotency key could not be given free; it stays reserved until its lease ends", e);
            }
            throw refusal(failure);
        }
    }

    private static @Nullable Object call(Object resource, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(resource, arguments);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }

    /** The answer with its body already written, so that the first and every later caller get the same bytes. */
    private Response answer(@Nullable Object result) throws IOException {
        return switch (result) {
            case null -> Response.noContent().build();
            case Response response
            when response.hasEntity() -> {
                MediaType type =
                        response.getMediaType() == null ? MediaType.APPLICATION_JSON_TYPE : response.getMediaType();
                yield Response.fromResponse(response)
                        .entity(bytes(response.getEntity()))
                        .type(type)
                        .build();
            }
            case Response response -> response;
            default ->
                Response.ok(bytes(result), MediaType.APPLICATION_JSON_TYPE).build();
        };
    }

    private byte[] bytes(Object entity) throws IOException {
        return switch (entity) {
            case byte[] raw -> raw;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            default -> bodies.bytes(entity);
        };
    }

    private static Answer kept(Response answer) {
        URI location = answer.getLocation();
        return new Answer(
                answer.getStatus(),
                answer.getMediaType() == null ? "" : answer.getMediaType().toString(),
                location == null ? "" : location.toString(),
                Objects.requireNonNullElse(answer.getHeaderString(HttpHeaders.ETAG), ""),
                answer.getEntity() instanceof byte[] body ? body : new byte[0]);
    }

    private static Response again(Answer kept) {
        Response.ResponseBuilder answer = Response.status(kept.status()).header("Idempotency-Replayed", "true");
        if (!kept.location().isEmpty()) {
            answer.location(URI.create(kept.location()));
        }
        if (!kept.etag().isEmpty()) {
            answer.header(HttpHeaders.ETAG, kept.etag());
        }
        if (!kept.contentType().isEmpty()) {
            answer.type(kept.contentType()).entity(kept.body());
        }
        return answer.build();
    }

    /** Jersey takes the cause of this one kind for what the method threw. */
    private static InvocationTargetException refusal(Throwable cause) {
        return cause instanceof InvocationTargetException already ? already : new InvocationTargetException(cause);
    }
}
