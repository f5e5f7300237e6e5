package io.mortise.permissions.internal.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.RandomCases;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.explain.Node.Effect;
import io.mortise.permissions.internal.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Explanations say what is enforced, over random companies. A failure names its seed. */
class ExplanationLawsTest {

    private static final int ROUNDS = 400;

    private interface Look {
        void at(RandomCases cases, Policy policy, Question question, String name);
    }

    /** Everybody, every act, one record or none, one field or none. */
    private static void each(int rounds, Look look) {
        for (long seed = 1; seed <= rounds; seed++) {
            var cases = new RandomCases(seed);
            Policy policy = cases.policy();
            for (Subject person : cases.people()) {
                for (String object : RandomCases.OBJECTS) {
                    for (String action : RandomCases.ACTIONS) {
                        boolean records = !object.equals("shop.report");
                        UUID record = records && cases.number(4) > 0
                                ? cases.records()
                                        .get(cases.number(cases.records().size()))
                                : null;
                        String field = records && cases.number(3) == 0 ? "ownerId" : null;
                        var question = new Question(person, new Permission(object, action), record, field);
                        look.at(cases, policy, question, "seed " + seed + ": " + person.name() + " " + question);
                    }
                }
            }
        }
    }

    /** What the kernel does with the profile: law 4, and the fields of that record. */
    private static boolean enforced(RandomCases cases, Policy policy, Question question) {
        Profile.Held held = cases.profile(policy, question.person(), RandomCases.NOW, Reasons.UNASKED)
                .held()
                .get(question.permission());
        if (held == null || !reaches(cases, question, held.scope())) {
            return false;
        }
        return question.field() == null
                || held.fields()
                                .of(question.field(), scope -> reaches(cases, question, scope))
                                .compareTo(question.needed())
                        >= 0;
    }

    private static boolean reaches(RandomCases cases, Question question, Scope scope) {
        return question.record() == null
                || cases.reaches(question.permission().object(), question.record(), List.of(scope))
                        .orElseThrow()
                        .getFirst();
    }

    private static Explanations explanations(RandomCases cases) {
        return new Explanations(
                cases, cases.organisation(), cases.catalog(), FileTexts.TEXTS, (_, _, _, _) -> 0, cases);
    }

    private static Moment now(Policy policy) {
        return new Moment(RandomCases.NOW, policy.version(), policy, true);
    }

    @Test
    void whatIsExplainedIsWhatIsEnforcedAndTheReasonsAgree() {
        var counts = new int[2];
        each(ROUNDS * 4, (cases, policy, question, name) -> {
            Explanation why = explanations(cases).why(question, now(policy));

            boolean allowed = enforced(cases, policy, question);
            assertEquals(allowed, why.verdict().allowed(), name);
            assertEquals(allowed ? Effect.ALLOWS : Effect.FORBIDS, why.reason().effect(), name);
            boolean gives = why.reason().reasons().stream().anyMatch(one -> one.effect() == Effect.ALLOWS);
            boolean takes = why.reason().reasons().stream().anyMatch(one -> one.effect() == Effect.FORBIDS);
            assertEquals(allowed, gives && !takes, name + " " + why.reason());
            counts[allowed ? 1 : 0]++;
        });
        assertTrue(counts[0] > 1_000 && counts[1] > 1_000, counts[1] + " allowed, " + counts[0] + " refused");
    }

    /** R15: a sentence about a record says that it is or is not one of some, and nothing that stands in it. */
    @Test
    void whatLeadsToADecisionIsLinkedToWhatCanBeChanged() {
        each(50, (cases, policy, question, name) -> {
            Explanation why = explanations(cases).why(question, now(policy));
            for (Node reason : why.reason().reasons()) {
                if (Set.of("grant", "restriction").contains(reason.kind())) {
                    String link = String.valueOf(reason.link());
                    assertTrue(link.matches("/api/access/(groups|restrictions)/[0-9a-f-]{36}(#/grants/\\d+)?"), link);
                    assertFalse(reason.reasons().isEmpty(), name);
                }
            }
        });
    }

