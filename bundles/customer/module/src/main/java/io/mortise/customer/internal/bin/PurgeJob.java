package io.mortise.customer.internal.bin;

import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.time.Instant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Removes for good what lay in the bin long enough, a hundred at a time. */
@Component
public final class PurgeJob implements Job {

    static final String NAME = "bin-purge";

    private final Bin bin;

    @Activate
    public PurgeJob(@Reference Bin bin) {
        this.bin = bin;
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
    public void run(JobRun run) {
        Instant now = Instant.now();
        boolean more = true;
        while (more && !run.stopRequested()) {
            more = bin.purgeDue(now);
        }
    }
}
