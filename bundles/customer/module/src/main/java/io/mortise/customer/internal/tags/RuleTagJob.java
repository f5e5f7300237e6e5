package io.mortise.customer.internal.tags;

import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives and takes away the tags of rules. */
@Component
public final class RuleTagJob implements Job {

    private final RuleTags rules;

    @Activate
    public RuleTagJob(@Reference RuleTags rules) {
        this.rules = rules;
    }

    @Override
    public String name() {
        return "tag-rules";
    }

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofSeconds(10));
    }

    @Override
    public void run(JobRun run) {
        boolean more = true;
        while (more && !run.stopRequested()) {
            more = rules.step();
        }
    }
}
