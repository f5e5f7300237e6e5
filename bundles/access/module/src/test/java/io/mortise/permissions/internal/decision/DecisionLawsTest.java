package io.mortise.permissions.internal.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Separation;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The laws of PERMISSIONS.md, section 3, that rest on the compiler, over random companies; and the mistakes of section 14
 * that it could make. A failure names its seed.
 */
class DecisionLawsTest {

    private static final int ROUNDS = 3_000;

    @Test
    void whatIsReachedIsWhatThePolicySaysInItsOwnWords() {
        int reached = 0;
        int refused = 0;
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            for (Subject person : company.people) {
                Profile profile = profile(company, company.policy, person);
                Oracle oracle = oracle(company, person);
                for (String object : RandomCompany.RICH_OBJECTS) {
                    for (String action : RandomCompany.ACTIONS) {
                        for (var row : company.records) {
                            boolean said = oracle.allowed(object, action, row);
                            assertEquals(
                                    said,
                                    reaches(
                                            company,
                                            company.policy,
                                            object,
                                            profile.scope(new Permission(object, action)),
                                            row),
                                    "seed " + seed + ": " + person.name() + " " + object + ":" + action + " " + row);
                            reached += said ? 1 : 0;
                            refused += said ? 0 : 1;
                        }
                    }
                }
            }
        }
        assertTrue(reached > 10_000 && refused > 10_000, reached + " reached, " + refused + " refused");
    }

    /** Section 6: of several grants the most permissive for that record, after restrictions, shares included. */
    @Test
    void eachFieldIsWhatTheMostPermissiveGrantThatReachesTheRecordSays() {
        int[] seen = new int[FieldAccess.values().length];
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Subject person = company.people.get((int) (seed % company.people.size()));
            Oracle oracle = oracle(company, person);
            profile(company, company.policy, person).held().forEach((permission, held) -> {
                if (permission.object().equals("shop.report")) {
                    return;
                }
                for (var row : company.records) {
                    for (String field : List.of("stage", "amount", "ownerId")) {
                        FieldAccess said = oracle.access(permission.object(), permission.action(), row, field);
                        assertEquals(
                                said,
                                held.fields()
                                        .of(
                                                field,
                                                scope -> reaches(
                                                        company, company.policy, permission.object(), scope, row)),
                                "seed " + seed + ": " + permission + " " + field + " " + row);
                        seen[said.ordinal()]++;
                    }
                }
            });
        }
        for (FieldAccess access : FieldAccess.values()) {
            assertTrue(seen[access.ordinal()] > 500, access + " was seen " + seen[access.ordinal()] + " times");
        }
    }

    /** Section 1: the intersection of both, record by record and field by field. */
    @Test
    void aTokenOfAPersonDoesWhatBothMayDo() {
        int reached = 0;
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Subject person = company.people.get((int) (seed % company.people.size()));
            UUID token = company.id();
            Policy policy = given(company, token);
            var compiler = new ProfileCompiler(policy, company.tree, catalog(company), ZoneOffset.UTC);
            Profile both = compiler.token(
                            token,
                            person,
                            depth -> company.reports(person.id(), depth),
                            RandomCompany.NOW,
                            Reasons.UNASKED)
                    .and(profile(company, policy, person));
            Oracle his = Oracle.of(company, policy, catalog(company), person);
            var its = new Oracle(
                    company,
                    policy,
                    catalog(company),
                    person,
                    receiver -> receiver.equals(new Receiver.Token(token)),
                    receiver -> receiver.equals(new Receiver.Token(token)) || receiver instanceof Receiver.Everybody);
            for (String object : RandomCompany.RICH_OBJECTS) {
                for (String action : RandomCompany.ACTIONS) {
                    var permission = new Permission(object, action);
                    for (var row : company.records) {
                        boolean said = his.allowed(object, action, row) && its.allowed(object, action, row);
                        String place = "seed " + seed + ": " + permission + " " + row;
                        assertEquals(said, reaches(company, policy, object, both.scope(permission), row), place);
                        reached += said ? 1 : 0;
                        Profile.Held held = both.held().get(permission);
                        if (held != null && !object.equals("shop.report")) {
                            FieldAccess one = his.access(object, action, row, "stage");
                            FieldAccess other = its.access(object, action, row, "stage");
                            assertEquals(
                                    one.compareTo(other) <= 0 ? one : other,
                                    held.fields().of("stage", scope -> reaches(company, policy, object, scope, row)),
                                    place);
                        }
                    }
                }
            }
        }
        assertTrue(reached > 3_000, reached + " reached");
    }

    /** A token has two of the groups. */
    private static Policy given(RandomCompany company, UUID token) {
        Policy policy = company.policy;
        var assignments = new ArrayList<>(policy.assignments());
        for (int i = 0; i < 2; i++) {
            assignments.add(new Assignment(
                    company.id(),
                    new Receiver.Token(token),
                    null,
                    policy.groups().get(company.random.nextInt(4)).id(),
                    RandomCompany.NOW.minusSeconds(1),
                    null,
                    "a test",
                    "operator",
                    null));
        }
        return new Policy(2, policy.groups(), policy.roles(), assignments, policy.restrictions());
    }

    /** Section 7: what the absent person may do, bound by the restrictions of both; and it is not lent on. */
    @Test
    void aStandInDoesWhatHeOrTheAbsentPersonMayDo() {
        int lent = 0;
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Subject person = company.people.get(0);
            Subject absent = company.people.get(1);
            Profile profile = new ProfileCompiler(company.policy, company.tree, catalog(company), ZoneOffset.UTC)
                    .profile(person, List.of(absent), company::reports, RandomCompany.NOW, Reasons.UNASKED);
            Oracle his = oracle(company, person);
            var theirs = new Oracle(
                    company,
                    company.policy,
                    catalog(company),
                    absent,
                    receiver -> Oracle.means(company, receiver, absent),
                    receiver -> Oracle.means(company, receiver, absent) || Oracle.means(company, receiver, person));
            for (String object : RandomCompany.RICH_OBJECTS) {
                for (String action : RandomCompany.ACTIONS) {
                    for (var row : company.records) {
                        boolean own = his.allowed(object, action, row);
                        boolean said =
                                own || (person.status() == PersonStatus.ACTIVE && theirs.allowed(object, action, row));
                        assertEquals(
                                said,
                                reaches(
                                        company,
                                        company.policy,
                                        object,
                                        profile.scope(new Permission(object, action)),
                                        row),
                                "seed " + seed + ": " + object + ":" + action + " " + row);
                        lent += said && !own ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(lent > 2_000, lent + " lent");
    }

    /**
     * Sections 7 and 9: by lending nobody comes to hold two duties that are kept apart, in whatever order the absent are asked;
     * a waiver lends all; and nothing else is kept back.
     */
    @Test
    void lendingNeverBringsTwoDutiesTogether() {
        int kept = 0;
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Subject person = company.people.get(0);
            List<Subject> absent = company.people.subList(1, 4);
            var duties = new Separation(
                    new UUID(8, seed),
                    null,
                    "x",
                    Set.copyOf(List.of(permission(company), permission(company))),
                    Set.of(permission(company)),
                    Map.of());
            var agreed = new Separation(
                    duties.conflict(),
                    null,
                    "x",
                    duties.left(),
                    duties.right(),
                    Map.of(person.id(), RandomCompany.NOW.plusSeconds(1)));
            Set<Permission> own = lent(company, List.of(), person, List.of());
            Set<Permission> all = lent(company, List.of(), person, absent);
            Set<Permission> some = lent(company, List.of(duties), person, absent);
            String place = "seed " + seed + ": " + duties;

            assertEquals(some, lent(company, List.of(duties), person, absent.reversed()), place);
            assertTrue(all.containsAll(some) && some.containsAll(own), place);
            boolean ownBoth = Separation.meets(duties.left(), own) && Separation.meets(duties.right(), own);
            boolean both = Separation.meets(duties.left(), some) && Separation.meets(duties.right(), some);
            assertEquals(ownBoth, both, place);
            var gone = new HashSet<>(all);
            gone.removeAll(some);
            boolean wouldMeet = Separation.meets(duties.left(), all) && Separation.meets(duties.right(), all);
            assertTrue(wouldMeet || gone.isEmpty(), place);
            assertTrue(
                    gone.stream()
                            .allMatch(one -> duties.left().contains(one)
                                    || duties.right().contains(one)),
                    place);
            assertEquals(all, lent(company, List.of(agreed), person, absent), place);
            kept += gone.isEmpty() ? 0 : 1;
        }
        assertTrue(kept > 50, kept + " kept back");
    }

    private static Permission permission(RandomCompany company) {
        return new Permission(company.object(), company.action());
    }

    private static Set<Permission> lent(
            RandomCompany company, List<Separation> duties, Subject person, List<Subject> absent) {
        return new ProfileCompiler(
                        company.policy.withSeparations(duties), company.tree, catalog(company), ZoneOffset.UTC)
                .profile(person, absent, company::reports, RandomCompany.NOW, Reasons.UNASKED)
                .held()
                .keySet();
    }

    /** Section 7: otherwise a share ends with the access of who gave it, as in all the other tests. */
    @Test
    void sharesOutlastTheirGiversAccessWhereThePolicySaysSo() {
        int lasting = 0;
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Policy policy = company.policy;
            var longer =
                    new Policy(2, policy.groups(), policy.roles(), policy.assignments(), policy.restrictions(), true);
            Subject person = company.people.get((int) (seed % company.people.size()));
            Oracle oracle = Oracle.of(company, longer, catalog(company), person);
            Oracle strict = oracle(company, person);
            Profile profile = profile(company, longer, person);
            for (String object : RandomCompany.RICH_OBJECTS) {
                for (String action : RandomCompany.ACTIONS) {
                    for (var row : company.records) {
                        boolean said = oracle.allowed(object, action, row);
                        assertEquals(
                                said,
                                reaches(company, longer, object, profile.scope(new Permission(object, action)), row),
                                "seed " + seed + ": " + object + ":" + action + " " + row);
                        lasting += said && !strict.allowed(object, action, row) ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(lasting > 500, lasting + " shares outlasted");
    }

    @Test
    void anAddedGrantTakesNothingAwayAndATakenOneGivesNothing() {
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Policy more = with(company, company.policy, company.grant());
            for (Subject person : company.people) {
                Set<String> before = everything(company, company.policy, person);
                assertTrue(everything(company, more, person).containsAll(before), "seed " + seed);
            }
        }
    }

    /**
     * Law 3; mistakes 1 and 8: a second role, or another module's rules, widen nothing of an object they do not name. Children are
     * another matter, hence without them.
     */
    @Test
    void aGrantOnOneObjectChangesNoRowOfAnother() {
        for (long seed : seeds()) {
            var company = new RandomCompany(seed);
            Grant everyBill = company.grant("shop.bill", new GrantScope.All());
            Policy more = with(company, company.policy, everyBill);
            for (Subject person : company.people) {
                Set<String> before = everything(company, company.policy, person);
                Set<String> after = everything(company, more, person);
                before.removeIf(one -> one.startsWith("shop.bill"));
                after.removeIf(one -> one.startsWith("shop.bill"));
                assertEquals(before, after, "seed " + seed);
            }
        }
    }

    @Test
    void theOrderOfGroupsGrantsAndAssignmentsDecidesNothing() {
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Policy policy = company.policy;
            var shuffled = new Policy(
                    policy.version(),
                    shuffled(
                            policy.groups().stream()
                                    .map(group -> new PermissionGroup(
                                            group.id(),
                                            group.key(),
                                            group.name(),
                                            group.description(),
                                            group.owner(),
                                            group.on(),
                                            shuffled(group.grants(), seed)))
                                    .toList(),
                            seed),
                    shuffled(policy.roles(), seed),
                    shuffled(policy.assignments(), seed),
                    shuffled(policy.restrictions(), seed));
            for (Subject person : company.people) {
                assertEquals(
                        everything(company, policy, person), everything(company, shuffled, person), "seed " + seed);
            }
        }
    }

    @Test
    void nothingGrantedIsNothingHeld() {
        var company = new RandomCompany(1);
        var empty = new Policy(1, List.of(), List.of(), List.of(), List.of());
        assertEquals(Map.of(), profile(company, empty, active(company)).held());
    }

    /** Mistakes 4 and 7: without a department, a team or a column there is nothing to reach, not everything. */
    @Test
    void anEmptyOrUnknownScopeReachesNothing() {
        var company = new RandomCompany(2);
        Subject nowhere =
                new Subject(company.id(), "n", PersonStatus.ACTIVE, null, Set.of(), Set.of(), Set.of(), Set.of(), null);
        for (GrantScope scope : List.of(
                new GrantScope.None(),
                new GrantScope.Department(),
                new GrantScope.DepartmentTree(),
                new GrantScope.Departments(List.of(), true),
                new GrantScope.Pools(List.of()),
                new GrantScope.Subordinates(5),
                new GrantScope.Team(),
                new GrantScope.Parent("read"),
                new GrantScope.Match("stage = \"won\""),
                new GrantScope.Any(List.of()))) {
            Policy policy = with(company, empty(), company.grant("shop.order", scope));
            assertEquals(Map.of(), profile(company, policy, nowhere).held(), scope.toString());
        }
        // A bill has no department.
        Policy policy = with(company, empty(), company.grant("shop.bill", new GrantScope.Department()));
        company.people.forEach(person ->
                assertEquals(Map.of(), profile(company, policy, person).held()));
    }

    @Test
    void aConditionThatNothingReadsGivesNothingAndOneOfARestrictionForbidsWhole() {
        var company = new RandomCompany(3);
        Subject person = active(company);
        var grant = new Grant(
                company.id(),
                "shop.order",
                Set.of("read"),
                new GrantScope.All(),
                "stage = \"won\"",
                Map.of(),
                FieldAccess.READ,
                Map.of());
        assertEquals(
                Map.of(),
                profile(company, with(company, empty(), grant), person).held());
        Policy all = with(company, empty(), company.grant("shop.order", new GrantScope.All()));
        var forbidden = new Policy(
                2,
                all.groups(),
                all.roles(),
                all.assignments(),
                List.of(new Restriction(
                        company.id(),
                        "x",
                        new Receiver.Everybody(),
                        "shop.order",
                        Set.of(),
                        "stage = \"won\"",
                        Map.of(),
                        "a test")));
        assertEquals(Map.of(), profile(company, forbidden, person).held());
    }

    /** Mistake 10: an action that a new version declares is held by nobody, not even by who had all the others. */
    @Test
    void aNewActionIsOffEverywhere() {
        var company = new RandomCompany(4);
        var grant = new Grant(
                company.id(),
                "shop.order",
                Set.copyOf(RandomCompany.ACTIONS),
                new GrantScope.All(),
                null,
                Map.of(),
                FieldAccess.EDIT,
                Map.of());
        Policy policy = with(company, empty(), grant);
        var catalog = RandomCompany.catalog(List.of("list", "read", "edit", "merge"));
        Profile profile = new ProfileCompiler(policy, company.tree, catalog, ZoneOffset.UTC)
                .profile(active(company), depth -> Set.of(), RandomCompany.NOW);
        assertEquals(
                Set.of("list", "read", "edit"),
                Set.copyOf(
                        profile.held().keySet().stream().map(Permission::action).toList()));
    }

    /** Mistake 9: who loses a role holds what his other assignments give, and nothing instead. */
    @Test
    void aDeletedRoleIsReplacedByNothing() {
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            Policy policy = company.policy;
            UUID gone = policy.roles().getFirst().id();
            var without = new Policy(
                    2,
                    policy.groups(),
                    policy.roles().stream()
                            .filter(role -> !role.id().equals(gone))
                            .toList(),
                    policy.assignments().stream()
                            .filter(assignment -> !gone.equals(assignment.role()))
                            .toList(),
                    policy.restrictions());
            for (Subject person : company.people) {
                assertTrue(
                        everything(company, policy, person).containsAll(everything(company, without, person)),
                        "seed " + seed);
            }
        }
    }

    @Test
    void aProfileEndsWhenAnAssignmentBeginsOrEnds() {
        for (long seed : seeds()) {
            var company = RandomCompany.rich(seed);
            for (Subject person : company.people) {
                Profile now = profile(company, company.policy, person);
                var until = now.until();
                if (until != null) {
                    Profile last = new ProfileCompiler(company.policy, company.tree, catalog(company), ZoneOffset.UTC)
                            .profile(person, depth -> company.reports(person.id(), depth), until.minusNanos(1));
                    assertEquals(now.held().keySet(), last.held().keySet(), "seed " + seed);
                }
            }
        }
    }

    private static long[] seeds() {
        return LongStream.rangeClosed(1, ROUNDS).toArray();
    }

    private static Profile profile(RandomCompany company, Policy policy, Subject person) {
        return new ProfileCompiler(policy, company.tree, catalog(company), ZoneOffset.UTC)
                .profile(person, depth -> company.reports(person.id(), depth), RandomCompany.NOW);
    }

    private static ObjectCatalog catalog(RandomCompany company) {
        return company.rich ? RandomCompany.richCatalog() : RandomCompany.catalog(RandomCompany.ACTIONS);
    }

    private static Oracle oracle(RandomCompany company, Subject person) {
        return Oracle.of(company, company.policy, RandomCompany.richCatalog(), person);
    }

    private static Subject active(RandomCompany company) {
        return company.people.stream()
                .filter(person -> person.status() == PersonStatus.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    private static Policy empty() {
        return new Policy(1, List.of(), List.of(), List.of(), List.of());
    }

    /** The policy and one more group, for everybody. */
    private static Policy with(RandomCompany company, Policy policy, Grant grant) {
        var group = new PermissionGroup(company.id(), null, "more", "", null, true, List.of(grant));
        var groups = new ArrayList<>(policy.groups());
        groups.add(group);
        var assignments = new ArrayList<>(policy.assignments());
        assignments.add(new Assignment(
                company.id(),
                new Receiver.Everybody(),
                null,
                group.id(),
                RandomCompany.NOW.minusSeconds(1),
                null,
                "a test",
                "operator",
                null));
        return new Policy(policy.version() + 1, groups, policy.roles(), assignments, policy.restrictions());
    }

    private static <T> List<T> shuffled(List<T> all, long seed) {
        var turned = new ArrayList<>(all);
        Collections.shuffle(turned, new Random(seed));
        return turned;
    }

    /** Each record that each permission reaches. */
    private static Set<String> everything(RandomCompany company, Policy policy, Subject person) {
        var all = new HashSet<String>();
        profile(company, policy, person).held().forEach((permission, held) -> {
            for (int row = 0; row < company.records.size(); row++) {
                if (reaches(company, policy, permission.object(), held.scope(), company.records.get(row))) {
                    all.add(permission + " " + row);
                }
            }
        });
        return all;
    }

    private static boolean reaches(
            RandomCompany company, Policy policy, String object, Scope scope, Map<String, @Nullable Object> row) {
        return Oracle.reaches(company, policy, object, scope, row);
    }
}
