package io.mortise.customer.internal.pools;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Warns of, and takes back, what nobody works on: each hour for every pool, or at once for one. Batch by batch, each on its own; a run that is
 * stopped or fails loses nothing, since what was not taken is due again.
 */
@Component(service = Job.class)
public final class RecycleJob implements Job {

    /** As {@code module.json} names it. */
    public static final String NAME = "pool-recycle";

    private static final Duration LONGEST_REST = Duration.ofMillis(250);

    private final Recycling recycling;

    @Activate
    public RecycleJob(@Reference Recycling recycling) {
        this.recycling = recycling;
    }

    /** For one pool alone. */
    public static String payload(UUID pool) {
        return "{\"pool\":\"" + pool + "\"}";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofHours(1));
    }

    @Override
    public void run(JobRun run) throws Exception {
        String one = new ObjectMapper().readTree(run.payload()).path("pool").asText("");
        for (UUID pool : one.isEmpty() ? recycling.active() : List.of(UUID.fromString(one))) {
            all(run, after -> recycling.warn(pool, after));
            all(run, after -> recycling.take(pool, after));
        }
    }

    private static void all(JobRun run, Function<UUID, Optional<UUID>> step) {
        Optional<UUID> after = Optional.of(Recycling.FIRST);
        while (after.isPresent() && !run.stopRequested()) {
            long began = System.nanoTime();
            after = step.apply(after.get());
            // Rests as long as it worked: nobody waits for the night's work, but somebody always waits for a page.
            LockSupport.parkNanos(Math.min(System.nanoTime() - began, LONGEST_REST.toNanos()));
        }
    }
}
