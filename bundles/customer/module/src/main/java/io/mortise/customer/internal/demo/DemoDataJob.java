package io.mortise.customer.internal.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
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
        DemoData.Filling filling = data.filling(UUID.fromString(
                new ObjectMapper().readTree(run.payload()).path("run").asText()));
        boolean more = true;
        while (more && !run.stopRequested()) {
            more = filling.step();
        }
    }
}
