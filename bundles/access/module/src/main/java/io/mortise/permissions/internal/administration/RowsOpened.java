package io.mortise.permissions.internal.administration;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the rows that people would read and do not now, and those that they would not read any more. */
final class RowsOpened {

    /** Rows are counted for this many people. */
    static final int COUNTED = 50;

    /** Rows of one object are counted up to this many for one person. */
    static final long CAP = 10_000;

    private static final int TOLD = 10;

    private final ObjectCatalog catalog;
    private final @Nullable ProtectedRecords records;
    private final Map<String, Preview.Rows> objects = new TreeMap<>();
    private final List<Preview.PersonRows> people = new ArrayList<>();
    private int counted;

    RowsOpened(ObjectCatalog catalog, @Nullable ProtectedRecords records) {
        this.catalog = catalog;
        this.records = records;
    }

    void count(Subject person, Profile had, Profile has) {
        ProtectedRecords counts = records;
        if (counts == null || counted == COUNTED) {
            return;
        }
        counted++;
        for (ObjectType object : catalog.objects()) {
            if (!object.hasRecords() || !object.declares("read")) {
                continue;
            }
            var read = new Permission(object.name(), "read");
            Scope before = had.scope(read);
            Scope after = has.scope(read);
            if (before.equals(after)) {
                continue;
            }
            try {
                add(
                        person,
                        object.name(),
                        beyond(counts, object.name(), after, before),
                        beyond(counts, object.name(), before, after));
            } catch (IllegalArgumentException e) {
                // The module of the object closes at this moment: it has no rows to tell of.
                continue;
            }
        }
    }

    /** Rows that the first reaches and the second does not. */
    private static long beyond(ProtectedRecords counts, String object, Scope wide, Scope narrow) {
        if (wide instanceof Scope.Nothing || narrow instanceof Scope.Everything) {
            return 0;
        }
        return counts.count(
                object, narrow instanceof Scope.Nothing ? wide : Scope.allOf(wide, new Scope.Not(narrow)), CAP);
    }

    private void add(Subject person, String object, long gained, long lost) {
        if (gained == 0 && lost == 0) {
            return;
        }
        boolean atLeast = gained >= CAP || lost >= CAP;
        objects.merge(
                object,
                new Preview.Rows(object, 1, gained, lost, atLeast),
                (a, b) -> new Preview.Rows(
                        object,
                        a.people() + 1,
                        a.gained() + b.gained(),
                        a.lost() + b.lost(),
                        a.atLeast() || b.atLeast()));
        if (people.size() < TOLD) {
            people.add(new Preview.PersonRows(person.id(), object, gained, lost, atLeast));
        }
    }

    /** Summed over the people for whom rows were counted. */
    List<Preview.Rows> byObject() {
        return List.copyOf(objects.values());
    }

    /** A few of them. */
    List<Preview.PersonRows> byPerson() {
        return people;
    }

    /** For how many people rows were counted. */
    int counted() {
        return counted;
    }
}
