package io.mortise.permissions.internal.review;

import io.mortise.data.Ids;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.review.Item.Answer;
import io.mortise.permissions.internal.review.Item.Decision;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may be answered, what no answer means, and what answers do to the policy. Pure. */
final class ReviewRules {

    /** Nobody reads the evidence faster than that. */
    static final Duration TOO_FAST = Duration.ofSeconds(3);

    private ReviewRules() {}

    /** Why this answer is refused, as a problem type; empty when it may be given. */
    static Optional<String> refusal(
            Item item,
            Definition definition,
            @Nullable UUID decider,
            boolean mayDecideAll,
            Answer answer,
            Instant now) {
        boolean self = definition.stages().get(item.stage()).reviewer() == Definition.Reviewer.SELF;
        if (item.decision() != null) {
            return Optional.of("review-decided");
        }
        if (item.person().equals(decider) && !self) {
            return Optional.of("review-own-item");
        }
        if (decider != null && item.grantedBy().equals(decider.toString()) && !self) {
            return Optional.of("review-own-grant");
        }
        if (!mayDecideAll && (decider == null || !decider.equals(item.reviewer()))) {
            return Optional.of("review-not-yours");
        }
        boolean reasoned = answer.reason() != null && !answer.reason().isBlank();
        return switch (answer.decision()) {
            case KEEP -> item.risky() && !reasoned ? Optional.of("review-reason-required") : Optional.empty();
            case UNTIL ->
                answer.until() == null || !answer.until().isAfter(now)
                        ? Optional.of("review-until-required")
                        : Optional.empty();
            case REDUCE ->
                answer.toGroup() == null || answer.toGroup().equals(item.group())
                        ? Optional.of("review-group-required")
                        : Optional.empty();
            case SUSPEND, REVOKE -> Optional.empty();
        };
    }

    /** Whether many may be answered at once: keeping what is risky is thought about one by one. */
    static boolean bulk(List<Item> items, Answer answer) {
        return answer.decision() != Decision.KEEP || items.stream().noneMatch(Item::risky);
    }

    /** The stage that should be under way: each has an equal part of the time, so that one who is silent silences no other. */
    static int dueStage(Definition definition, Instant openedAt, Instant endsAt, Instant now) {
        int stages = definition.stages().size();
        long part = Duration.between(openedAt, endsAt).toMillis() / stages;
        long passed = Duration.between(openedAt, now).toMillis();
        return part <= 0 ? stages - 1 : (int) Math.max(0, Math.min(stages - 1, passed / part));
    }

    /** What no answer means for an item. */
    static Answer silent(Item item, Definition definition) {
        Definition.Silence silence = item.risky() ? definition.silenceRisky() : definition.silence();
        Decision decision = switch (silence) {
            case KEEP -> Decision.KEEP;
            case SUSPEND -> Decision.SUSPEND;
            case REVOKE -> Decision.REVOKE;
            case SUGGESTION -> item.suggestion();
        };
        return new Answer(decision, "no answer", null, null);
    }

    /** An item whose decision can't be made a change; the sentence says why. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    /**
     * The rulebook after these decisions, all of them about one assignment.
     *
     * @throws Failed when it is not one person's own assignment, so that taking it away would take it from others
     */
    static Rulebook apply(Rulebook book, UUID assignment, List<Item> decided) {
        Map<UUID, Item> changes = new HashMap<>();
        decided.stream()
                .filter(item -> item.decision() != Decision.KEEP)
                .forEach(item -> changes.put(item.group(), item));
        Optional<Assignment> found = book.policy().assignments().stream()
                .filter(one -> one.id().equals(assignment))
                .findFirst();
        if (changes.isEmpty() || found.isEmpty()) {
            // Gone in the meantime: what was asked for is so.
            return book;
        }
        Assignment before = found.get();
        if (!(before.receiver() instanceof Receiver.Person)) {
            throw new Failed("it comes with a department, position or tag; change that assignment, or his place");
        }
        var after = new ArrayList<>(book.policy().assignments());
        after.remove(before);
        for (UUID group : groups(book, before)) {
            Item change = changes.get(group);
            if (change == null) {
                after.add(only(before, group, before.until()));
            } else if (change.decision() == Decision.UNTIL) {
                after.add(only(before, group, earlier(before.until(), change.until())));
            } else if (change.decision() == Decision.REDUCE && change.toGroup() != null) {
                UUID smaller = change.toGroup();
                if (book.group(smaller).isEmpty()) {
                    throw new Failed("the smaller group " + smaller + " is not there any more");
                }
                after.add(only(before, smaller, before.until()));
            }
        }
        return book.withAssignments(after);
    }

    /** The rulebook with what a decision took given back, as it had been given. */
    static Rulebook undo(Rulebook book, Assignment taken) {
        var after = new ArrayList<>(book.policy().assignments());
        after.add(taken);
        return book.withAssignments(after);
    }

    private static Set<UUID> groups(Rulebook book, Assignment assignment) {
        if (assignment.group() != null) {
            return Set.of(assignment.group());
        }
        UUID role = assignment.role();
        return role == null ? Set.of() : book.role(role).map(Role::groups).orElse(Set.of());
    }

    /** One group of it: whoever keeps a part of a role keeps it by name. */
    private static Assignment only(Assignment before, UUID group, @Nullable Instant until) {
        return new Assignment(
                Ids.next(),
                before.receiver(),
                null,
                group,
                before.from(),
                until,
                before.reason(),
                before.grantedBy(),
                before.ticket());
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
