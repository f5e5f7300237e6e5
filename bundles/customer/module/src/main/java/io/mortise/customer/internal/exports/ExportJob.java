package io.mortise.customer.internal.exports;

import io.mortise.customer.internal.JobRow;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes one file; asked to stop, it throws away what it has, and its successor begins anew. */
@Component
public final class ExportJob implements Job {

    private final Exports exports;

    @Activate
    public ExportJob(@Reference Exports exports) {
        this.exports = exports;
    }

    @Override
    public String name() {
        return Exports.JOB;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        UUID id = JobRow.id(run, "export");
        try {
            exports.run(id, run::stopRequested);
        } catch (RuntimeException e) {
            if (run.lastAttempt()) {
                exports.fail(id, "export-failed");
            }
            throw e;
        }
    }
}
