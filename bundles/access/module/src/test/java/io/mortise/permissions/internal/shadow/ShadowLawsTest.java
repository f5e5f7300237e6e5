package io.mortise.permissions.internal.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.RandomCases;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.shadow.Finding.Effect;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is found beside decisions is just where two policies differ. */
class ShadowLawsTest {

    private static final Clock CLOCK = Clock.fixed(RandomCases.NOW, ZoneOffset.UTC);
    private static final long LATER = RandomCases.NOW.toEpochMilli() + 1;

    @Test
    void whatIsFoundIsWhereTheDraftWouldHaveDecidedOtherwise() {
        var seen = new HashMap<Effect, Integer>();
        for (long seed = 1; seed <= 500; seed++) {
            var cases = new RandomCases(seed);
            Policy policy = cases.policy();
            Policy draft = cases.changed();
            for (Subject person : cases.people()) {
                Profile had = cases.profile(policy, person, RandomCases.NOW, Reasons.UNASKED);
                Profile has = cases.profile(draft, person, RandomCases.NOW, Reasons.UNASKED);
                var counts = new Counts();
                var look = new BesideLook(person.id(), had, has, counts, CLOCK, LATER);
                var expected = new HashMap<String, Long>();
                for (String object : RandomCases.OBJECTS) {
                    for (String action : RandomCases.ACTIONS) {
                        var permission = new Permission(object, action);
                        boolean held = had.held().containsKey(permission);
                        boolean then = has.held().containsKey(permission);
                        look.asked(permission, held);
                        look.asked(permission, held);
                        if (held) {
                            look.reached(permission);
                        }
                        if (held != then) {
                            expected.put(permission + " " + (held ? Effect.REFUSED : Effect.OPENED), 2L);
                        } else if (held && !had.scope(permission).equals(has.scope(permission))) {
                            expected.put(permission + " " + Effect.ROWS, 1L);
                        }
                    }
                }

                assertEquals(expected, found(counts), "seed " + seed + " " + person.name());
                counts.open().forEach(count -> seen.merge(count.effect, 1, Integer::sum));
            }
        }
        for (Effect effect : Effect.values()) {
            assertTrue(seen.getOrDefault(effect, 0) > 20, seen.toString());
        }
    }

    /** A record is looked at after it was decided: one that the policy decides otherwise by then was changed, and is not judged. */
    @Test
    void aDecidedRecordIsFoundWhenTheDraftReachesItOtherwiseAndMissedWhenItHasChanged() {
        var seen = new int[3];
        for (long seed = 1; seed <= 500; seed++) {
            var cases = new RandomCases(seed);
            Policy draft = cases.changed();
            Policy policy = cases.policy();
            for (Subject person : cases.people()) {
                var permission = new Permission("shop.order", "edit");
                Scope before = cases.profile(policy, person, RandomCases.NOW, Reasons.UNASKED)
                        .scope(permission);
                Scope then = cases.profile(draft, person, RandomCases.NOW, Reasons.UNASKED)
                        .scope(permission);
                for (UUID record : cases.records()) {
                    boolean done = cases.number(4) > 0 == reaches(cases, record, before);
                    var counts = new Counts();

                    Shadows.judge(
                            counts, new Shadows.Decided(person.id(), permission, record, done), cases, before, then);

                    boolean changed = done != reaches(cases, record, before);
                    boolean otherwise = done != reaches(cases, record, then);
                    assertEquals(changed ? 1 : 0, counts.missed(), "seed " + seed);
                    assertEquals(
                            changed || !otherwise
                                    ? Map.of()
                                    : Map.of(permission + " " + (done ? Effect.REFUSED : Effect.OPENED), 1L),
                            found(counts),
                            "seed " + seed);
                    seen[changed ? 0 : otherwise ? 1 : 2]++;
                }
                var counts = new Counts();
                Shadows.judge(
                        counts,
                        new Shadows.Decided(person.id(), permission, UUID.randomUUID(), true),
                        cases,
                        before,
                        then);
                assertEquals(1, counts.missed());
            }
        }
        assertTrue(seen[0] > 100 && seen[1] > 50 && seen[2] > 100, seen[0] + " " + seen[1] + " " + seen[2]);
    }

    private static boolean reaches(RandomCases cases, UUID record, Scope scope) {
        return cases.reaches("shop.order", record, List.of(scope)).orElseThrow().getFirst();
    }

    private static Map<String, Long> found(Counts counts) {
        var found = new HashMap<String, Long>();
        counts.open().forEach(count -> found.put(count.permission + " " + count.effect, count.times.sum()));
        return found;
    }

    @Test
    void aRunThatIsOverFindsNothingMore() {
        var person = UUID.randomUUID();
        var permission = new Permission("shop.order", "read");
        var counts = new Counts();
        Profile none = new RandomCases(1)
                .profile(
                        new Policy(1, List.of(), List.of(), List.of(), List.of()),
                        new RandomCases(1).people().getFirst(),
                        RandomCases.NOW,
                        Reasons.UNASKED);
        var all = new Profile(
                Map.of(permission, new Profile.Held(Scope.everything(), FieldRules.everything(), List.of())),
                null,
                Set.of());
        var over = new BesideLook(person, all, none, counts, CLOCK, RandomCases.NOW.toEpochMilli());

        over.asked(permission, true);
        over.reached(permission);

        assertEquals(Map.of(), found(counts));
        new BesideLook(person, all, none, counts, CLOCK, LATER).asked(permission, true);
        assertEquals(1, found(counts).size());
    }

    @Test
    void whatDoesNotFitIsCountedAsMissedAndNotKept() {
        var counts = new Counts();
        var permission = new Permission("shop.order", "read");
        for (int i = 0; i < Counts.MOST + 1_000; i++) {
            counts.add(new UUID(1, i), permission, null, Effect.REFUSED);
        }
        counts.add(new UUID(1, 1), permission, null, Effect.REFUSED);

        assertEquals(Counts.MOST, counts.open().size());
        assertEquals(1_000, counts.missed());
        counts.wrote(1_000);
        assertEquals(0, counts.missed());
    }
}
