package io.mortise.permissions.internal.review;

import io.mortise.identity.Subject;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Each night: whoever has had something for 90 days and never used it is asked about. */
@Component(service = Job.class)
public final class DisuseReviews implements Job {

    private final Reviews reviews;
    private final ReviewProgress progress;
    private final Asking asking;

    @Activate
    public DisuseReviews(@Reference Reviews reviews, @Reference ReviewProgress progress, @Reference Asking asking) {
        this.reviews = reviews;
        this.progress = progress;
        this.asking = asking;
    }

    @Override
    public String name() {
        return "disuse";
    }

    @Override
    public Schedule schedule() {
        return Schedule.daily(LocalTime.of(2, 30));
    }

    @Override
    public void run(JobRun run) {
        Snapshot snapshot = asking.snapshot();
        List<UUID> found = new ArrayList<>();
        progress.everybody((Subject person) -> {
            if (!run.stopRequested() && snapshot.disused(person)) {
                found.add(person.id());
            }
        });
        for (UUID person : found) {
            if (run.stopRequested()) {
                return;
            }
            reviews.openMicro(person, "disuse");
        }
    }
}
