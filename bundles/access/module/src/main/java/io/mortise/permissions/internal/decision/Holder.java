package io.mortise.permissions.internal.decision;

import io.mortise.filter.Me;
import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.rulebook.Receivers;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * For whom a policy is compiled: whose assignments count, whose restrictions bind, and who "I" is in scopes and conditions.
 *
 * @param receives whether an assignment to the receiver counts
 * @param bound whether a restriction of the receiver binds
 * @param person who I am, or null for a program of its own
 * @param creator as in the column {@code created_by}
 * @param counter whose daily limits are counted
 * @param departments mine
 * @param places what a share may name, beside roles and groups, to mean me
 * @param reports who reports to me, by depth
 * @param me what conditions may ask of me
 */
record Holder(
        Predicate<Receiver> receives,
        Predicate<Receiver> bound,
        @Nullable UUID person,
        String creator,
        String counter,
        Set<UUID> departments,
        List<String> places,
        IntFunction<Set<UUID>> reports,
        Supplier<Me> me) {

    /** A person. */
    static Holder of(Subject person, DepartmentTree tree, IntFunction<Set<UUID>> reports, ZoneId zone) {
        return new Holder(
                receiver -> Receivers.means(receiver, person, tree),
                receiver -> Receivers.means(receiver, person, tree),
                person.id(),
                person.id().toString(),
                person.id().toString(),
                person.departments(),
                places(person),
                reports,
                () -> me(person, tree, zone));
    }

    /** A program with a token that acts for itself: it owns nothing, leads nobody and is in no department. */
    static Holder ofToken(UUID token, ZoneId zone) {
        String id = "token:" + token;
        return new Holder(
                receiver -> isToken(receiver, token),
                receiver -> isToken(receiver, token) || receiver instanceof Receiver.Everybody,
                null,
                id,
                id,
                Set.of(),
                List.of(),
                _ -> Set.of(),
                () -> Me.nobody(zone));
    }

    /** What was given to a token that acts for this person: the person's own records are "mine". */
    Holder by(UUID token) {
        return new Holder(
                receiver -> isToken(receiver, token),
                receiver -> isToken(receiver, token) || receiver instanceof Receiver.Everybody,
                person,
                creator,
                "token:" + token,
                departments,
                places,
                reports,
                me);
    }

    /** What this absent person has, for who stands in: bound by what binds either, counted for him who does it. */
    Holder behind(Holder standIn) {
        return new Holder(
                receives,
                receiver -> bound.test(receiver) || standIn.bound().test(receiver),
                person,
                creator,
                standIn.counter(),
                departments,
                places,
                reports,
                me);
    }

    private static boolean isToken(Receiver receiver, UUID token) {
        return receiver instanceof Receiver.Token(UUID id) && id.equals(token);
    }

    /** Himself and his departments: a share with a department means who is in it, not who is below. */
    private static List<String> places(Subject person) {
        var places = new ArrayList<String>();
        places.add("person:" + person.id());
        person.departments().forEach(department -> places.add("department:" + department));
        return places;
    }

    private static Me me(Subject person, DepartmentTree tree, ZoneId zone) {
        var values = new HashMap<String, List<?>>();
        values.put("id", List.of(person.id()));
        values.put("name", List.of(person.name()));
        values.put("manager", single(person.manager()));
        values.put("department", single(person.mainDepartment()));
        values.put("departments", List.copyOf(person.departments()));
        values.put("departmentTree", List.copyOf(tree.withBelow(person.departments())));
        values.put("heads", List.copyOf(person.heads()));
        values.put("positions", List.copyOf(person.positions()));
        values.put("tags", List.copyOf(person.tags()));
        return new Me(values, zone);
    }

    private static List<UUID> single(@Nullable UUID id) {
        return id == null ? List.of() : List.of(id);
    }
}
