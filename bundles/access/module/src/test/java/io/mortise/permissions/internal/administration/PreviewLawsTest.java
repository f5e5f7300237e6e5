package io.mortise.permissions.internal.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.RandomCases;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A preview tells what the evaluator would do, row by row. */
class PreviewLawsTest {

    @Test
    void whatAPreviewTellsIsWhatTheEvaluatorDoesAfterwards() {
        int rows = 0;
        for (long seed = 1; seed <= 2_000; seed++) {
            var cases = new RandomCases(seed);
            // What begins later counts as begun: here everything has begun, so that moments do not matter.
            Policy before = begun(cases.policy());
            Policy after = begun(cases.changed());
            var previews =
                    new Previews(cases.organisation(), cases.catalog(), new Duties(cases.organisation()), cases, cases);
            Preview preview = previews.of(book(before), book(after), RandomCases.NOW);

            Map<String, long[]> permissions = new HashMap<>();
            Map<String, long[]> gained = new HashMap<>();
            for (Subject person : cases.people()) {
                if (person.status() != PersonStatus.ACTIVE || cases.standsIn(person)) {
                    continue;
                }
                Profile had = cases.profile(before, person, RandomCases.NOW, Reasons.UNASKED);
                Profile has = cases.profile(after, person, RandomCases.NOW, Reasons.UNASKED);
                tally(had, has, permissions, 1);
                tally(has, had, permissions, 0);
                for (String object : List.of("shop.bill", "shop.order")) {
                    var read = new Permission(object, "read");
                    for (UUID record : cases.records()) {
                        boolean then = reaches(cases, object, record, has.scope(read));
                        boolean now = reaches(cases, object, record, had.scope(read));
                        if (then != now) {
                            gained.computeIfAbsent(object, _ -> new long[2])[then ? 0 : 1]++;
                        }
                    }
                }
            }
            if (cases.people().stream().anyMatch(cases::standsIn)) {
                continue;
            }

            assertEquals(told(permissions), toldPermissions(preview), "seed " + seed);
            assertEquals(told(gained), toldRows(preview), "seed " + seed);
            rows += gained.size();
        }
        assertTrue(rows > 40, rows + " objects with other rows");
    }

    private static boolean reaches(RandomCases cases, String object, UUID record, Scope scope) {
        return cases.reaches(object, record, List.of(scope)).orElseThrow().getFirst();
    }

    private static void tally(Profile one, Profile other, Map<String, long[]> into, int at) {
        one.held().keySet().stream()
                .filter(permission -> !other.held().containsKey(permission))
                .forEach(permission -> into.computeIfAbsent(permission.toString(), _ -> new long[2])[at]++);
    }

    private static Map<String, List<Long>> told(Map<String, long[]> counts) {
        var told = new HashMap<String, List<Long>>();
        counts.forEach((key, both) -> told.put(key, List.of(both[0], both[1])));
        return told;
    }

    private static Map<String, List<Long>> toldPermissions(Preview preview) {
        var told = new HashMap<String, List<Long>>();
        preview.permissions().forEach(one -> told.put(one.permission(), List.of(one.gained(), one.lost())));
        return told;
    }

    private static Map<String, List<Long>> toldRows(Preview preview) {
        var told = new HashMap<String, List<Long>>();
        preview.rows().forEach(one -> told.put(one.object(), List.of(one.gained(), one.lost())));
        return told;
    }

    private static Rulebook book(Policy policy) {
        return new Rulebook(policy, List.of(), List.of(), List.of(), 50);
    }

    private static Policy begun(Policy policy) {
        return new Policy(
                policy.version(),
                policy.groups(),
                policy.roles(),
                policy.assignments().stream()
                        .filter(one -> one.holdsAt(RandomCases.NOW))
                        .toList(),
                policy.restrictions());
    }
}
