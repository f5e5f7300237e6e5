package io.mortise.permissions.internal.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.FieldAccess;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.DepartmentTree.Department;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Authority;
import io.mortise.permissions.internal.rulebook.Delegation;
import io.mortise.permissions.internal.rulebook.Holdings;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Law 6: whatever sequence of allowed acts a delegate tries, he himself gains nothing, nobody outside of his range gains anything,
 * and nobody gains what lies outside his bounds. The oracle looks at people and grants, not at how the rule decides.
 */
class AuthorityLawTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final List<String> ACTIONS = List.of("list", "read", "edit", "export");
    private static final List<GrantScope> SCOPES = List.of(
            new GrantScope.Own(),
            new GrantScope.Department(),
            new GrantScope.DepartmentTree(),
            new GrantScope.Any(List.of(new GrantScope.Own(), new GrantScope.Team())),
            new GrantScope.All());

    private final UUID root = UUID.randomUUID();
    private final UUID east = UUID.randomUUID();
    private final UUID eastOne = UUID.randomUUID();
    private final UUID west = UUID.randomUUID();
    private final DepartmentTree tree = new DepartmentTree(List.of(
            new Department(root, "root", null, Set.of()),
            new Department(east, "east", root, Set.of()),
            new Department(eastOne, "east one", east, Set.of()),
            new Department(west, "west", root, Set.of())));

    private static Grant grant(Random random) {
        var actions = new HashSet<String>();
        ACTIONS.stream().filter(_ -> random.nextInt(3) == 0).forEach(actions::add);
        return new Grant(
                UUID.randomUUID(),
                random.nextInt(6) == 0 ? "order.order" : "customer.customer",
                actions,
                SCOPES.get(random.nextInt(SCOPES.size())),
                null,
                random.nextInt(3) == 0 ? Map.of("class:contact", FieldAccess.MASKED) : Map.of(),
                random.nextBoolean() ? FieldAccess.READ : FieldAccess.EDIT,
                Map.of());
    }

    private Subject person(UUID... departments) {
        UUID id = UUID.randomUUID();
        return new Subject(
                id,
                id.toString(),
                PersonStatus.ACTIVE,
                departments[0],
                Set.of(departments),
                Set.of(),
                Set.of(),
                Set.of(),
                null);
    }

    private static PermissionGroup group(Random random, UUID id) {
        var grants = new ArrayList<Grant>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            grants.add(grant(random));
        }
        return new PermissionGroup(id, null, "g", "", null, random.nextInt(4) > 0, grants);
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @Test
    void noSequenceOfAllowedActsGivesMoreThanWasDelegated() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        int allowed = 0;
        for (int round = 0; round < 150; round++) {
            Subject actor = person(random.nextBoolean() ? east : west);
            List<Subject> people =
                    List.of(actor, person(east), person(eastOne), person(west), person(east, west), person(root));
            Map<UUID, Subject> byId = new HashMap<>();
            people.forEach(one -> byId.put(one.id(), one));
            Grant bound = new Grant(
                    UUID.randomUUID(),
                    "customer.customer",
                    Set.of("list", "read", "edit"),
                    any(random, SCOPES),
                    null,
                    Map.of(),
                    random.nextBoolean() ? FieldAccess.READ : FieldAccess.EDIT,
                    Map.of());
            var delegation = new Delegation(
                    UUID.randomUUID(),
                    "east",
                    new Receiver.Person(actor.id()),
                    List.of(new Receiver.Department(east, true)),
                    List.of(bound),
                    NOW,
                    null,
                    "x",
                    "admin");
            Rulebook start = start(random, people, delegation);
            Rulebook book = start;
            for (int act = 0; act < 60; act++) {
                Rulebook next = tried(random, book, people);
                var authority = new Authority(actor, book, tree, id -> Optional.ofNullable(byId.get(id)), NOW);
                if (authority.refusal(book, next).isEmpty()) {
                    allowed++;
                    book = next;
                }
            }
            for (Subject one : people) {
                Set<Grant> gained = new HashSet<>(new Holdings(book, tree).grants(one, NOW));
                gained.removeAll(new Holdings(start, tree).grants(one, NOW));
                gained.removeIf(grant -> grant.actions().isEmpty());
                String who = "seed " + seed + ", " + one + " gained " + gained;

                assertTrue(!one.equals(actor) || gained.isEmpty(), who);
                boolean inRange =
                        one.departments().contains(east) || one.departments().contains(eastOne);
                assertTrue(inRange || gained.isEmpty(), who);
                for (Grant grant : gained) {
                    assertEquals("customer.customer", grant.object(), who);
                    assertTrue(bound.actions().containsAll(grant.actions()), who);
                    assertTrue(
                            bound.scope() instanceof GrantScope.All
                                    || bound.scope().equals(grant.scope())
                                    || (bound.scope() instanceof GrantScope.DepartmentTree
                                            && grant.scope() instanceof GrantScope.Department)
                                    || (bound.scope() instanceof GrantScope.Any
                                            && grant.scope() instanceof GrantScope.Own),
                            who + " of " + bound);
                    assertTrue(grant.others().compareTo(bound.others()) <= 0, who);
                }
            }
        }
        assertTrue(allowed > 300, "only " + allowed + " acts were allowed: the test proves little");
    }

    private static Rulebook start(Random random, List<Subject> people, Delegation delegation) {
        var groups = new ArrayList<PermissionGroup>();
        for (int i = 0; i < 4; i++) {
            groups.add(group(random, UUID.randomUUID()));
        }
        var roles = List.of(
                new Role(UUID.randomUUID(), null, "r", Set.of(groups.get(0).id())),
                new Role(UUID.randomUUID(), null, "s", Set.of()));
        var assignments = new ArrayList<Assignment>();
        people.forEach(one -> assignments.add(assignment(random, new Receiver.Person(one.id()), groups, roles)));
        return new Rulebook(
                new Policy(1, groups, roles, assignments, List.of()), List.of(delegation), List.of(), List.of(), 50);
    }

    private static Assignment assignment(
            Random random, Receiver receiver, List<PermissionGroup> groups, List<Role> roles) {
        boolean byRole = random.nextBoolean();
        return new Assignment(
                UUID.randomUUID(),
                receiver,
                byRole ? any(random, roles).id() : null,
                byRole ? null : any(random, groups).id(),
                NOW,
                null,
                "x",
                "somebody",
                null);
    }

    /** One act, sensible or not. */
    private Rulebook tried(Random random, Rulebook book, List<Subject> people) {
        var groups = new ArrayList<>(book.policy().groups());
        var roles = new ArrayList<>(book.policy().roles());
        var assignments = new ArrayList<>(book.policy().assignments());
        switch (random.nextInt(7)) {
            case 0 -> groups.add(group(random, UUID.randomUUID()));
            case 1 -> groups.replaceAll(one -> random.nextInt(groups.size()) == 0 ? group(random, one.id()) : one);
            case 2 ->
                roles.add(new Role(
                        UUID.randomUUID(), null, "n", Set.of(any(random, groups).id())));
            case 3 ->
                roles.replaceAll(one -> random.nextBoolean()
                        ? new Role(
                                one.id(),
                                null,
                                one.name(),
                                Set.of(any(random, groups).id()))
                        : one);
            case 4 -> assignments.removeIf(_ -> random.nextInt(6) == 0);
            default -> {
                Receiver receiver = random.nextInt(3) > 0
                        ? new Receiver.Person(any(random, people).id())
                        : any(
                                random,
                                List.of(
                                        new Receiver.Everybody(),
                                        new Receiver.Department(eastOne, random.nextBoolean()),
                                        new Receiver.Department(west, true),
                                        new Receiver.Department(root, random.nextBoolean())));
                assignments.add(assignment(random, receiver, groups, roles));
            }
        }
        return book.withGroups(groups).withRoles(roles).withAssignments(assignments);
    }
}
