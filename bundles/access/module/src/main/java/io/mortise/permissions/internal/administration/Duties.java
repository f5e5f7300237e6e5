package io.mortise.permissions.internal.administration;

import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.permissions.internal.rulebook.Holdings;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks for people who would hold two duties that one person may not hold (PERMISSIONS.md, section 9). */
@Component(service = Duties.class)
public final class Duties {

    private static final int MANY = 1_000;

    private final Organisation organisation;

    @Activate
    public Duties(@Reference Organisation organisation) {
        this.organisation = organisation;
    }

    /** Active people who meet a conflict, by name. */
    public Map<Subject, List<Conflict>> standing(Rulebook book, Instant now) {
        var holdings = new Holdings(book, organisation.departments());
        var found = new LinkedHashMap<Subject, List<Conflict>>();
        everybody(person -> {
            List<Conflict> met = holdings.conflicts(person, now);
            if (!met.isEmpty()) {
                found.put(person, met);
            }
        });
        return found;
    }

    /** Active people who hold an action by any assignment. */
    public List<Subject> holders(Rulebook book, String object, String action, Instant now) {
        var holdings = new Holdings(book, organisation.departments());
        var found = new ArrayList<Subject>();
        everybody(person -> {
            if (holdings.grants(person, now).stream()
                    .anyMatch(grant ->
                            grant.object().equals(object) && grant.actions().contains(action))) {
                found.add(person);
            }
        });
        return found;
    }

    /** Conflicts that the change brings, by the person's name. */
    public Map<String, List<Conflict>> brought(Rulebook before, Rulebook after, Instant now) {
        var found = new LinkedHashMap<String, List<Conflict>>();
        var old = new Holdings(before, organisation.departments());
        var next = new Holdings(after, organisation.departments());
        touched(before, after, person -> {
            List<Conflict> met = next.conflicts(person, now);
            if (!met.isEmpty()) {
                Set<UUID> known = new HashSet<>();
                old.conflicts(person, now).forEach(conflict -> known.add(conflict.id()));
                List<Conflict> fresh =
                        met.stream().filter(one -> !known.contains(one.id())).toList();
                if (!fresh.isEmpty()) {
                    found.put(person.name() + " (" + person.id() + ")", fresh);
                }
            }
        });
        return found;
    }

    /** Whoever may have other permissions afterwards: the few that single assignments name, or everybody. */
    public void touched(Rulebook before, Rulebook after, Consumer<Subject> act) {
        boolean onlyAssignments = before.policy().groups().equals(after.policy().groups())
                && before.policy().roles().equals(after.policy().roles())
                && before.policy().restrictions().equals(after.policy().restrictions())
                && before.policy().lastingShares() == after.policy().lastingShares()
                && before.conflicts().equals(after.conflicts())
                && before.waivers().equals(after.waivers());
        Set<Assignment> changed = new HashSet<>(before.policy().assignments());
        Set<Assignment> kept = new HashSet<>(after.policy().assignments());
        Set<Assignment> added = new HashSet<>(kept);
        added.removeAll(changed);
        changed.removeAll(kept);
        changed.addAll(added);
        var people = new HashSet<UUID>();
        boolean wide = false;
        for (Assignment assignment : changed) {
            if (assignment.receiver() instanceof Receiver.Person(UUID id)) {
                people.add(id);
            } else {
                wide = true;
            }
        }
        if (onlyAssignments && !wide) {
            organisation.subjects(people).values().forEach(act);
        } else {
            everybody(act);
        }
    }

    private void everybody(Consumer<Subject> act) {
        UUID after = new UUID(0, 0);
        while (true) {
            List<UUID> ids = organisation.peopleAfter(after, MANY);
            if (ids.isEmpty()) {
                return;
            }
            Collection<Subject> people = organisation.subjects(ids).values();
            people.forEach(act);
            after = ids.getLast();
        }
    }
}
