package io.mortise.customer.internal.search;

import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the index of names: blocks with new or renamed customers are built again, one after another. */
@Component
public final class NameIndexJob implements Job {

    private final NameIndex index;

    @Activate
    public NameIndexJob(@Reference NameIndex index) {
        this.index = index;
    }

    @Override
    public String name() {
        return "name-index";
    }

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofSeconds(10));
    }

    @Override
    public void run(JobRun run) {
        boolean more = true;
        while (more && !run.stopRequested()) {
            more = index.markSome();
        }
        Optional<Long> due = index.due();
        while (due.isPresent() && !run.stopRequested()) {
            index.build(due.get());
            due = index.due();
        }
    }
}
