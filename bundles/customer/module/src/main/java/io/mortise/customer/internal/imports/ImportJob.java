package io.mortise.customer.internal.imports;

import io.mortise.customer.internal.JobRow;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Works on an import batch by batch. Asked to stop, it ends after the batch it is at; its successor goes on from there. */
@Component
public final class ImportJob implements Job {

    private final CustomerImports imports;

    @Activate
    public ImportJob(@Reference CustomerImports imports) {
        this.imports = imports;
    }

    @Override
    public String name() {
        return CustomerImports.JOB;
    }

    @Override
    public Schedule schedule() {
        return Schedule.onDemand();
    }

    @Override
    public void run(JobRun run) throws Exception {
        UUID id = JobRow.id(run, "import");
        try {
            boolean more = true;
            while (more && !run.stopRequested()) {
                more = imports.step(id);
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
            imports.fail(id);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
