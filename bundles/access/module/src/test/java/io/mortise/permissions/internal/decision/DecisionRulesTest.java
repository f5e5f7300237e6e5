package io.mortise.permissions.internal.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.Action;
import io.mortise.access.ObjectCatalog.Field;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile.Limit;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rules of the evaluator that random companies meet too rarely, or that are about one case. */
class DecisionRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-25T03:00:00Z");
    private static final UUID WANG = new UUID(1, 1);
    private static final UUID LI = new UUID(1, 2);
    private static final UUID TOKEN = new UUID(1, 3);
    private static final Permission READ = new Permission("shop.order", "read");
    private static final Permission SHARE = new Permission("shop.order", "share");
    private static final Permission APPROVE = new Permission("shop.order", "approve");

    private final List<Assignment> assignments = new ArrayList<>();
    private final List<Restriction> restrictions = new ArrayList<>();
    private final List<PermissionGroup> groups = new ArrayList<>();
    private int ids;

    private static Subject person(UUID id, PersonStatus status) {
        return new Subject(id, "p", status, null, Set.of(), Set.of(), Set.of(), Set.of(), null);
    }

    private UUID id() {
        return new UUID(9, ++ids);
    }

    private Grant grant(String object, GrantScope scope, Map<String, Long> limits, String... actions) {
        return new Grant(id(), object, Set.of(actions), scope, null, Map.of(), FieldAccess.EDIT, limits);
    }

    private void give(Receiver receiver, Grant... some) {
        var group = new PermissionGroup(id(), null, "g", "", null, true, List.of(some));
        groups.add(group);
        assignments.add(new Assignment(
                id(), receiver, null, group.id(), NOW.minusSeconds(1), null, "a test", "operator", null));
    }

    private void forbid(Receiver receiver, @Nullable String condition, Map<String, Long> caps, String... actions) {
        restrictions.add(
                new Restriction(id(), "x", receiver, "shop.order", Set.of(actions), condition, caps, "a test"));
    }

    private ProfileCompiler compiler() {
        return new ProfileCompiler(
                new Policy(1, groups, List.of(), assignments, restrictions),
                new DepartmentTree(List.of()),
                CATALOG,
                ZoneOffset.UTC);
    }

    private Profile wang() {
        return compiler().profile(person(WANG, PersonStatus.ACTIVE), _ -> Set.of(), NOW);
    }

    @Nested
    class Restricted {

        @Test
        void aRestrictionWithAConditionTakesItsRecordsAloneFromScopeAndFields() {
            give(new Receiver.Everybody(), grant("shop.order", new GrantScope.All(), Map.of(), "read"));
            forbid(new Receiver.Person(WANG), "stage = \"secret\"", Map.of());

            Scope left = new Scope.Not(Scope.keyIn("stage", List.of("secret")));
            assertEquals(left, wang().scope(READ));
            assertEquals(
                    left, wang().held().get(READ).fields().rules().getFirst().scope());
        }

        @Test
        void whatIsForbiddenWholeIsNotHeld() {
            give(new Receiver.Everybody(), grant("shop.order", new GrantScope.All(), Map.of(), "read"));
            forbid(new Receiver.Person(WANG), null, Map.of());
            assertEquals(Map.of(), wang().held());
        }

        @Test
        void aConditionThatCantBeReadAnyMoreForbidsWholeAndGrantsNothing() {
            var unreadable = new Grant(
                    id(),
                    "shop.order",
                    Set.of("read"),
                    new GrantScope.All(),
                    "gone = 1",
                    Map.of(),
                    FieldAccess.EDIT,
                    Map.of());
            give(new Receiver.Person(LI), unreadable);
            give(new Receiver.Person(WANG), grant("shop.order", new GrantScope.All(), Map.of(), "read"));
            forbid(new Receiver.Person(WANG), "gone = 1", Map.of());

            assertEquals(Map.of(), wang().held());
            assertEquals(
                    Map.of(),
                    compiler()
                            .profile(person(LI, PersonStatus.ACTIVE), _ -> Set.of(), NOW)
                            .held());
        }
    }

    @Nested
    class Shared {

        /** R20: somebody who works with others' records only as far as they are shared with him. */
        @Test
        void aGrantForNoRecordReachesWhatIsSharedAndNothingElse() {
            give(new Receiver.Person(WANG), grant("shop.order", new GrantScope.None(), Map.of(), "read"));
            var group = groups.getFirst().id();
            assertEquals(new Scope.SharedWith(List.of("group:" + group, "person:" + WANG), "read"), wang().scope(READ));
        }

        private Grant sharing(GrantScope scope, @Nullable SharingLimit limit) {
            return new Grant(
                    id(), "shop.order", Set.of("share"), scope, null, Map.of(), FieldAccess.EDIT, Map.of(), limit);
        }

        private Scope shareable(Profile profile, String subject, @Nullable Instant until) {
            Profile.Held held = profile.held().get(SHARE);
            return held == null ? Scope.nothing() : held.shareable(Set.of(subject), until, NOW);
        }

        /** R20: to whom and how long, each grant for its own records; one grant without a limit lifts it for its own alone. */
        @Test
        void limitsOfSharingBelongToTheGrantAndItsRecords() {
            UUID role = id();
            var all = new GrantScope.All();
            give(
                    new Receiver.Person(WANG),
                    sharing(all, new SharingLimit(Set.of(new Circle.Role(role)), 7)),
                    sharing(new GrantScope.Own(), null));
            Scope own = Scope.keyIn("owner_id", List.of(WANG));

            Instant week = NOW.plus(Duration.ofDays(7));
            assertEquals(Scope.everything(), shareable(wang(), "role:" + role, week));
            assertEquals(own, shareable(wang(), "role:" + role, week.plusMillis(1)));
            assertEquals(own, shareable(wang(), "role:" + role, null));
            assertEquals(own, shareable(wang(), "person:" + LI, week));
        }

        /** Of several limited grants one must allow both, whom and how long. */
        @Test
        void twoLimitsDoNotLendEachOtherWhatTheyLack() {
            UUID group = id();
            give(
                    new Receiver.Person(WANG),
                    sharing(new GrantScope.All(), new SharingLimit(Set.of(new Circle.Group(group)), 1)),
                    sharing(new GrantScope.All(), new SharingLimit(Set.of(new Circle.Role(group)), 30)));
            Instant later = NOW.plus(Duration.ofDays(20));

            assertEquals(Scope.nothing(), shareable(wang(), "group:" + group, later));
            assertEquals(Scope.everything(), shareable(wang(), "group:" + group, NOW.plusSeconds(1)));
            assertEquals(Scope.everything(), shareable(wang(), "role:" + group, later));
        }

        /** Both limits bind a token of a person. */
        @Test
        void aTokenSharesAsFarAsItAndItsPersonMay() {
            give(new Receiver.Person(WANG), sharing(new GrantScope.All(), new SharingLimit(Set.of(), 30)));
            UUID group = id();
            give(
                    new Receiver.Token(TOKEN),
                    sharing(new GrantScope.Own(), new SharingLimit(Set.of(new Circle.Group(group)), null)));
            Profile both = compiler()
                    .token(TOKEN, person(WANG, PersonStatus.ACTIVE), _ -> Set.of(), NOW, Reasons.UNASKED)
                    .and(wang());
            Scope own = Scope.keyIn("owner_id", List.of(WANG));

            assertEquals(own, shareable(both, "group:" + group, NOW.plusSeconds(1)));
            assertEquals(Scope.nothing(), shareable(both, "group:" + group, null));
            assertEquals(Scope.nothing(), shareable(both, "person:" + LI, NOW.plusSeconds(1)));
        }

        @Test
        void whatIsForbiddenIsNotSharedEither() {
            give(new Receiver.Person(WANG), sharing(new GrantScope.All(), new SharingLimit(Set.of(), 30)));
            forbid(new Receiver.Person(WANG), "stage = \"secret\"", Map.of());

            assertEquals(
                    new Scope.Not(Scope.keyIn("stage", List.of("secret"))),
                    shareable(wang(), "person:" + LI, NOW.plusSeconds(1)));
        }

        @Test
        void deletingGrantingAndSharingAreNotShared() {
            give(
                    new Receiver.Person(WANG),
                    grant("shop.order", new GrantScope.None(), Map.of(), "read", "delete", "share"));
            assertEquals(Set.of(READ), wang().held().keySet());
        }

        @Test
        void whatIsNotShareableIsNotShared() {
            give(new Receiver.Person(WANG), grant("shop.bill", new GrantScope.None(), Map.of(), "read"));
            assertEquals(Map.of(), wang().held());
        }

        @Test
        void whoDoesNotHoldTheActionAtAllReachesNoShare() {
            give(new Receiver.Person(WANG), grant("shop.order", new GrantScope.Own(), Map.of(), "read"));
            assertEquals(Scope.nothing(), wang().scope(new Permission("shop.order", "edit")));
        }
    }

    @Nested
    class Parents {

        @Test
        void aChildIsReachedThroughItsParentAndACircleEnds() {
            give(
                    new Receiver.Person(WANG),
                    grant("shop.bill", new GrantScope.Parent("read"), Map.of(), "read"),
                    grant("shop.order", new GrantScope.Own(), Map.of(), "read"),
                    grant("shop.order", new GrantScope.Parent("read"), Map.of(), "read"));
            Scope bills = wang().scope(new Permission("shop.bill", "read"));
            assertTrue(bills instanceof Scope.Below(String column, String object, Scope _)
                    && column.equals("order_id")
                    && object.equals("shop.order"));
            // The order's own parent is the bill that is being asked about: only what is his by itself is left.
            assertFalse(((Scope.Below) bills).parent().toString().contains("Below"));
        }

        @Test
        void whatIsForbiddenOfAParentOpensNoChild() {
            give(
                    new Receiver.Person(WANG),
                    grant("shop.bill", new GrantScope.Parent("read"), Map.of(), "read"),
                    grant("shop.order", new GrantScope.All(), Map.of(), "read"));
            forbid(new Receiver.Person(WANG), null, Map.of());
            assertEquals(Map.of(), wang().held());
        }
    }

    @Nested
    class Limits {

        @Test
        void ofSeveralGrantsTheMostGenerousCountsAndNoneIsTheMostGenerous() {
            Receiver everybody = new Receiver.Everybody();
            give(everybody, grant("shop.order", new GrantScope.All(), Map.of("read", 5L), "read"));
            give(everybody, grant("shop.order", new GrantScope.Own(), Map.of("read", 9L), "read", "approve"));
            assertEquals(
                    List.of(new Limit(WANG.toString(), 9)),
                    wang().held().get(READ).limits());
            assertEquals(List.of(), wang().held().get(APPROVE).limits());

            give(everybody, grant("shop.order", new GrantScope.Own(), Map.of(), "read"));
            assertEquals(List.of(), wang().held().get(READ).limits());
        }

        @Test
        void aCapOfTheCompanyBindsBesideAndIsCountedForEverybodyTogether() {
            give(new Receiver.Everybody(), grant("shop.order", new GrantScope.All(), Map.of("read", 5L), "read"));
            forbid(new Receiver.Everybody(), null, Map.of("read", 100L));
            assertEquals(
                    List.of(
                            new Limit(WANG.toString(), 5),
                            new Limit("restriction:" + restrictions.getFirst().id(), 100)),
                    wang().held().get(READ).limits());
        }

        @Test
        void aTokenOfAPersonIsCountedForBoth() {
            give(new Receiver.Person(WANG), grant("shop.order", new GrantScope.All(), Map.of("read", 5L), "read"));
            give(new Receiver.Token(TOKEN), grant("shop.order", new GrantScope.All(), Map.of("read", 3L), "read"));
            Profile both = compiler()
                    .token(TOKEN, person(WANG, PersonStatus.ACTIVE), _ -> Set.of(), NOW, Reasons.UNASKED)
                    .and(wang());
            assertEquals(
                    List.of(new Limit("token:" + TOKEN, 3), new Limit(WANG.toString(), 5)),
                    both.held().get(READ).limits());
        }
    }

    @Nested
    class Tokens {

        @Test
        void aServiceTokenHasItsOwnAssignmentsAndOwnsNothing() {
            give(new Receiver.Everybody(), grant("shop.order", new GrantScope.All(), Map.of(), "approve"));
            give(
                    new Receiver.Token(TOKEN),
                    grant("shop.bill", new GrantScope.All(), Map.of(), "read"),
                    grant("shop.bill", new GrantScope.Own(), Map.of(), "edit"),
                    grant("shop.bill", new GrantScope.Department(), Map.of(), "edit"),
                    grant("shop.bill", new GrantScope.Subordinates(3), Map.of(), "edit"),
                    grant("shop.order", new GrantScope.Created(), Map.of(), "read"));
            Map<Permission, Profile.Held> held = compiler().token(TOKEN, NOW).held();
            assertEquals(
                    Scope.everything(),
                    held.get(new Permission("shop.bill", "read")).scope());
            assertFalse(held.containsKey(new Permission("shop.bill", "edit")));
            assertFalse(held.containsKey(APPROVE));
            assertTrue(held.get(READ).scope().toString().contains("token:" + TOKEN));
        }

        @Test
        void whatNobodyMayNoTokenMay() {
            give(new Receiver.Token(TOKEN), grant("shop.order", new GrantScope.All(), Map.of(), "read"));
            forbid(new Receiver.Everybody(), null, Map.of());
            assertEquals(Map.of(), compiler().token(TOKEN, NOW).held());
        }
    }

    @Nested
    class StandIns {

        private Profile wangFor(PersonStatus his, PersonStatus theirs) {
            return compiler()
                    .profile(person(WANG, his), List.of(person(LI, theirs)), (_, _) -> Set.of(), NOW, Reasons.UNASKED);
        }

        @Test
        void powerOverPeopleAndPermissionsIsNotLent() {
            give(
                    new Receiver.Person(LI),
                    grant("shop.order", new GrantScope.Own(), Map.of(), "read"),
                    grant("access.policy", new GrantScope.All(), Map.of(), "administer"));
            Profile profile = wangFor(PersonStatus.ACTIVE, PersonStatus.ACTIVE);
            assertEquals(Set.of(READ), profile.held().keySet());
            assertTrue(profile.scope(READ).toString().contains("keys=[" + LI + "]"));
            assertEquals(Set.of(LI), profile.behind());
        }

        @Test
        void whatIsHisOwnHeDoesNotApproveInTheNameOfAnother() {
            give(
                    new Receiver.Person(LI),
                    grant("shop.order", new GrantScope.All(), Map.of(), "approve"),
                    grant("shop.report", new GrantScope.All(), Map.of(), "approve"));
            Profile profile = wangFor(PersonStatus.ACTIVE, PersonStatus.ACTIVE);
            assertEquals(
                    new Scope.Not(new Scope.AnyOf(List.of(
                            Scope.keyIn("owner_id", List.of(WANG)),
                            Scope.keyIn("created_by", List.of(WANG.toString()))))),
                    profile.scope(APPROVE));
            // Where nobody can tell whose something is, no approval is lent.
            assertFalse(profile.held().containsKey(new Permission("shop.report", "approve")));
        }

        @Test
        void whoIsSuspendedLendsAndBorrowsNothing() {
            give(new Receiver.Person(LI), grant("shop.order", new GrantScope.Own(), Map.of(), "read"));
            assertEquals(
                    Map.of(),
                    wangFor(PersonStatus.ACTIVE, PersonStatus.SUSPENDED).held());
            assertEquals(
                    Map.of(),
                    wangFor(PersonStatus.SUSPENDED, PersonStatus.ACTIVE).held());
            assertEquals(
                    Map.of(), wangFor(PersonStatus.ACTIVE, PersonStatus.LEFT).held());
        }

        @Test
        void aLimitOfWhatIsLentIsCountedForWhoDoesIt() {
            give(new Receiver.Person(LI), grant("shop.order", new GrantScope.Own(), Map.of("read", 5L), "read"));
            assertEquals(
                    List.of(),
                    wangFor(PersonStatus.ACTIVE, PersonStatus.ACTIVE).held().values().stream()
                            .flatMap(held -> held.limits().stream())
                            .filter(limit -> !limit.counter().equals(WANG.toString()))
                            .toList());
        }
    }

    /** DECISIONS.md 22: absent until the mirror of follow relations exists; no policy can say it, and so nothing is opened. */
    @Test
    void theScopeOfFollowedCustomersIsAbsent() throws Exception {
        var json = new ObjectMapper()
                .readTree("{\"name\": \"g\", \"grants\": [{\"object\": \"shop.order\", \"actions\": [\"read\"],"
                        + " \"scope\": \"followed\"}]}");
        var thrown = assertThrows(
                ProblemException.class, () -> new PolicyReader("operator", NOW, null).one(json, PolicyReader::group));
        assertEquals("wrong-scope", thrown.problem().faults().getFirst().code());
    }

    private static final ObjectCatalog CATALOG = new ObjectCatalog() {
        private final List<ObjectType> types = List.of(
                type("shop.order", true, true, new Parent("shop.bill", "bill_id")),
                type("shop.bill", true, false, new Parent("shop.order", "order_id")),
                type("shop.report", false, false, null),
                type("access.policy", false, false, null));

        private static ObjectType type(String name, boolean records, boolean shareable, @Nullable Parent parent) {
            return new ObjectType(
                    name,
                    Map.of(),
                    records,
                    shareable,
                    parent,
                    records
                            ? List.of(
                                    field("ownerId", "person", "owner_id"),
                                    field("ownerDepartmentId", "department", "owner_department_id"),
                                    field("createdBy", "text", "created_by"),
                                    field("stage", "choice", "stage"))
                            : List.of(),
                    Stream.of("read", "edit", "delete", "share", "approve", "administer")
                            .map(action -> new Action(action, Map.of(), false))
                            .toList());
        }

        private static Field field(String name, String type, String column) {
            return new Field(name, Map.of(), type, "internal", List.of(column));
        }

        @Override
        public List<ObjectType> objects() {
            return types;
        }

        @Override
        public Optional<ObjectType> object(String qualified) {
            return types.stream().filter(type -> type.name().equals(qualified)).findFirst();
        }

        @Override
        public long version() {
            return 1;
        }
    };
}
