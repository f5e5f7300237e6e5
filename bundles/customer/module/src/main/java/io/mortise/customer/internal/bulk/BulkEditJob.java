package io.mortise.customer.internal.bulk;

import io.mortise.customer.internal.JobRow;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes the customers of one bulk edit, or takes that back. */
@Component
public final class BulkEditJob implements Job {

    private final BulkEdits edits;

    @Activate
    public BulkEditJob(@Reference BulkEdits edits) {
        this.edits = edits;
    }

    @Override
    public String name() {
        return BulkEdits.JOB;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        edits.run(JobRow.id(run, "edit"), run::stopRequested);
    }
}