    @Test
    void everySuggestionReallyAllowsItAndNoChangeOfItCanBeLeftOut() {
        var counts = new int[2];
        each(ROUNDS / 4, (cases, policy, question, name) -> {
            if (enforced(cases, policy, question)) {
                return;
            }
            List<Suggestions.Found> found = suggestions(cases, policy).found(question);
            counts[found.isEmpty() ? 0 : 1]++;
            for (Suggestions.Found one : found) {
                assertTrue(applied(cases, policy, question, one.changes()), name + " " + one.changes());
                for (Change left : one.changes()) {
                    var fewer = new ArrayList<>(one.changes());
                    fewer.remove(left);
                    assertFalse(
                            applied(cases, policy, question, fewer),
                            name + " " + one.changes() + " without " + left + " of " + policy);
                }
            }
        });
        assertTrue(counts[1] > 500, counts[1] + " with suggestions, " + counts[0] + " without");
    }

    private static boolean applied(RandomCases cases, Policy policy, Question question, List<Change> changes) {
        Policy made = policy;
        Subject person = question.person();
        var links = new HashSet<String>();
        for (Change change : changes) {
            person = change.applied(person);
            made = change.applied(made, person, RandomCases.NOW);
            switch (change) {
                case Change.JoinTeam(boolean writing) -> links.add((writing ? "writer:" : "team:") + person.id());
                case Change.Share(String action) -> links.add("person:" + person.id() + " " + action);
                default -> {}
            }
        }
        Policy then = made;
        Question asked = question.about(person);
        return cases.linked(question.record(), links, () -> enforced(cases, then, asked));
    }

    private static Suggestions suggestions(RandomCases cases, Policy policy) {
        return new Suggestions(
                new Evaluator(cases, cases.catalog(), cases),
                cases.catalog(),
                cases.tree(),
                Audience.of(cases.organisation()),
                new Reached(cases, cases.catalog()),
                policy,
                RandomCases.NOW);
    }

    /** Counted by hand: every row that any permission reaches after and not before, without the one asked about. */
    @Test
    void suggestionsAreRankedByTheOtherRowsThatTheyOpen() {
        each(ROUNDS / 8, (cases, policy, question, name) -> {
            double last = 0;
            for (Suggestions.Ranked ranked : suggestions(cases, policy).ranked(question, 10)) {
                long rows = 0;
                Profile before = cases.profile(policy, question.person(), RandomCases.NOW, Reasons.UNASKED);
                Profile after = ranked.found().profile();
                for (Permission permission : after.held().keySet()) {
                    for (UUID record : cases.records()) {
                        boolean asked = record.equals(question.record())
                                && permission
                                        .object()
                                        .equals(question.permission().object());
                        if (!permission.object().equals("shop.report")
                                && !asked
                                && at(cases, permission, record, after)
                                && !at(cases, permission, record, before)) {
                            rows++;
                        }
                    }
                }
                assertEquals(rows, ranked.otherRows(), name + " " + ranked);
                assertTrue(ranked.weight() >= last, name);
                last = ranked.weight();
            }
        });
    }

    private static boolean at(RandomCases cases, Permission permission, UUID record, Profile profile) {
        return cases.reaches(permission.object(), record, List.of(profile.scope(permission)))
                .orElseThrow()
                .getFirst();
    }

    @Test
    void whoMayIsExactlyWhoIsAllowed() {
        for (long seed = 1; seed <= ROUNDS; seed++) {
            var cases = new RandomCases(seed);
            Policy policy = cases.policy();
            for (String object : RandomCases.OBJECTS) {
                UUID record = object.equals("shop.report")
                        ? null
                        : cases.records().get(cases.number(cases.records().size()));
                var permission = new Permission(object, "read");
                var told = new HashSet<UUID>();
                UUID after = new UUID(0, 0);
                while (after != null) {
                    Holders.Found page = explanations(cases).holders(permission, record, null, now(policy), after, 2);
                    page.people().forEach(person -> assertTrue(told.add(person.id())));
                    after = page.next();
                }

                Set<UUID> allowed = cases.people().stream()
                        .filter(person -> enforced(cases, policy, new Question(person, permission, record, null)))
                        .map(Subject::id)
                        .collect(Collectors.toSet());

                assertEquals(allowed, told, "seed " + seed + " " + object);
            }
        }
    }

