package io.mortise.permissions.internal.review;

import io.mortise.data.Database;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import io.mortise.permissions.internal.administration.Changes;
import io.mortise.permissions.internal.administration.StoredPolicy;
import io.mortise.permissions.internal.review.Campaign.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Moves campaigns on as time goes by: freezes, reminds, ends, changes, reports, and opens the next. */
@Component(service = {ReviewProgress.class, Job.class})
public final class ReviewProgress implements Job {

    static final String NAME = "reviews";
    static final UUID FIRST = new UUID(0, 0);

    /** More items than any campaign has. */
    static final int ALL = 1_000_000;

    private static final int PEOPLE = 500;

    private final Database database;
    private final ReviewStore store;
    private final StoredPolicy policy;
    private final Changes changes;
    private final Organisation organisation;
    private final Asking asking;
    private final Reviews reviews;
    private final ReviewEffects effects;

    @Activate
    public ReviewProgress(
            @Reference Database database,
            @Reference StoredPolicy policy,
            @Reference Changes changes,
            @Reference Organisation organisation,
            @Reference Asking asking,
            @Reference Reviews reviews,
            @Reference ReviewEffects effects) {
        this.database = database;
        this.store = new ReviewStore(database);
        this.policy = policy;
        this.changes = changes;
        this.organisation = organisation;
        this.asking = asking;
        this.reviews = reviews;
        this.effects = effects;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofSeconds(5));
    }

    @Override
    public void run(JobRun run) {
        for (Campaign campaign : database.read(store::moving)) {
            if (run.stopRequested()) {
                return;
            }
            Status before;
            Campaign now = campaign;
            do {
                before = now.status();
                step(now, changes.now());
                now = reviews.require(campaign.id());
            } while (now.status() != before);
        }
    }

    private void step(Campaign campaign, Instant now) {
        switch (campaign.status()) {
            case OPENING -> freeze(campaign);
            case OPEN -> {
                boolean over = !campaign.endsAt().isAfter(now);
                if (over || database.read(() -> store.open(campaign.id())) == 0) {
                    end(campaign, now);
                } else {
                    moveOn(campaign, now);
                    remind(campaign, now);
                }
            }
            case GRACE -> {
                Instant applyAt = campaign.applyAt();
                if (applyAt == null || !applyAt.isAfter(now)) {
                    effects.apply(campaign);
                }
            }
            case APPLIED -> effects.closeOrRetry(campaign);
            case CLOSED -> repeat(campaign, now);
        }
    }

    /** All in one unit of work: a snapshot is of one moment. */
    private void freeze(Campaign campaign) {
        database.write(() -> {
            Optional<Campaign> locked = store.lock(campaign.id());
            if (locked.isEmpty() || locked.get().status() != Status.OPENING) {
                return false;
            }
            Snapshot snapshot = asking.snapshot();
            var asked = new HashMap<UUID, Long>();
            people(
                    campaign.definition(),
                    person -> snapshot.items(campaign.id(), campaign.definition(), person)
                            .forEach(item -> {
                                store.insert(item);
                                if (item.reviewer() != null) {
                                    asked.merge(item.reviewer(), 1L, Long::sum);
                                }
                            }));
            store.update(with(
                    locked.get(),
                    Status.OPEN,
                    policy.book().policy().version(),
                    null,
                    locked.get().nextAt()));
            asked.forEach((person, count) ->
                    asking.tell(person, "review.asked", campaign.definition().name(), count));
            return true;
        });
    }

    private void people(Definition definition, Consumer<Subject> act) {
        UUID id = definition.what().id();
        if (definition.what().subject() == Definition.Subject.PERSON && id != null) {
            organisation.subject(id).ifPresent(act);
            return;
        }
        if (definition.what().subject() == Definition.Subject.DEPARTMENT && id != null) {
            List<UUID> members = organisation.members(organisation.departments().withBelow(List.of(id)));
            for (int from = 0; from < members.size(); from += PEOPLE) {
                organisation
                        .subjects(members.subList(from, Math.min(from + PEOPLE, members.size())))
                        .values()
                        .forEach(act);
            }
            return;
        }
        everybody(act);
    }

    /** All active people. */
    void everybody(Consumer<Subject> act) {
        UUID after = FIRST;
        for (List<UUID> some = organisation.peopleAfter(after, PEOPLE);
                !some.isEmpty();
                some = organisation.peopleAfter(after, PEOPLE)) {
            organisation.subjects(some).values().forEach(act);
            after = some.getLast();
        }
    }

    /** Puts questions to the next stage whose stage has let its time pass. */
    private void moveOn(Campaign campaign, Instant now) {
        Definition definition = campaign.definition();
        int due = ReviewRules.dueStage(definition, campaign.openedAt(), campaign.endsAt(), now);
        if (due == 0 || database.read(() -> store.behind(campaign.id(), due, 1)).isEmpty()) {
            return;
        }
        database.write(() -> {
            if (store.lock(campaign.id()).orElseThrow().status() != Status.OPEN) {
                return false;
            }
            Snapshot snapshot = asking.snapshot();
            var asked = new HashMap<UUID, Long>();
            for (Item behind : store.behind(campaign.id(), due, ALL)) {
                Item item = behind;
                while (item.stage() < due) {
                    item = asking.passed(item, definition, now, snapshot);
                }
                store.update(item);
                if (item.reviewer() != null) {
                    asked.merge(item.reviewer(), 1L, Long::sum);
                }
            }
            asked.forEach((person, count) -> asking.tell(person, "review.asked", definition.name(), count));
            return true;
        });
    }

    /** Once a day in the last days: tells who still has to answer, and asks another where somebody is gone. */
    private void remind(Campaign campaign, Instant now) {
        Definition definition = campaign.definition();
        boolean due = definition.remindDays() > 0
                && !now.isBefore(campaign.endsAt().minus(Duration.ofDays(definition.remindDays())));
        Instant last = campaign.remindedAt();
        if (!due || (last != null && last.plus(Duration.ofDays(1)).isAfter(now))) {
            return;
        }
        database.write(() -> {
            Campaign locked = store.lock(campaign.id()).orElseThrow();
            if (locked.status() != Status.OPEN) {
                return false;
            }
            store.waiting(campaign.id()).forEach((reviewer, count) -> {
                boolean there = organisation
                        .subject(reviewer)
                        .filter(one -> one.status() == PersonStatus.ACTIVE)
                        .isPresent();
                if (there) {
                    asking.tell(reviewer, "review.reminder", definition.name(), count);
                } else {
                    replace(campaign, reviewer);
                }
            });
            store.update(reminded(locked, now));
            return true;
        });
    }

    private void replace(Campaign campaign, UUID gone) {
        Snapshot snapshot = asking.snapshot();
        for (Item item : store.items(campaign.id(), FIRST, ALL)) {
            if (item.decision() == null && gone.equals(item.reviewer())) {
                organisation.subject(item.person()).ifPresent(person -> {
                    UUID other = snapshot.reviewer(
                            campaign.definition(), item.stage(), person, item.group(), item.grantedBy());
                    store.update(asking.handed(item, gone.equals(other) ? null : other));
                    if (other != null) {
                        asking.tell(other, "review.asked", campaign.definition().name(), 1);
                    }
                });
            }
        }
    }

    /** From here on nobody answers; silence becomes what was chosen beforehand. */
    private void end(Campaign campaign, Instant now) {
        database.write(() -> {
            Campaign locked = store.lock(campaign.id()).orElseThrow();
            if (locked.status() != Status.OPEN) {
                return false;
            }
            var silent = new ArrayList<Item>();
            for (Item item : store.items(campaign.id(), FIRST, ALL)) {
                if (item.decision() == null) {
                    silent.add(item);
                }
            }
            silent.forEach(item -> store.update(
                    item.decided(ReviewRules.silent(item, campaign.definition()), "module:access", now, false)));
            Instant applyAt = now.plus(Duration.ofHours(campaign.definition().graceHours()));
            store.update(with(locked, Status.GRACE, locked.policyVersion(), applyAt, locked.nextAt()));
            return true;
        });
    }

    private void repeat(Campaign campaign, Instant now) {
        Instant next = campaign.nextAt();
        if (next == null || next.isAfter(now)) {
            return;
        }
        database.write(() -> {
            Campaign locked = store.lock(campaign.id()).orElseThrow();
            if (locked.nextAt() != null) {
                store.update(with(locked, locked.status(), locked.policyVersion(), locked.applyAt(), null));
                reviews.open(campaign.definition());
            }
            return true;
        });
    }

    private static Campaign with(
            Campaign now, Status status, @Nullable Long version, @Nullable Instant applyAt, @Nullable Instant nextAt) {
        return new Campaign(
                now.id(),
                now.definition(),
                status,
                now.person(),
                version,
                now.createdBy(),
                now.openedAt(),
                now.endsAt(),
                applyAt,
                now.appliedAt(),
                now.closedAt(),
                now.remindedAt(),
                nextAt,
                now.report(),
                now.reportHash());
    }

    private static Campaign reminded(Campaign now, Instant at) {
        return new Campaign(
                now.id(),
                now.definition(),
                now.status(),
                now.person(),
                now.policyVersion(),
                now.createdBy(),
                now.openedAt(),
                now.endsAt(),
                now.applyAt(),
                now.appliedAt(),
                now.closedAt(),
                at,
                now.nextAt(),
                now.report(),
                now.reportHash());
    }
}
