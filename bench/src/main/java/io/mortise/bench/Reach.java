package io.mortise.bench;

import io.mortise.access.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one person reaches, in words that both sides of {@code scoped-list} understand.
 *
 * @param owner the owner whose rows, or null
 * @param member in whose teams, or null
 * @param receiver whose shares, or null
 */
record Reach(
        @Nullable UUID owner,
        List<UUID> departments,
        List<UUID> pools,
        @Nullable UUID member,
        @Nullable String receiver,
        boolean everything) {

    static Reach own(int person) {
        return new Reach(ScopedListData.person(person), List.of(), List.of(), null, null, false);
    }

    /** So many departments, spread over the company, his own the first. */
    static Reach departments(int person, int count) {
        return new Reach(null, departmentsOf(person, count), List.of(), null, null, false);
    }

    static Reach shared(int person) {
        return new Reach(null, List.of(), List.of(), null, "person:" + ScopedListData.person(person), false);
    }

    static Reach pools(int person) {
        return new Reach(null, List.of(), poolsOf(person), null, null, false);
    }

    /** His own, departments, his teams and three pools. */
    static Reach union(int person, int departments) {
        return new Reach(
                ScopedListData.person(person),
                departmentsOf(person, departments),
                poolsOf(person),
                ScopedListData.person(person),
                null,
                false);
    }

    static Reach all() {
        return new Reach(null, List.of(), List.of(), null, null, true);
    }

    private static List<UUID> departmentsOf(int person, int count) {
        int own = person * ScopedListData.DEPARTMENTS / ScopedListData.PEOPLE;
        int step = ScopedListData.DEPARTMENTS / count;
        return IntStream.range(0, count)
                .mapToObj(i -> ScopedListData.department((own + i * step) % ScopedListData.DEPARTMENTS))
                .toList();
    }

    private static List<UUID> poolsOf(int person) {
        return IntStream.range(0, 3)
                .mapToObj(i -> ScopedListData.pool((person + i * 7) % ScopedListData.POOLS))
                .toList();
    }

    /** The same as the access module would give it. */
    Scope scope() {
        if (everything) {
            return Scope.everything();
        }
        var parts = new ArrayList<Scope>();
        if (owner != null) {
            parts.add(Scope.keyIn("owner_id", List.of(owner)));
        }
        if (!departments.isEmpty()) {
            parts.add(Scope.keyIn("department_id", departments));
        }
        if (!pools.isEmpty()) {
            parts.add(Scope.keyIn("pool_id", pools));
        }
        if (member != null) {
            parts.add(new Scope.InTeam(member, false));
        }
        if (receiver != null) {
            parts.add(new Scope.SharedWith(List.of(receiver), "list"));
        }
        return new Scope.AnyOf(parts);
    }
}
