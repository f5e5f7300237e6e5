package io.mortise.customer.internal.demo;

import io.mortise.customer.internal.JobRow;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes up customers batch by batch; asked to stop, its successor goes on. */
@Component
public final class DemoDataJob implements Job {

    private final DemoData data;

    @Activate
    public DemoDataJob(@Reference DemoData data) {
        this.data = data;
    }

    @Override
    public String name() {
        return DemoData.JOB;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        UUID id = JobRow.id(run, "run");
        try {
            DemoData.Filling filling = data.filling(id);
            boolean more = true;
            while (more && !run.stopRequested()) {
                more = filling.step();
            }
        } catch (RuntimeException e) {
            if (run.lastAttempt()) {
                giveUp(id, e);
            }
            throw e;
        }
    }

    private void giveUp(UUID id, RuntimeException cause) {
        try {
            data.fail(id);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