    @Test
    void differencesAreThoseOfWhatIsHeldAndNothingDiffersFromItself() {
        int seen = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            var cases = new RandomCases(seed);
            Policy policy = cases.policy();
            Policy changed = cases.changed();
            for (Subject person : cases.people()) {
                Comparison same = explanations(cases).comparison(person, now(policy), person, now(policy));
                Comparison different = explanations(cases).comparison(person, now(policy), person, now(changed));

                assertEquals(List.of(), same.differences());
                assertEquals(List.of(), same.assignments());
                Profile before = cases.profile(policy, person, RandomCases.NOW, Reasons.UNASKED);
                Profile after = cases.profile(changed, person, RandomCases.NOW, Reasons.UNASKED);
                assertEquals(only(after, before), told(different, "gained"), "seed " + seed + " " + person.name());
                assertEquals(only(before, after), told(different, "lost"), "seed " + seed + " " + person.name());
                seen += different.differences().size();
            }
        }
        assertTrue(seen > 500, seen + " differences");
    }

    private static Set<String> only(Profile one, Profile other) {
        return one.held().keySet().stream()
                .filter(permission -> !other.held().containsKey(permission))
                .map(Permission::toString)
                .collect(Collectors.toSet());
    }

    private static Set<String> told(Comparison comparison, String change) {
        return comparison.differences().stream()
                .filter(one -> one.change().equals(change))
                .map(Comparison.Difference::permission)
                .collect(Collectors.toSet());
    }

    /** Rule of the house: unreadable is as if it were not there, also for the one who asks why. */
    @Test
    void aRecordThatICantReadIsAnsweredLikeOneThatDoesNotExist() {
        var counts = new int[2];
        each(ROUNDS, (cases, policy, question, name) -> {
            if (question.record() == null || question.permission().object().equals("shop.report")) {
                return;
            }
            var read = new Question(
                    question.person(), new Permission(question.permission().object(), "read"), question.record(), null);
            var missing = new Question(question.person(), question.permission(), UUID.randomUUID(), question.field());
            Explanation own = explanations(cases).own(question, now(policy));
            Explanation none = explanations(cases).own(missing, now(policy));
            boolean readable = enforced(cases, policy, read);
            counts[readable ? 1 : 0]++;
            if (readable) {
                assertNotEquals(none.reason(), own.reason(), name);
            } else {
                assertEquals(none.reason(), own.reason(), name);
                assertEquals(none.verdict(), own.verdict(), name);
                assertEquals(none.notes(), own.notes(), name);
            }
        });
        assertTrue(counts[0] > 100 && counts[1] > 100);
    }

    @Test
    void aSummaryNamesWhatIsHeldWithItsRows() {
        for (long seed = 1; seed <= ROUNDS; seed++) {
            var cases = new RandomCases(seed);
            Policy policy = cases.policy();
            for (Subject person : cases.people()) {
                Summary summary = explanations(cases).summary(person, now(policy), true);
                Profile profile = cases.profile(policy, person, RandomCases.NOW, Reasons.UNASKED);
                Set<String> told = summary.objects().stream()
                        .flatMap(object -> object.actions().stream()
                                .map(action -> object.object() + ":" + action.action() + " " + action.rows()))
                        .collect(Collectors.toSet());
                Set<String> held = profile.held().entrySet().stream()
                        .map(one -> one.getKey() + " "
                                + rows(cases, one.getKey(), one.getValue().scope()))
                        .collect(Collectors.toSet());

                assertEquals(held, told, "seed " + seed);
                summary.objects()
                        .forEach(object -> object.examples()
                                .forEach(example -> assertTrue(enforced(
                                        cases,
                                        policy,
                                        new Question(
                                                person, new Permission(object.object(), "read"), example, null)))));
            }
        }
    }

    private static @Nullable Long rows(RandomCases cases, Permission permission, Scope scope) {
        return permission.object().equals("shop.report") ? null : cases.count(permission.object(), scope, Reached.CAP);
    }

    @Test
    void sentencesAreInBothLanguages() {
        each(20, (cases, policy, question, name) -> {
            for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
                var words =
                        new Words(FileTexts.TEXTS, locale, cases.catalog(), cases.tree(), _ -> "Li Na", _ -> "East");
                var evaluator = new Evaluator(cases, cases.catalog(), cases);
                RecordTest test = evaluator.test(question);
                Trace trace = evaluator.trace(policy, question, RandomCases.NOW);
                Node node = new Tree(question, policy, cases.catalog(), trace, test, words, false)
                        .of(
                                evaluator.verdict(evaluator.profile(policy, question, RandomCases.NOW), question, test),
                                List.of(),
                                List.of());
                assertFalse(node.text().isBlank(), name);
                suggestions(cases, policy)
                        .ranked(question, 10)
                        .forEach(one -> Advice.of(one, question, policy, words)
                                .changes()
                                .forEach(step -> assertFalse(step.text().isBlank(), name)));
            }
        });
    }
}
