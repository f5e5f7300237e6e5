package io.mortise.permissions.internal.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.review.Item.Answer;
import io.mortise.permissions.internal.review.Item.Decision;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** PERMISSIONS.md, section 8: who may answer, what silence means, what an answer changes. */
class ReviewRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final UUID PERSON = UUID.randomUUID();
    private static final UUID REVIEWER = UUID.randomUUID();
    private static final UUID GRANTER = UUID.randomUUID();
    private static final UUID ASSIGNMENT = UUID.randomUUID();
    private static final UUID FIRST = UUID.randomUUID();
    private static final UUID SECOND = UUID.randomUUID();
    private static final UUID THIRD = UUID.randomUUID();
    private static final UUID ROLE = UUID.randomUUID();
    private static final Answer KEEP = new Answer(Decision.KEEP, null, null, null);
    private static final Answer REVOKE = new Answer(Decision.REVOKE, null, null, null);
    private static final Definition DEFINITION = Definition.micro("test", PERSON);

    private static Item item(UUID group, boolean risky) {
        return new Item(
                UUID.randomUUID(),
                UUID.randomUUID(),
                PERSON,
                "Wang Fang",
                ASSIGNMENT,
                group,
                "Group",
                GRANTER.toString(),
                risky,
                Decision.REVOKE,
                "{}",
                0,
                REVIEWER,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                "[]");
    }

    private static Optional<String> refusal(Item item, @Nullable UUID decider, boolean all, Answer answer) {
        return ReviewRules.refusal(item, DEFINITION, decider, all, answer, NOW);
    }

    @Test
    void nobodyDecidesAboutHimselfOrAboutWhatHeGrantedEvenIfHeMayDecideAll() {
        assertEquals(Optional.of("review-own-item"), refusal(item(FIRST, false), PERSON, true, REVOKE));
        assertEquals(Optional.of("review-own-grant"), refusal(item(FIRST, false), GRANTER, true, KEEP));
        assertEquals(Optional.of("review-not-yours"), refusal(item(FIRST, false), UUID.randomUUID(), false, KEEP));
        assertEquals(Optional.empty(), refusal(item(FIRST, false), REVIEWER, false, KEEP));
    }

    @Test
    void keepingWhatIsRiskyNeedsAReasonAndAnEndLiesAhead() {
        var blank = new Answer(Decision.KEEP, " ", null, null);
        var past = new Answer(Decision.UNTIL, null, NOW, null);
        var same = new Answer(Decision.REDUCE, null, null, FIRST);

        assertEquals(Optional.of("review-reason-required"), refusal(item(FIRST, true), REVIEWER, false, blank));
        assertEquals(Optional.of("review-until-required"), refusal(item(FIRST, false), REVIEWER, false, past));
        assertEquals(Optional.of("review-group-required"), refusal(item(FIRST, false), REVIEWER, false, same));
        assertFalse(ReviewRules.bulk(List.of(item(FIRST, false), item(SECOND, true)), KEEP));
        assertTrue(ReviewRules.bulk(List.of(item(FIRST, false), item(SECOND, true)), REVOKE));
    }

    @Test
    void silenceSuspendsWhatIsRiskyUnlessSomethingElseWasChosen() {
        assertEquals(
                Decision.SUSPEND,
                ReviewRules.silent(item(FIRST, true), DEFINITION).decision());
        assertEquals(
                Decision.KEEP,
                ReviewRules.silent(item(FIRST, false), DEFINITION).decision());
    }

    /** Whoever is asked about himself and says nothing does not keep his manager from being asked. */
    @Test
    void eachStageHasItsPartOfTheTime() {
        var two = new Definition(
                "two",
                new Definition.What(Definition.Subject.EVERYBODY, null),
                List.of(
                        new Definition.Stage(Definition.Reviewer.SELF, null),
                        new Definition.Stage(Definition.Reviewer.LINE_MANAGER, null)),
                10,
                3,
                null,
                Definition.Silence.KEEP,
                Definition.Silence.SUSPEND,
                0,
                30,
                0);
        Instant end = NOW.plus(Duration.ofDays(10));

        assertEquals(0, ReviewRules.dueStage(two, NOW, end, NOW.plus(Duration.ofDays(4))));
        assertEquals(1, ReviewRules.dueStage(two, NOW, end, NOW.plus(Duration.ofDays(5))));
        assertEquals(1, ReviewRules.dueStage(two, NOW, end, end.plusSeconds(1)));
        assertEquals(0, ReviewRules.dueStage(DEFINITION, NOW, end, end));
    }

    private static Rulebook book(Assignment assignment) {
        List<PermissionGroup> groups = List.of(FIRST, SECOND, THIRD).stream()
                .map(id -> new PermissionGroup(id, null, id.toString(), "", null, true, List.of()))
                .toList();
        var role = new Role(ROLE, null, "Role", Set.of(FIRST, SECOND));
        return new Rulebook(
                new Policy(1, groups, List.of(role), List.of(assignment), List.of()),
                List.of(),
                List.of(),
                List.of(),
                100);
    }

    private static Assignment assignment(Receiver receiver) {
        return new Assignment(ASSIGNMENT, receiver, ROLE, null, NOW.minusSeconds(60), null, "project", "x", "T-1");
    }

    private static Item decided(UUID group, Answer answer) {
        return item(group, false).decided(answer, REVIEWER.toString(), NOW, false);
    }

    @Test
    void whoLosesOneGroupOfARoleKeepsTheOthersWithTheirReasonAndTheirEnd() {
        Rulebook before = book(assignment(new Receiver.Person(PERSON)));
        Instant end = NOW.plus(Duration.ofDays(30));

        Rulebook after = ReviewRules.apply(
                before,
                ASSIGNMENT,
                List.of(decided(FIRST, REVOKE), decided(SECOND, new Answer(Decision.UNTIL, null, end, null))));

        assertEquals(1, after.policy().assignments().size());
        Assignment left = after.policy().assignments().getFirst();
        assertEquals(SECOND, left.group());
        assertEquals(end, left.until());
        assertEquals("project", left.reason());
        assertEquals("T-1", left.ticket());
    }

    @Test
    void aSmallerGroupTakesThePlaceOfALargerOne() {
        Rulebook before = book(assignment(new Receiver.Person(PERSON)));

        Rulebook after = ReviewRules.apply(
                before, ASSIGNMENT, List.of(decided(FIRST, new Answer(Decision.REDUCE, null, null, THIRD))));

        assertEquals(
                Set.of(SECOND, THIRD),
                Set.copyOf(after.policy().assignments().stream()
                        .map(one -> assertNotNullGroup(one.group()))
                        .toList()));
    }

    private static UUID assertNotNullGroup(@Nullable UUID group) {
        assertNotNull(group);
        return java.util.Objects.requireNonNull(group);
    }

    /** Taking from one what a department has would take it from everybody there. */
    @Test
    void whatAWholeDepartmentHasIsNotTakenBecauseOfOne() {
        Rulebook before = book(assignment(new Receiver.Department(UUID.randomUUID(), true)));

        assertThrows(
                ReviewRules.Failed.class, () -> ReviewRules.apply(before, ASSIGNMENT, List.of(decided(FIRST, REVOKE))));
    }

    @Test
    void whatIsGoneAlreadyIsNoFailureAndKeepingChangesNothing() {
        Rulebook before = book(assignment(new Receiver.Person(PERSON)));

        assertEquals(before, ReviewRules.apply(before, UUID.randomUUID(), List.of(decided(FIRST, REVOKE))));
        assertEquals(before, ReviewRules.apply(before, ASSIGNMENT, List.of(decided(FIRST, KEEP))));
    }
}
