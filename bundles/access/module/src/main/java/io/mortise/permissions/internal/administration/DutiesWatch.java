package io.mortise.permissions.internal.administration;

import io.mortise.identity.Notifications;
import io.mortise.identity.Subject;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.Texts;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The nightly search for conflicts of duties that no grant brought: people moved, tags changed, a waiver ended. It tells whoever
 * may administer conflicts; it takes nothing away by itself.
 */
@Component(service = {DutiesWatch.class, Job.class})
public final class DutiesWatch implements Job {

    private final StoredPolicy policy;
    private final Duties duties;
    private final Changes changes;
    private final Notifications notifications;
    private final Texts texts;

    @Activate
    public DutiesWatch(
            @Reference StoredPolicy policy,
            @Reference Duties duties,
            @Reference Changes changes,
            @Reference Notifications notifications,
            @Reference Texts texts) {
        this.policy = policy;
        this.duties = duties;
        this.changes = changes;
        this.notifications = notifications;
        this.texts = texts;
    }

    /** One person who meets conflicts. */
    public record Standing(UUID person, String name, List<UUID> conflicts) {}

    /** Everybody who meets a conflict now. */
    public List<Standing> standing() {
        return duties.standing(policy.book(), changes.now()).entrySet().stream()
                .map(one -> new Standing(
                        one.getKey().id(),
                        one.getKey().name(),
                        one.getValue().stream().map(Conflict::id).toList()))
                .toList();
    }

    @Override
    public String name() {
        return "duties";
    }

    @Override
    public Schedule schedule() {
        return Schedule.daily(LocalTime.of(3, 0));
    }

    @Override
    public void run(JobRun run) {
        Rulebook book = policy.book();
        Map<Subject, List<Conflict>> found = duties.standing(book, changes.now());
        if (found.isEmpty() || run.stopRequested()) {
            return;
        }
        for (Subject officer : duties.holders(book, "access.conflict", "edit", changes.now())) {
            notifications.send(
                    officer.id(),
                    "access.conflicts",
                    locale -> texts.text(locale, "notice.conflicts", Map.of("people", found.size())),
                    "/access/conflicts");
        }
    }
}
