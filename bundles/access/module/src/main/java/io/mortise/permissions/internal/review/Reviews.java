package io.mortise.permissions.internal.review;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.message.Jobs;
import io.mortise.permissions.internal.administration.Changes;
import io.mortise.permissions.internal.review.Item.Answer;
import io.mortise.permissions.internal.review.Item.Decision;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opening campaigns and answering their questions. What follows of it by time is {@link ReviewProgress}. */
@Component(service = Reviews.class)
public final class Reviews {

    static final Permission CREATE = new Permission("access.review", "create");
    static final Permission DECIDE = new Permission("access.review", "decide");
    private static final int MOST_FORWARDS = 3;

    private final Database database;
    private final ReviewStore store;
    private final Access access;
    private final Changes changes;
    private final Organisation organisation;
    private final Asking asking;
    private final Jobs jobs;

    @Activate
    public Reviews(
            @Reference Database database,
            @Reference Access access,
            @Reference Changes changes,
            @Reference Organisation organisation,
            @Reference Asking asking,
            @Reference Jobs jobs) {
        this.database = database;
        this.store = new ReviewStore(database);
        this.access = access;
        this.changes = changes;
        this.organisation = organisation;
        this.asking = asking;
        this.jobs = jobs;
    }

    /** Opens one; its items are frozen right after. */
    Campaign open(Definition definition) {
        return database.write(() -> {
            Instant now = changes.now();
            Definition.What what = definition.what();
            var campaign = new Campaign(
                    Ids.next(),
                    definition,
                    Campaign.Status.OPENING,
                    what.subject() == Definition.Subject.PERSON ? what.id() : null,
                    null,
                    Caller.current().id(),
                    now,
                    now.plus(Duration.ofDays(definition.days())),
                    null,
                    null,
                    null,
                    null,
                    definition.everyDays() == 0 ? null : now.plus(Duration.ofDays(definition.everyDays())),
                    null,
                    null);
            store.insert(campaign);
            access.audit(CREATE, campaign.id(), null, Map.of("name", definition.name()));
            jobs.enqueue(ReviewProgress.NAME, "now", "{}", Duration.ZERO);
            return campaign;
        });
    }

    /** Opens a one-person review unless one is under way. */
    public void openMicro(UUID person, String why) {
        database.write(() -> {
            if (organisation.subject(person).isPresent() && !store.micro(person)) {
                open(Definition.micro(why, person));
            }
            return true;
        });
    }

    Optional<Campaign> find(UUID id) {
        return database.read(() -> store.find(id));
    }

    Campaign require(UUID id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    List<Campaign> before(UUID before, int limit) {
        return database.read(() -> store.before(before, limit));
    }

    List<Item> items(UUID review, UUID after, int limit) {
        return database.read(() -> store.items(review, after, limit));
    }

    /** What the person is asked now. */
    List<Item> asked(UUID person, UUID after, int limit) {
        return database.read(() -> store.asked(person, after, limit));
    }

    /** An item of whoever may see it: its reviewer, or who may decide all. */
    Item visible(UUID id) {
        Item item = database.read(() -> store.item(id)).orElseThrow(() -> notFound(id));
        UUID me = Caller.current().personId().orElse(null);
        if (!access.holds(DECIDE) && (me == null || !me.equals(item.reviewer()))) {
            throw notFound(id);
        }
        return item;
    }

    /** Answers; all of them or, when one is refused, none. */
    List<Item> decide(List<UUID> ids, Answer answer) {
        return database.write(() -> {
            Instant now = changes.now();
            String by = Caller.current().id();
            boolean tooFast = answer.decision() == Decision.KEEP
                    && store.lastDecision(by)
                            .filter(last -> last.plus(ReviewRules.TOO_FAST).isAfter(now))
                            .isPresent();
            boolean all = access.holds(DECIDE);
            UUID me = Caller.current().personId().orElse(null);
            var items = new ArrayList<Item>();
            for (UUID id : ids) {
                items.add(store.item(id)
                        .filter(one -> all || (me != null && (me.equals(one.reviewer()) || me.equals(one.person()))))
                        .orElseThrow(() -> notFound(id)));
            }
            if (items.size() > 1 && !ReviewRules.bulk(items, answer)) {
                throw refused("review-bulk-keep");
            }
            var decided = new ArrayList<Item>();
            for (Item seen : items) {
                Definition definition = requireOpen(seen.review()).definition();
                // Read again under the lock.
                Item item = store.item(seen.id()).orElseThrow(() -> notFound(seen.id()));
                ReviewRules.refusal(item, definition, me, all, answer, now).ifPresent(type -> {
                    throw refused(type);
                });
                Item next = asking.next(item.decided(answer, by, now, tooFast), definition);
                store.update(next);
                audit(item, answer);
                decided.add(next);
            }
            return decided;
        });
    }

    /** "Not mine": hands the question on. */
    Item forward(UUID id, UUID to, String reason) {
        return database.write(() -> {
            Item seen = visible(id);
            requireOpen(seen.review());
            Item item = store.item(id).orElseThrow(() -> notFound(id));
            if (item.decision() != null) {
                throw refused("review-decided");
            }
            boolean may = !to.equals(item.person())
                    && !to.toString().equals(item.grantedBy())
                    && !to.equals(item.reviewer())
                    && organisation
                            .subject(to)
                            .filter(one -> one.status() == PersonStatus.ACTIVE)
                            .isPresent();
            if (!may || Asking.forwards(item) >= MOST_FORWARDS) {
                throw refused("review-forward-refused");
            }
            Item next = asking.forwarded(item, to, reason, changes.now());
            store.update(next);
            access.audit(
                    DECIDE,
                    id,
                    reason,
                    Map.of("forwardedTo", to.toString(), "person", item.person().toString()));
            return next;
        });
    }

    private Campaign requireOpen(UUID review) {
        Campaign campaign = store.lock(review).orElseThrow(() -> notFound(review));
        if (campaign.status() != Campaign.Status.OPEN || !campaign.endsAt().isAfter(changes.now())) {
            throw refused("review-closed");
        }
        return campaign;
    }

    private void audit(Item item, Answer answer) {
        @Nullable String reason = answer.reason();
        access.audit(
                DECIDE,
                item.id(),
                reason,
                Map.of(
                        "decision",
                        DefinitionText.key(answer.decision()),
                        "person",
                        item.person().toString(),
                        "group",
                        item.groupName(),
                        "stage",
                        Integer.toString(item.stage() + 1)));
    }

    static ProblemException notFound(UUID id) {
        return new ProblemException(Problem.of("review-not-found", 404).with("id", id.toString()));
    }

    /** A rule of reviews said no. */
    static ProblemException refused(String type) {
        return new ProblemException(Problem.of(type, 409));
    }
}
