package io.mortise.customer.internal.handover;

import io.mortise.customer.internal.JobRow;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hands over, or takes back, step by step; asked to stop, its successor goes on. */
@Component
public final class HandOverJob implements Job {

    private final HandOverSteps steps;

    @Activate
    public HandOverJob(@Reference HandOverSteps steps) {
        this.steps = steps;
    }

    @Override
    public String name() {
        return HandOvers.JOB;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        UUID id = JobRow.id(run, "handOver");
        try {
            boolean more = true;
            while (more && !run.stopRequested()) {
                more = steps.step(id);
            }
        } catch (RuntimeException e) {
            if (run.lastAttempt()) {
                steps.fail(id);
            }
            throw e;
        }
    }
}
