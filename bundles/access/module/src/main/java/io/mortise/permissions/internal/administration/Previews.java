package io.mortise.permissions.internal.administration;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.Field;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.ProtectedRecords;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.Profiles;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.rulebook.Holdings;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Computes what a change would do. Who is affected is known of everybody; what it opens is computed by the evaluator for
 * {@link #JUDGED} of them and rows are counted for {@link RowsOpened#COUNTED}: the answer says for how many.
 */
@Component(service = Previews.class)
public final class Previews {

    /** What people would gain and lose is computed for this many. */
    static final int JUDGED = 2_000;

    private static final Set<String> SENSITIVE = Set.of("personal", "contact", "money", "cost", "secret");
    private static final int SOME = 10;

    private final Organisation organisation;
    private final ObjectCatalog catalog;
    private final Duties duties;

    /** Comes with the evaluator, which asks for the policy in turn: hence dynamic. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Profiles profiles;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ProtectedRecords records;

    @Activate
    public Previews(@Reference Organisation organisation, @Reference ObjectCatalog catalog, @Reference Duties duties) {
        this.organisation = organisation;
        this.catalog = catalog;
        this.duties = duties;
    }

    Previews(
            Organisation organisation,
            ObjectCatalog catalog,
            Duties duties,
            @Nullable Profiles profiles,
            @Nullable ProtectedRecords records) {
        this(organisation, catalog, duties);
        this.profiles = profiles;
        this.records = records;
    }

    /** How many active people would have other permissions. */
    public long affected(Rulebook before, Rulebook after, Instant now) {
        var count = new long[1];
        eachAffected(before, after, now, _ -> count[0]++);
        return count[0];
    }

    /** Everything that can be told beforehand. */
    public Preview of(Rulebook before, Rulebook after, Instant now) {
        var some = new ArrayList<Preview.Affected>();
        var count = new long[1];
        var judged = new long[1];
        Map<String, long[]> permissions = new TreeMap<>();
        Map<String, Preview.Seen> fields = new LinkedHashMap<>();
        var rows = new RowsOpened(catalog, records);
        Policy old = begun(before.policy(), now);
        Policy next = begun(after.policy(), now);
        Profiles compiler = profiles;
        eachAffected(before, after, now, person -> {
            count[0]++;
            if (some.size() < SOME) {
                some.add(new Preview.Affected(person.id(), person.name()));
            }
            if (compiler == null || judged[0] == JUDGED) {
                return;
            }
            judged[0]++;
            Profile had = compiler.profile(old, person, now, Reasons.UNASKED);
            Profile has = compiler.profile(next, person, now, Reasons.UNASKED);
            only(has, had).forEach(one -> permissions.computeIfAbsent(one, _ -> new long[2])[0]++);
            only(had, has).forEach(one -> permissions.computeIfAbsent(one, _ -> new long[2])[1]++);
            seen(had, has, fields);
            rows.count(person, had, has);
        });
        List<String> conflicts = duties.brought(before, after, now).entrySet().stream()
                .flatMap(one -> one.getValue().stream().map(conflict -> one.getKey() + ": " + conflict.name()))
                .toList();
        return new Preview(
                count[0],
                some,
                judged[0],
                permissions.entrySet().stream()
                        .map(one -> new Preview.Opened(one.getKey(), one.getValue()[0], one.getValue()[1]))
                        .toList(),
                List.copyOf(fields.values()),
                conflicts,
                rows.counted(),
                rows.byObject(),
                rows.byPerson(),
                count[0] > before.secondPersonAbove());
    }

    private interface Look {
        void at(Subject person);
    }

    private void eachAffected(Rulebook before, Rulebook after, Instant now, Look look) {
        var old = new Holdings(before, organisation.departments());
        var next = new Holdings(after, organisation.departments());
        boolean restricted =
                !before.policy().restrictions().equals(after.policy().restrictions());
        boolean shares = before.policy().lastingShares() != after.policy().lastingShares();
        duties.touched(before, after, person -> {
            Set<Grant> had = old.grants(person, now);
            Set<Grant> has = next.grants(person, now);
            if (shares || !had.equals(has) || (restricted && next.bound(before, after, person))) {
                look.at(person);
            }
        });
    }

    /** What begins later counts as begun: a preview tells what a change does, not when. */
    private static Policy begun(Policy policy, Instant now) {
        return policy.withAssignments(policy.assignments().stream()
                .map(one -> one.from().isAfter(now)
                        ? new Assignment(
                                one.id(),
                                one.receiver(),
                                one.role(),
                                one.group(),
                                now,
                                one.until(),
                                one.reason(),
                                one.grantedBy(),
                                one.ticket())
                        : one)
                .toList());
    }

    private static List<String> only(Profile one, Profile other) {
        return one.held().keySet().stream()
                .filter(permission -> !other.held().containsKey(permission))
                .map(Permission::toString)
                .toList();
    }

    private void seen(Profile had, Profile has, Map<String, Preview.Seen> fields) {
        for (ObjectType object : catalog.objects()) {
            for (Field field : object.fields()) {
                if (SENSITIVE.contains(field.sensitivity())
                        && sees(has, object, field).isReadable()
                        && !sees(had, object, field).isReadable()) {
                    fields.merge(
                            object.name() + "." + field.name(),
                            new Preview.Seen(object.name(), field.name(), field.sensitivity(), 1),
                            (a, b) ->
                                    new Preview.Seen(a.object(), a.field(), a.sensitivity(), a.gained() + b.gained()));
                }
            }
        }
    }

    /** In the record for which most is open. */
    private static FieldAccess sees(Profile profile, ObjectType object, Field field) {
        FieldAccess most = FieldAccess.HIDDEN;
        for (String action : List.of("read", "list")) {
            Profile.Held held = profile.held().get(new Permission(object.name(), action));
            FieldRules rules = held == null ? FieldRules.nothing() : held.fields();
            FieldAccess access = rules.of(field.name(), _ -> true);
            most = access.compareTo(most) > 0 ? access : most;
        }
        return most;
    }
}
