package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.permissions.internal.administration.Changes;
import io.mortise.permissions.internal.administration.StoredPolicy;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.review.Campaign.Status;
import io.mortise.permissions.internal.review.Item.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes decisions changes of the policy, through its one door; takes them back; and writes the closing report. */
@Component(service = ReviewEffects.class)
public final class ReviewEffects {

    private static final Permission APPLY = new Permission("access.review", "apply");
    private static final Permission UNDO = new Permission("access.review", "undo");
    private static final Permission CLOSE = new Permission("access.review", "close");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration RETRY = Duration.ofHours(1);

    private final Database database;
    private final ReviewStore store;
    private final StoredPolicy policy;
    private final Changes changes;
    private final Access access;

    @Activate
    public ReviewEffects(
            @Reference Database database,
            @Reference StoredPolicy policy,
            @Reference Changes changes,
            @Reference Access access) {
        this.database = database;
        this.store = new ReviewStore(database);
        this.policy = policy;
        this.changes = changes;
        this.access = access;
    }

    /** Changes what was decided; each assignment by itself, so that one that can't be changed holds up no other. */
    void apply(Campaign campaign) {
        Map<UUID, List<Item>> assignments = new LinkedHashMap<>();
        for (Item item : all(campaign)) {
            if (item.outcome() == null || item.outcome().equals("failed")) {
                assignments
                        .computeIfAbsent(item.assignment(), _ -> new ArrayList<>())
                        .add(item);
            }
        }
        assignments.forEach((assignment, items) -> change(campaign, assignment, items));
        database.write(() -> {
            Campaign locked = store.lock(campaign.id()).orElseThrow();
            Instant first = locked.appliedAt() == null ? changes.now() : locked.appliedAt();
            // A retry is noted as the time of the next one.
            store.update(moved(locked, Status.APPLIED, changes.now(), first, null, null, null));
            return true;
        });
    }

    private void change(Campaign campaign, UUID assignment, List<Item> items) {
        try {
            database.write(() -> {
                boolean keep = items.stream().allMatch(item -> item.decision() == Decision.KEEP);
                if (!keep) {
                    changes.apply(
                            APPLY,
                            items.getFirst().personName() + " / "
                                    + items.getFirst().groupName(),
                            campaign.definition().name(),
                            book -> ReviewRules.apply(book, assignment, items));
                }
                items.forEach(item ->
                        store.update(outcome(item, item.decision() == Decision.KEEP ? "kept" : "applied", null)));
                return true;
            });
        } catch (RuntimeException e) {
            String why = Objects.toString(e.getMessage(), e.getClass().getSimpleName());
            database.write(() -> {
                items.forEach(item -> store.update(
                        item.decision() == Decision.KEEP
                                ? outcome(item, "kept", null)
                                : outcome(item, "failed", why.substring(0, Math.min(300, why.length())))));
                return true;
            });
        }
    }

    /** Closes with a report, or, while something failed, tries that again. */
    void closeOrRetry(Campaign campaign) {
        List<Item> items = all(campaign);
        if (items.stream().anyMatch(item -> "failed".equals(item.outcome()))) {
            Instant last = campaign.applyAt();
            if (last == null || last.plus(RETRY).isBefore(changes.now())) {
                apply(campaign);
            }
            return;
        }
        database.write(() -> {
            Campaign locked = store.lock(campaign.id()).orElseThrow();
            if (locked.status() == Status.APPLIED) {
                Instant now = changes.now();
                String report =
                        Report.text(locked, items, policy.book().policy().version(), now);
                String hash = Report.sha256(report);
                store.update(moved(locked, Status.CLOSED, locked.applyAt(), locked.appliedAt(), now, report, hash));
                access.audit(
                        CLOSE,
                        campaign.id(),
                        null,
                        Map.of("name", campaign.definition().name(), "sha256", hash));
            }
            return true;
        });
    }

    /** Gives back what an item took, as it had been given. */
    Item undo(UUID id, String reason) {
        return database.write(() -> {
            Item seen = store.item(id).orElseThrow(() -> Reviews.notFound(id));
            Campaign campaign = store.lock(seen.review()).orElseThrow(() -> Reviews.notFound(id));
            Item item = store.item(id).orElseThrow(() -> Reviews.notFound(id));
            Instant applied = campaign.appliedAt();
            Instant now = changes.now();
            boolean inTime = applied != null
                    && applied.plus(Duration.ofDays(campaign.definition().undoDays()))
                            .isAfter(now);
            if (!"applied".equals(item.outcome()) || !inTime) {
                throw Reviews.refused("review-undo-over");
            }
            if (Caller.current().id().equals(item.person().toString())) {
                throw Reviews.refused("review-own-item");
            }
            Assignment taken = taken(item);
            if (taken.until() != null && !taken.until().isAfter(now)) {
                throw Reviews.refused("review-undo-over");
            }
            changes.apply(
                    UNDO, item.personName() + " / " + item.groupName(), reason, book -> ReviewRules.undo(book, taken));
            Item undone = outcome(item, "undone", null);
            store.update(undone);
            return undone;
        });
    }

    private List<Item> all(Campaign campaign) {
        return database.read(() -> store.items(campaign.id(), ReviewProgress.FIRST, ReviewProgress.ALL));
    }

    private static Assignment taken(Item item) {
        try {
            JsonNode evidence = JSON.readTree(item.evidence());
            return new Assignment(
                    Ids.next(),
                    new Receiver.Person(item.person()),
                    null,
                    item.group(),
                    Instant.parse(evidence.path("from").asText()),
                    evidence.hasNonNull("until")
                            ? Instant.parse(evidence.path("until").asText())
                            : null,
                    evidence.path("reason").asText(),
                    item.grantedBy(),
                    evidence.hasNonNull("ticket") ? evidence.path("ticket").asText() : null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the evidence of review item " + item.id() + " is no JSON", e);
        }
    }

    private static Item outcome(Item item, String outcome, @Nullable String failure) {
        return new Item(
                item.id(),
                item.review(),
                item.person(),
                item.personName(),
                item.assignment(),
                item.group(),
                item.groupName(),
                item.grantedBy(),
                item.risky(),
                item.suggestion(),
                item.evidence(),
                item.stage(),
                item.reviewer(),
                item.decision(),
                item.until(),
                item.toGroup(),
                item.reason(),
                item.decidedBy(),
                item.decidedAt(),
                item.flagged(),
                outcome,
                failure,
                item.history());
    }

    private static Campaign moved(
            Campaign now,
            Status status,
            @Nullable Instant applyAt,
            @Nullable Instant appliedAt,
            @Nullable Instant closedAt,
            @Nullable String report,
            @Nullable String hash) {
        return new Campaign(
                now.id(),
                now.definition(),
                status,
                now.person(),
                now.policyVersion(),
                now.createdBy(),
                now.openedAt(),
                now.endsAt(),
                applyAt,
                appliedAt,
                closedAt,
                now.remindedAt(),
                now.nextAt(),
                report,
                hash);
    }
}
