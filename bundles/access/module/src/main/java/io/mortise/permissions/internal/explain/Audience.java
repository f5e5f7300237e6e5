package io.mortise.permissions.internal.explain;

import io.mortise.identity.Organisation;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How many other people a change concerns. */
interface Audience {

    /** Active people whom these receivers mean. */
    Set<UUID> people(List<Receiver> receivers);

    /** How many active people there are. */
    long everybody();

    /** Active people beside the one asked about whom the changes concern. */
    default long others(List<Change> changes, Policy policy, UUID person) {
        var receivers = new ArrayList<Receiver>();
        for (Change change : changes) {
            switch (change) {
                case Change.Activate _, Change.GiveRole _, Change.GiveGroup _, Change.JoinTeam _, Change.Share _ -> {}
                case Change.SwitchOn(UUID group) -> receivers.addAll(having(policy, group));
                case Change.AddAction(UUID group, UUID _, String _) -> receivers.addAll(having(policy, group));
                case Change.Widen widen -> receivers.addAll(having(policy, widen.group()));
                case Change.OpenField open -> receivers.addAll(having(policy, open.group()));
                case Change.Lift(UUID restriction) -> receivers.addAll(bound(policy, restriction));
                case Change.Spare(UUID restriction, Set<String> _) -> receivers.addAll(bound(policy, restriction));
            }
        }
        if (receivers.stream().anyMatch(Receiver.Everybody.class::isInstance)) {
            return Math.max(0, everybody() - 1);
        }
        Set<UUID> people = new HashSet<>(people(receivers));
        people.remove(person);
        return people.size();
    }

    private static List<Receiver> having(Policy policy, UUID group) {
        Set<UUID> roles = new HashSet<>();
        policy.roles().stream().filter(role -> role.groups().contains(group)).forEach(role -> roles.add(role.id()));
        return policy.assignments().stream()
                .filter(one -> group.equals(one.group()) || one.role() != null && roles.contains(one.role()))
                .map(Assignment::receiver)
                .toList();
    }

    private static List<Receiver> bound(Policy policy, UUID restriction) {
        return policy.restrictions().stream()
                .filter(one -> one.id().equals(restriction))
                .map(Restriction::receiver)
                .toList();
    }

    /** By the organisation as it is. */
    static Audience of(Organisation organisation) {
        return new Audience() {
            @Override
            public Set<UUID> people(List<Receiver> receivers) {
                var people = new HashSet<UUID>();
                for (Receiver receiver : receivers) {
                    switch (receiver) {
                        case Receiver.Person(UUID id) -> people.add(id);
                        case Receiver.Department(UUID id, boolean below) ->
                            people.addAll(organisation.members(
                                    below ? organisation.departments().withBelow(Set.of(id)) : Set.of(id)));
                        case Receiver.Position(UUID id) -> people.addAll(organisation.holding(id));
                        case Receiver.Tag(UUID id) -> people.addAll(organisation.tagged(id));
                        case Receiver.Token _, Receiver.Everybody _ -> {}
                    }
                }
                return people;
            }

            @Override
            public long everybody() {
                return organisation.activePeople();
            }
        };
    }
}
