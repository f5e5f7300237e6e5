package io.mortise.permissions.internal.rulebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.FieldAccess;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.DepartmentTree.Department;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits of sharing (R20) as text, and how far a delegate may give them on (law 6). */
class SharingLimitTest {

    private static final UUID GROUP = new UUID(1, 1);
    private static final UUID ROLE = new UUID(1, 2);
    private static final UUID EAST = new UUID(2, 1);
    private static final UUID EAST_ONE = new UUID(2, 2);
    private static final DepartmentTree TREE = new DepartmentTree(List.of(
            new Department(EAST, "east", null, Set.of()), new Department(EAST_ONE, "east one", EAST, Set.of())));

    private static Grant read(String sharing) throws JsonProcessingException {
        JsonNode json = new ObjectMapper()
                .readTree("{\"name\": \"g\", \"grants\": [{\"object\": \"customer.customer\", \"actions\": [\"share\"],"
                        + " \"scope\": \"own\"" + sharing + "}]}");
        return new PolicyReader("somebody", Instant.EPOCH, null)
                .one(json, PolicyReader::group)
                .grants()
                .getFirst();
    }

    private static Grant sharing(@Nullable SharingLimit limit) {
        return new Grant(
                new UUID(9, 9),
                "customer.customer",
                Set.of("share"),
                new GrantScope.Own(),
                null,
                Map.of(),
                FieldAccess.EDIT,
                Map.of(),
                limit);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws JsonProcessingException {
        for (SharingLimit limit : List.of(
                new SharingLimit(Set.of(), 30),
                new SharingLimit(Set.of(new Circle.Own(false), new Circle.Own(true)), null),
                new SharingLimit(
                        Set.of(
                                new Circle.Department(EAST, true),
                                new Circle.Department(EAST_ONE, false),
                                new Circle.Role(ROLE),
                                new Circle.Group(GROUP)),
                        1))) {
            String text = PolicyText.grant(sharing(limit)).path("sharing").toString();

            assertEquals(limit, read(", \"sharing\": " + text).sharing(), text);
        }
        assertNull(read("").sharing());
        assertFalse(PolicyText.grant(sharing(null)).has("sharing"));
    }

    @Test
    void aWrongLimitIsRefusedWithItsPlace() {
        Map<String, String> wrong = Map.of(
                "{\"days\": 0}", "/grants/0/sharing/days",
                "{\"days\": \"ten\"}", "/grants/0/sharing/days",
                "{\"to\": [\"everybody\"]}", "/grants/0/sharing/to/0",
                "{\"to\": [\"own-department:x\"]}", "/grants/0/sharing/to/0",
                "{\"to\": [\"department:east\"]}", "/grants/0/sharing/to/0",
                "{\"to\": \"own-department\"}", "/grants/0/sharing/to",
                "{\"until\": 7}", "/grants/0/sharing/until",
                "[]", "/grants/0/sharing");
        wrong.forEach((text, pointer) -> {
            List<FieldFault> faults = assertThrows(ProblemException.class, () -> read(", \"sharing\": " + text))
                    .problem()
                    .faults();
            assertTrue(faults.stream().anyMatch(fault -> fault.pointer().equals(pointer)), text + " " + faults);
        });
    }

    /** Law 6: who may give on with limits never gives on with fewer. */
    @Test
    void aDelegateGivesNoWiderSharingThanWasDelegated() {
        var week = new SharingLimit(Set.of(), 7);
        var east = new SharingLimit(Set.of(new Circle.Department(EAST, true), new Circle.Group(GROUP)), null);
        var none = new SharingLimit(Set.of(), null);

        assertTrue(covers(null, null));
        assertTrue(covers(null, week));
        assertTrue(covers(none, null));
        assertFalse(covers(week, null));
        assertFalse(covers(week, new SharingLimit(Set.of(), 8)));
        assertFalse(covers(week, new SharingLimit(Set.of(new Circle.Group(GROUP)), null)));
        assertTrue(covers(week, new SharingLimit(Set.of(new Circle.Group(GROUP)), 7)));
        assertFalse(covers(east, week));
        assertFalse(covers(east, new SharingLimit(Set.of(new Circle.Role(ROLE)), null)));
        assertFalse(covers(east, new SharingLimit(Set.of(new Circle.Own(false)), null)));
        assertTrue(covers(east, new SharingLimit(Set.of(new Circle.Department(EAST_ONE, false)), 3)));
        assertFalse(covers(
                new SharingLimit(Set.of(new Circle.Own(false)), null),
                new SharingLimit(Set.of(new Circle.Own(true)), null)));
        assertTrue(covers(
                new SharingLimit(Set.of(new Circle.Own(true)), null),
                new SharingLimit(Set.of(new Circle.Own(false)), null)));
    }

    private static boolean covers(@Nullable SharingLimit bound, @Nullable SharingLimit given) {
        return Bounds.cover(List.of(sharing(bound)), sharing(given), TREE);
    }
}
