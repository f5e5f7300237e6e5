package io.mortise.customer.internal.exports;

import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Throws files away that nobody fetched within a day. */
@Component
public final class ExportCleanup implements Job {

    private final Exports exports;

    @Activate
    public ExportCleanup(@Reference Exports exports) {
        this.exports = exports;
    }

    @Override
    public String name() {
        return "export-cleanup";
    }

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofHours(1));
    }

    @Override
    public void run(JobRun run) {
        exports.clean();
    }
}
