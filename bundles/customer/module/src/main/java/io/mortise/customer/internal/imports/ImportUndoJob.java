package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.JobRow;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes an import back step by step; asked to stop, its successor goes on. */
@Component
public final class ImportUndoJob implements Job {

    private final ImportUndos undos;

    @Activate
    public ImportUndoJob(@Reference ImportUndos undos) {
        this.undos = undos;
    }

    @Override
    public String name() {
        return ImportUndos.JOB;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        UUID id = JobRow.id(run, "import");
        boolean more = true;
        while (more && !run.stopRequested()) {
            more = undos.step(id);
        }
    }
}
