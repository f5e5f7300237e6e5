package io.mortise.permissions.internal.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.FieldAccess;
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
import io.mortise.permissions.internal.policy.Role;
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
            var company = new RandomCompany(seed);
            for (Subject person : company.people) {
                Profile profile = profile(company, company.policy, person);
                for (String object : RandomCompany.OBJECTS) {
                    for (String action : RandomCompany.ACTIONS) {
                        for (var row : company.records) {
                            boolean said = allowed(company, person, object, action, row);
                            assertEquals(
                                    said,
                                    reaches(profile.scope(new Permission(object, action)), row),
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

    @Test
    void anAddedGrantTakesNothingAwayAndATakenOneGivesNothing() {
        for (long seed : seeds()) {
            var company = new RandomCompany(seed);
            Policy more = with(company, company.policy, company.grant());
            for (Subject person : company.people) {
                Set<String> before = everything(company, company.policy, person);
                assertTrue(everything(company, more, person).containsAll(before), "seed " + seed);
            }
        }
    }

    /** Law 3; mistakes 1 and 8: a second role, or another module's rules, widen nothing of an object they do not name. */
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
            var company = new RandomCompany(seed);
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
            var company = new RandomCompany(seed);
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
            var company = new RandomCompany(seed);
            for (Subject person : company.people) {
                Profile now = profile(company, company.policy, person);
                var until = now.until();
                if (until != null) {
                    Profile last = new ProfileCompiler(
                                    company.policy,
                                    company.tree,
                                    RandomCompany.catalog(RandomCompany.ACTIONS),
                                    ZoneOffset.UTC)
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
        return new ProfileCompiler(policy, company.tree, RandomCompany.catalog(RandomCompany.ACTIONS), ZoneOffset.UTC)
                .profile(person, depth -> company.reports(person.id(), depth), RandomCompany.NOW);
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
                if (reaches(held.scope(), company.records.get(row))) {
                    all.add(permission + " " + row);
                }
            }
        });
        return all;
    }

    private static boolean reaches(Scope scope, Map<String, @Nullable Object> row) {
        return switch (scope) {
            case Scope.Nothing() -> false;
            case Scope.Everything() -> true;
            case Scope.KeyIn(String column, List<?> keys) -> row.get(column) != null && keys.contains(row.get(column));
            case Scope.AnyOf(List<Scope> parts) -> parts.stream().anyMatch(part -> reaches(part, row));
            case Scope.AllOf(List<Scope> parts) -> parts.stream().allMatch(part -> reaches(part, row));
            case Scope.Not(Scope part) -> !reaches(part, row);
            case Scope.InTeam _, Scope.SharedWith _, Scope.Below _ -> throw new AssertionError(scope);
            case Scope.Compare(String column, Scope.Operator operator, Object value) -> {
                assertEquals(Scope.Operator.EMPTY, operator);
                yield row.get(column) == null;
            }
        };
    }

    /** The oracle: one person, one act, one record, by the words of PERMISSIONS.md, with nothing compiled. */
    private static boolean allowed(
            RandomCompany company, Subject person, String object, String action, Map<String, @Nullable Object> row) {
        if (person.status() != PersonStatus.ACTIVE) {
            return false;
        }
        for (Restriction restriction : company.policy.restrictions()) {
            if (receives(company, restriction.receiver(), person)
                    && restriction.object().equals(object)
                    && (restriction.actions().isEmpty() || restriction.actions().contains(action))) {
                return false;
            }
        }
        for (Assignment assignment : company.policy.assignments()) {
            boolean over = assignment.until() != null && !RandomCompany.NOW.isBefore(assignment.until());
            if (RandomCompany.NOW.isBefore(assignment.from())
                    || over
                    || !receives(company, assignment.receiver(), person)) {
                continue;
            }
            for (PermissionGroup group : company.policy.groups()) {
                boolean carried = group.id().equals(assignment.group());
                for (Role role : company.policy.roles()) {
                    carried |=
                            role.id().equals(assignment.role()) && role.groups().contains(group.id());
                }
                for (Grant grant : group.grants()) {
                    if (carried
                            && group.on()
                            && grant.object().equals(object)
                            && grant.actions().contains(action)
                            && inScope(company, grant.scope(), object, person, row)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean receives(RandomCompany company, Receiver receiver, Subject person) {
        return switch (receiver) {
            case Receiver.Person(UUID id) -> person.id().equals(id);
            case Receiver.Department(UUID id, boolean below) ->
                person.departments().stream().anyMatch(one -> below ? isUnder(company, one, id) : one.equals(id));
            case Receiver.Everybody() -> true;
            case Receiver.Position _, Receiver.Tag _, Receiver.Token _ -> false;
        };
    }

    private static boolean isUnder(RandomCompany company, UUID department, UUID above) {
        for (UUID at = department; at != null; ) {
            if (at.equals(above)) {
                return true;
            }
            UUID looked = at;
            at = company.departments.stream()
                    .filter(one -> one.id().equals(looked))
                    .findFirst()
                    .orElseThrow()
                    .parent();
        }
        return false;
    }

    private static boolean inScope(
            RandomCompany company, GrantScope scope, String object, Subject person, Map<String, @Nullable Object> row) {
        if (object.equals("shop.report")) {
            return scope instanceof GrantScope.All;
        }
        boolean order = object.equals("shop.order");
        Object owner = row.get("owner_id");
        UUID department = order ? (UUID) row.get("owner_department_id") : null;
        return switch (scope) {
            case GrantScope.All() -> true;
            case GrantScope.None(), GrantScope.Team(), GrantScope.Match _, GrantScope.Parent _ -> false;
            case GrantScope.Own() -> person.id().equals(owner);
            case GrantScope.Created() -> order && person.id().toString().equals(row.get("created_by"));
            case GrantScope.Subordinates(int depth) ->
                owner != null && company.reports(person.id(), depth).contains(owner);
            case GrantScope.Department() ->
                department != null && person.departments().contains(department);
            case GrantScope.DepartmentTree() ->
                department != null && person.departments().stream().anyMatch(one -> isUnder(company, department, one));
            case GrantScope.Departments(List<UUID> some, boolean below) ->
                department != null
                        && some.stream()
                                .anyMatch(one -> below ? isUnder(company, department, one) : one.equals(department));
            case GrantScope.Pools(List<UUID> pools) ->
                order && row.get("pool_id") != null && pools.contains(row.get("pool_id"));
            case GrantScope.Unowned() -> owner == null && (!order || row.get("pool_id") == null);
            case GrantScope.Any(List<GrantScope> parts) ->
                parts.stream().anyMatch(part -> inScope(company, part, object, person, row));
        };
    }
}
