package io.mortise.permissions.internal.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Caller;
import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.PolicyEpoch;
import io.mortise.access.Scope;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.PolicySource;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.UsageRecorder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a profile is kept, and for whom there is one at all. */
class DecisionsTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final UUID WANG = new UUID(1, 1);
    private static final UUID LI = new UUID(1, 2);
    private static final UUID TOKEN = new UUID(1, 3);
    private static final Permission READ = new Permission("shop.order", "read");

    private final Facts facts = new Facts();
    private final List<String> counted = new ArrayList<>();
    private final Decisions decisions = new Decisions(
            facts,
            facts,
            facts.counter,
            RandomCompany.catalog(List.of("read")),
            (caller, permission) -> {
                counted.add(caller);
                UsageRecorder.Counter counter = () -> {};
                return counter;
            },
            (limits, permission, now, amount) -> limits.getFirst().most() - amount,
            facts.clock);

    private static Caller caller(Caller.Kind kind, String id, @Nullable Caller behalf) {
        return new Caller(id, "n", kind, Set.of(), Locale.ENGLISH, "0".repeat(32), behalf);
    }

    private static Caller wang() {
        return caller(Caller.Kind.PERSON, WANG.toString(), null);
    }

    @Test
    void aProfileIsCompiledOnceAnEpochAndAnewInTheNext() {
        facts.give(new Receiver.Person(WANG));
        for (int i = 0; i < 5; i++) {
            assertTrue(decisions.holds(wang(), READ));
        }
        assertEquals(1, facts.compiled);

        facts.assignments.clear();
        facts.epoch++;
        assertFalse(decisions.holds(wang(), READ));
        assertEquals(Scope.nothing(), decisions.scope(wang(), READ));
        assertEquals(FieldRules.nothing(), decisions.fields(wang(), READ));
        assertEquals(-1, decisions.spend(wang(), READ, 1));
        assertEquals(2, facts.compiled);
    }

    @Test
    void nothingIsKeptWhileAChangeIsBeingCommitted() {
        facts.give(new Receiver.Person(WANG));
        facts.epoch = -1;
        assertTrue(decisions.holds(wang(), READ));
        facts.assignments.clear();
        assertFalse(decisions.holds(wang(), READ));
        assertEquals(2, facts.compiled);
    }

    @Test
    void aProfileEndsAtMidnightOfTheCompanyBecauseStandInsChangeThen() {
        facts.give(new Receiver.Person(LI));
        assertFalse(decisions.holds(wang(), READ));
        facts.now = Instant.parse("2026-11-25T15:59:59.999Z");
        facts.absent.add(LI);
        assertFalse(decisions.holds(wang(), READ));
        facts.now = Instant.parse("2026-11-25T16:00:00Z");
        assertTrue(decisions.holds(wang(), READ));
    }

    @Test
    void aClockThatGoesBackMakesAProfileAnew() {
        facts.give(new Receiver.Person(WANG));
        assertTrue(decisions.holds(wang(), READ));
        facts.now = facts.now.minusSeconds(7_200);
        assertFalse(decisions.holds(wang(), READ));
    }

    @Test
    void aTokenHasItsOwnProfileForEachPersonItActsFor() {
        facts.give(new Receiver.Token(TOKEN));
        Caller service = caller(Caller.Kind.TOKEN, "token:" + TOKEN, null);
        Caller forWang = caller(Caller.Kind.TOKEN, "token:" + TOKEN, wang());
        Caller forLi = caller(Caller.Kind.TOKEN, "token:" + TOKEN, caller(Caller.Kind.PERSON, LI.toString(), null));
        assertTrue(decisions.holds(service, READ));
        assertFalse(decisions.holds(forWang, READ));

        facts.give(new Receiver.Person(WANG));
        facts.epoch++;
        assertTrue(decisions.holds(service, READ));
        assertTrue(decisions.holds(forWang, READ));
        assertFalse(decisions.holds(forLi, READ));
        assertTrue(counted.stream().allMatch(one -> one.equals("token:" + TOKEN)), counted.toString());

        facts.suspended.add(WANG);
        facts.epoch++;
        assertFalse(decisions.holds(forWang, READ));
    }

    @Test
    void callersOfAnOddShapeGetNothing() {
        facts.give(new Receiver.Everybody());
        facts.give(new Receiver.Token(TOKEN));
        Caller service = caller(Caller.Kind.TOKEN, "token:" + TOKEN, null);
        assertTrue(decisions.holds(wang(), READ));
        for (Caller odd : List.of(
                caller(Caller.Kind.PERSON, WANG.toString(), caller(Caller.Kind.PERSON, LI.toString(), null)),
                caller(Caller.Kind.PERSON, new UUID(5, 5).toString(), null),
                caller(Caller.Kind.TOKEN, TOKEN.toString(), null),
                caller(Caller.Kind.TOKEN, "token:me", null),
                caller(Caller.Kind.TOKEN, "token:" + TOKEN, service),
                caller(Caller.Kind.TOKEN, "token:" + TOKEN, caller(Caller.Kind.PERSON, WANG.toString(), wang())),
                caller(Caller.Kind.MODULE, "module:shop", null),
                caller(Caller.Kind.NOBODY, "nobody", null))) {
            assertFalse(decisions.holds(odd, READ), odd.toString());
            assertEquals(Scope.nothing(), decisions.scope(odd, READ));
        }
    }

    @Test
    void whatIsLimitedIsCountedAndWhatIsNotIsFree() {
        facts.limits.put("read", 5L);
        facts.give(new Receiver.Person(WANG));
        assertEquals(3, decisions.spend(wang(), READ, 2));
        facts.limits.clear();
        facts.assignments.clear();
        facts.give(new Receiver.Person(WANG));
        facts.epoch++;
        assertEquals(Long.MAX_VALUE, decisions.spend(wang(), READ, 2));
    }

    /** The facts that decisions rest on, as a test sets them. */
    private static final class Facts implements PolicySource, Organisation {

        private final List<PermissionGroup> groups = new ArrayList<>();
        private final List<Assignment> assignments = new ArrayList<>();
        private final Map<String, Long> limits = new HashMap<>();
        private final Set<UUID> absent = new HashSet<>();
        private final Set<UUID> suspended = new HashSet<>();
        private long epoch = 1;
        private int compiled;
        private Instant now = Instant.parse("2026-11-25T03:00:00Z");

        private final PolicyEpoch counter = new PolicyEpoch() {
            @Override
            public long current() {
                return epoch;
            }

            @Override
            public void advance() {
                epoch++;
            }
        };

        private final Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return SHANGHAI;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };

        private void give(Receiver receiver) {
            var grant = new Grant(
                    UUID.randomUUID(),
                    "shop.order",
                    Set.of("read"),
                    new GrantScope.All(),
                    null,
                    Map.of(),
                    FieldAccess.READ,
                    limits);
            var group = new PermissionGroup(UUID.randomUUID(), null, "g", "", null, true, List.of(grant));
            groups.add(group);
            assignments.add(new Assignment(
                    UUID.randomUUID(),
                    receiver,
                    null,
                    group.id(),
                    now.minusSeconds(3_600),
                    null,
                    "a test",
                    "operator",
                    null));
        }

        @Override
        public Policy current() {
            compiled++;
            return new Policy(epoch, groups, List.of(), assignments, List.of());
        }

        @Override
        public Optional<Subject> subject(UUID person) {
            PersonStatus status = suspended.contains(person) ? PersonStatus.SUSPENDED : PersonStatus.ACTIVE;
            return person.equals(WANG) || person.equals(LI)
                    ? Optional.of(new Subject(person, "p", status, null, Set.of(), Set.of(), Set.of(), Set.of(), null))
                    : Optional.empty();
        }

        @Override
        public Map<UUID, Subject> subjects(Collection<UUID> people) {
            var found = new HashMap<UUID, Subject>();
            people.forEach(one -> subject(one).ifPresent(subject -> found.put(one, subject)));
            return found;
        }

        @Override
        public DepartmentTree departments() {
            return new DepartmentTree(List.of());
        }

        @Override
        public Set<UUID> reports(UUID person, int depth) {
            return Set.of();
        }

        @Override
        public List<UUID> members(Collection<UUID> departments) {
            return List.of();
        }

        @Override
        public List<UUID> tagged(UUID tag) {
            return List.of();
        }

        @Override
        public List<UUID> holding(UUID position) {
            return List.of();
        }

        @Override
        public Optional<String> labelName(UUID tagOrPosition) {
            return Optional.empty();
        }

        @Override
        public long activePeople() {
            return 2;
        }

        @Override
        public List<UUID> peopleAfter(UUID after, int limit) {
            return List.of();
        }

        @Override
        public ZoneId zone() {
            return SHANGHAI;
        }

        @Override
        public Set<UUID> absentBehind(UUID person) {
            return person.equals(WANG) ? Set.copyOf(absent) : Set.of();
        }
    }
}
