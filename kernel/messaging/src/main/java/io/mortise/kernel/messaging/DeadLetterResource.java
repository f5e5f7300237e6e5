package io.mortise.kernel.messaging;

import io.mortise.access.Requires;
import io.mortise.kernel.messaging.DeadLetters.DeadLetter;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters over HTTP. */
@Path("kernel/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
public final class DeadLetterResource implements KernelResource {

    private final DeadLetters letters;
    private final Runnable wake;

    DeadLetterResource(DeadLetters letters, Runnable wake) {
        this.letters = letters;
        this.wake = wake;
    }

    /**
     * A dead letter as it is shown.
     *
     * @param kind {@code event} or {@code job}
     * @param module whose listener or job failed
     * @param name of the event or the job
     * @param key the record's id, or the run's key
     * @param attempts tries so far
     * @param error what the last one said
     * @param occurredAt when the event was published or the run enqueued
     * @param deadAt when it was given up
     * @param traceId finds it in the log
     */
    public record Letter(
            UUID id,
            String kind,
            String module,
            String name,
            String key,
            int attempts,
            String error,
            Instant occurredAt,
            Instant deadAt,
            String traceId) {}

    /** One page, newest first. */
    @GET
    @Requires(object = KernelPermissions.MESSAGE, action = KernelPermissions.LIST)
    public Page<Letter> page(
            @QueryParam("limit") @DefaultValue("50") int limit, @QueryParam("after") @Nullable String after) {
        return letters.page(Cursor.limit(limit), Cursor.read(after)).map(DeadLetterResource::shown);
    }

    /** Tries it again from the first attempt; what waits behind it follows when it succeeds. */
    @POST
    @Path("{id}/repetition")
    @Requires(object = KernelPermissions.MESSAGE, action = KernelPermissions.REPEAT)
    public void repeat(@PathParam("id") String id) {
        if (letters.repeat(id(id)).isEmpty()) {
            throw missing(id);
        }
        wake.run();
    }

    /** Gives it up for ever; what waits behind it goes on. */
    @DELETE
    @Path("{id}")
    @Requires(object = KernelPermissions.MESSAGE, action = KernelPermissions.DISCARD)
    public void discard(@PathParam("id") String id) {
        if (letters.discard(id(id)).isEmpty()) {
            throw missing(id);
        }
        wake.run();
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw missing(text);
        }
    }

    private static ProblemException missing(String id) {
        return new ProblemException(Problem.of("dead-letter-not-found", 404).with("id", id));
    }

    private static Letter shown(DeadLetter letter) {
        return new Letter(
                letter.id(),
                letter.kind(),
                letter.module(),
                letter.name(),
                letter.key(),
                letter.attempts(),
                letter.error(),
                letter.occurredAt(),
                letter.deadAt(),
                letter.traceId());
    }
}
