package io.mortise.permissions.internal.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who counts as the administrator that a company must keep. */
class AdministratorRuleTest {

    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
    private static final UUID WANG = UUID.randomUUID();
    private static final UUID IT = UUID.randomUUID();
    private static final DepartmentTree TREE =
            new DepartmentTree(List.of(new DepartmentTree.Department(IT, "IT", null, Set.of())));

    private final Rulebook delivered = Presets.delivered();
    private final Role role = delivered.policy().roles().stream()
            .filter(one -> "administrator".equals(one.key()))
            .findFirst()
            .orElseThrow();

    private static Subject wang(PersonStatus status) {
        return new Subject(WANG, "Wang", status, IT, Set.of(IT), Set.of(), Set.of(), Set.of(), null);
    }

    private static Function<Collection<UUID>, Map<UUID, Subject>> people(PersonStatus status) {
        return ids -> ids.stream().filter(WANG::equals).collect(Collectors.toMap(id -> id, _ -> wang(status)));
    }

    private Rulebook with(Receiver receiver, Instant from, @Nullable Instant until) {
        var all = new ArrayList<>(delivered.policy().assignments());
        all.add(new Assignment(UUID.randomUUID(), receiver, role.id(), null, from, until, "a test", "me", null));
        return delivered.withAssignments(all);
    }

    private static Set<UUID> lasting(Policy policy) {
        return new AdministratorRule(policy, TREE).lasting(people(PersonStatus.ACTIVE), NOW);
    }

    @Test
    void onlyAnAssignmentOfHisOwnWithoutAnEndCounts() {
        var own = new Receiver.Person(WANG);
        Instant later = NOW.plus(Duration.ofDays(1));

        assertEquals(Set.of(WANG), lasting(with(own, NOW, null).policy()));
        assertEquals(Set.of(), lasting(with(own, NOW, later).policy()));
        assertEquals(Set.of(), lasting(with(own, later, null).policy()));
        assertEquals(
                Set.of(),
                lasting(with(new Receiver.Department(IT, true), NOW, null).policy()));
        assertEquals(Set.of(), lasting(delivered.policy()));
    }

    @Test
    void whoAdministersByHisDepartmentOrForAWhileIsAdministratorAllTheSame() {
        Rulebook department = with(new Receiver.Department(IT, false), NOW, null);
        Rulebook while_ = with(new Receiver.Person(WANG), NOW, NOW.plus(Duration.ofDays(1)));

        for (Rulebook book : List.of(department, while_)) {
            var rule = new AdministratorRule(book.policy(), TREE);
            assertTrue(rule.includes(wang(PersonStatus.ACTIVE), NOW));
            assertFalse(rule.includes(wang(PersonStatus.SUSPENDED), NOW));
        }
        assertFalse(new AdministratorRule(delivered.policy(), TREE).includes(wang(PersonStatus.ACTIVE), NOW));
    }

    @Test
    void whoIsSuspendedForbiddenOrHasItFromAGroupThatIsOffDoesNotCount() {
        Rulebook book = with(new Receiver.Person(WANG), NOW, null);

        assertEquals(Set.of(), new AdministratorRule(book.policy(), TREE).lasting(people(PersonStatus.LEFT), NOW));
        assertEquals(
                Set.of(),
                lasting(book.withRestrictions(List.of(new Restriction(
                                UUID.randomUUID(),
                                "x",
                                new Receiver.Department(IT, true),
                                "access.policy",
                                Set.of(),
                                null,
                                Map.of(),
                                "x")))
                        .policy()));
        assertEquals(
                Set.of(),
                lasting(book.withGroups(book.policy().groups().stream()
                                .map(group -> new PermissionGroup(
                                        group.id(),
                                        group.key(),
                                        group.name(),
                                        group.description(),
                                        group.owner(),
                                        false,
                                        group.grants()))
                                .toList())
                        .policy()));
    }

    @Test
    void theDeliveredRoleIsGivenAsLongAsItMakesAdministrators() {
        assertEquals(
                role.id(),
                new AdministratorRule(delivered.policy(), TREE)
                        .role()
                        .orElseThrow()
                        .id());
    }
}
