package io.mortise.customer.internal.pools;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes back what nobody works on: each hour for every pool, or at once for one. Batch by batch, each on its own; a run that is
 * stopped or fails loses nothing, since what was not taken is due again.
 */
@Component(service = Job.class)
public final class RecycleJob implements Job {

    /** As {@code module.json} names it. */
    public static final String NAME = "pool-recycle";

    private final Pools pools;

    @Activate
    public RecycleJob(@Reference Pools pools) {
        this.pools = pools;
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
        List<UUID> all = one.isEmpty() ? pools.recycling() : List.of(UUID.fromString(one));
        for (UUID pool : all) {
            for (int rule = 0; rule < 50; rule++) {
                Optional<UUID> after = pools.recycle(pool, rule, Pools.first());
                while (after.isPresent() && !run.stopRequested()) {
                    after = pools.recycle(pool, rule, after.get());
                }
                if (run.stopRequested()) {
                    return;
                }
            }
        }
    }
}
