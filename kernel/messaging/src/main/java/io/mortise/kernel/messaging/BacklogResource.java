package io.mortise.kernel.messaging;

import io.mortise.access.Requires;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.KernelResource;
import io.mortise.rest.Page;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits, over HTTP: runs of jobs, and listeners with what they have not got yet. */
@Path("kernel")
@Produces(MediaType.APPLICATION_JSON)
public final class BacklogResource implements KernelResource {

    private final Backlog backlog;

    BacklogResource(Backlog backlog) {
        this.backlog = backlog;
    }

    /**
     * A run.
     *
     * @param state {@code waiting}, {@code running}, {@code module-off} or {@code dead}
     * @param schedule {@code every PT1H}, {@code daily 03:00}; absent when it was enqueued
     * @param nextAt when it is due; absent for a dead one
     * @param error what the last failed try said; absent when none failed
     */
    public record JobRunView(
            UUID id,
            String module,
            String name,
            String key,
            String state,
            @Nullable String schedule,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable String error) {}

    /**
     * A module that hears an event.
     *
     * @param since when it subscribed
     * @param waiting deliveries not made yet
     * @param blockedKeys keys that a dead letter blocks
     * @param oldestAt when the oldest waiting event was published; absent when none waits
     */
    public record Listener(
            String module,
            String event,
            Instant since,
            long waiting,
            long blockedKeys,
            @Nullable Instant oldestAt) {}

    /** Runs, newest first. */
    @GET
    @Path("jobs")
    @Requires(object = KernelPermissions.MESSAGE, action = KernelPermissions.LIST)
    public Page<JobRunView> jobs(
            @QueryParam("module") @Nullable String module,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("after") @Nullable String after) {
        return backlog.runs(module, Cursor.limit(limit), Cursor.read(after))
                .map(run -> new JobRunView(
                        run.id(),
                        run.module(),
                        run.name(),
                        run.key(),
                        run.state(),
                        run.schedule(),
                        run.attempts(),
                        run.nextAt(),
                        run.error()));
    }

    /** Everybody who hears something; few enough for one page. */
    @GET
    @Path("events")
    @Requires(object = KernelPermissions.MESSAGE, action = KernelPermissions.LIST)
    public Page<Listener> events(@QueryParam("module") @Nullable String module) {
        return new Page<>(
                backlog.hearings(module).stream()
                        .map(one -> new Listener(
                                one.module(),
                                one.event(),
                                one.since(),
                                one.waiting(),
                                one.blockedKeys(),
                                one.oldestAt()))
                        .toList(),
                null);
    }
}
