package io.mortise.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepartmentTreeTest {

    /** Whether one is the other or below it: read off the parents, one step at a time. */
    private static boolean isBelow(UUID department, UUID above, List<DepartmentTree.Department> all) {
        UUID next = department;
        while (next != null) {
            if (next.equals(above)) {
                return true;
            }
            UUID here = next;
            next = all.stream()
                    .filter(one -> one.id().equals(here))
                    .findFirst()
                    .orElseThrow()
                    .parent();
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void whatIsBelowIsWhatTheParentsSayAndNoMoveMakesACircle(long seed) {
        var random = new Random(seed);
        var all = new ArrayList<DepartmentTree.Department>();
        for (int i = 0; i < 40; i++) {
            UUID parent = all.isEmpty() || random.nextInt(8) == 0
                    ? null
                    : all.get(random.nextInt(all.size())).id();
            all.add(new DepartmentTree.Department(new UUID(seed, i), "d" + i, parent, Set.of()));
        }
        for (int move = 0; move < 100; move++) {
            int which = random.nextInt(all.size());
            DepartmentTree.Department moved = all.get(which);
            UUID target = all.get(random.nextInt(all.size())).id();
            var wanted = new ArrayList<>(all);
            wanted.set(which, new DepartmentTree.Department(moved.id(), moved.name(), target, Set.of()));
            if (isBelow(target, moved.id(), all)) {
                assertThrows(IllegalArgumentException.class, () -> new DepartmentTree(wanted), "seed " + seed);
                continue;
            }
            all.set(which, wanted.get(which));
            var tree = new DepartmentTree(all);
            UUID root = all.get(random.nextInt(all.size())).id();
            var expected = new HashSet<UUID>();
            all.stream().filter(one -> isBelow(one.id(), root, all)).forEach(one -> expected.add(one.id()));
            assertEquals(expected, tree.withBelow(List.of(root)), "seed " + seed);
            tree.all()
                    .forEach(one -> assertEquals(
                            isBelow(one.id(), root, all),
                            tree.path(one.id()).stream()
                                    .anyMatch(above -> above.id().equals(root)),
                            "seed " + seed));
        }
    }
}
