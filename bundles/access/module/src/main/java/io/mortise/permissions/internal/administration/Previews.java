package io.mortise.permissions.internal.administration;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.Field;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.ProtectedRecords;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.ScopeCompiler;
import io.mortise.permissions.internal.rulebook.Holdings;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Computes what a change would do. */
@Component(service = Previews.class)
public final class Previews {

    /** Rows of one object are counted up to this many for one person. */
    public static final long CAP = 100_000;

    private static final Set<String> SENSITIVE = Set.of("personal", "contact", "money", "cost", "secret");
    private static final int SOME = 10;

    private final Organisation organisation;
    private final ObjectCatalog catalog;
    private final Duties duties;

    /** Comes with the evaluator, which asks for the policy in turn: hence dynamic. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ScopeCompiler compiler;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ProtectedRecords records;

    @Activate
    public Previews(@Reference Organisation organisation, @Reference ObjectCatalog catalog, @Reference Duties duties) {
        this.organisation = organisation;
        this.catalog = catalog;
        this.duties = duties;
    }

    /** How many active people would have other permissions. */
    public long affected(Rulebook before, Rulebook after, Instant now) {
        var people = new ArrayList<Subject>();
        eachAffected(before, after, now, (person, _, _) -> people.add(person));
        return people.size();
    }

    /** Everything that can be told beforehand. */
    public Preview of(Rulebook before, Rulebook after, Instant now) {
        var some = new ArrayList<Subject>();
        var count = new long[1];
        Map<String, long[]> permissions = new TreeMap<>();
        Map<String, Preview.Seen> fields = new LinkedHashMap<>();
        eachAffected(before, after, now, (person, had, has) -> {
            count[0]++;
            if (some.size() < SOME) {
                some.add(person);
            }
            Set<String> held = permissions(had);
            Set<String> holds = permissions(has);
            holds.stream()
                    .filter(one -> !held.contains(one))
                    .forEach(one -> permissions.computeIfAbsent(one, _ -> new long[2])[0]++);
            held.stream()
                    .filter(one -> !holds.contains(one))
                    .forEach(one -> permissions.computeIfAbsent(one, _ -> new long[2])[1]++);
            seen(had, has, fields);
        });
        List<String> conflicts = duties.brought(before, after, now).entrySet().stream()
                .flatMap(one -> one.getValue().stream().map(conflict -> one.getKey() + ": " + conflict.name()))
                .toList();
        return new Preview(
                count[0],
                some.stream()
                        .map(person -> new Preview.Affected(person.id(), person.name()))
                        .toList(),
                permissions.entrySet().stream()
                        .map(one -> new Preview.Opened(one.getKey(), one.getValue()[0], one.getValue()[1]))
                        .toList(),
                List.copyOf(fields.values()),
                conflicts,
                rows(before, after, some),
                count[0] > before.secondPersonAbove());
    }

    private interface Look {
        void at(Subject person, Set<Grant> had, Set<Grant> has);
    }

    private void eachAffected(Rulebook before, Rulebook after, Instant now, Look look) {
        var old = new Holdings(before, organisation.departments());
        var next = new Holdings(after, organisation.departments());
        boolean restricted =
                !before.policy().restrictions().equals(after.policy().restrictions());
        duties.touched(before, after, person -> {
            Set<Grant> had = old.grants(person, now);
            Set<Grant> has = next.grants(person, now);
            if (!had.equals(has) || (restricted && next.bound(before, after, person))) {
                look.at(person, had, has);
            }
        });
    }

    private static Set<String> permissions(Set<Grant> grants) {
        return grants.stream()
                .flatMap(grant -> grant.actions().stream().map(action -> grant.object() + ":" + action))
                .collect(Collectors.toSet());
    }

    private void seen(Set<Grant> had, Set<Grant> has, Map<String, Preview.Seen> fields) {
        for (String object : has.stream().map(Grant::object).collect(Collectors.toCollection(HashSet::new))) {
            for (Field field : catalog.object(object).map(ObjectType::fields).orElse(List.of())) {
                if (SENSITIVE.contains(field.sensitivity()) && sees(has, object, field) && !sees(had, object, field)) {
                    fields.merge(
                            object + "." + field.name(),
                            new Preview.Seen(object, field.name(), field.sensitivity(), 1),
                            (a, b) ->
                                    new Preview.Seen(a.object(), a.field(), a.sensitivity(), a.gained() + b.gained()));
                }
            }
        }
    }

    private static boolean sees(Set<Grant> grants, String object, Field field) {
        return grants.stream()
                .filter(grant -> grant.object().equals(object))
                .filter(grant ->
                        grant.actions().contains("read") || grant.actions().contains("list"))
                .map(grant -> {
                    FieldAccess byClass = grant.fields().getOrDefault("class:" + field.sensitivity(), grant.others());
                    return grant.fields().getOrDefault(field.name(), byClass);
                })
                .anyMatch(FieldAccess::isReadable);
    }

    private List<Preview.Rows> rows(Rulebook before, Rulebook after, List<Subject> people) {
        ScopeCompiler compiles = compiler;
        ProtectedRecords counts = records;
        if (compiles == null || counts == null) {
            return List.of();
        }
        var rows = new ArrayList<Preview.Rows>();
        for (ObjectType object : catalog.objects()) {
            if (!object.hasRecords() || !object.declares("read")) {
                continue;
            }
            var read = new Permission(object.name(), "read");
            for (Subject person : people) {
                long had = counts.count(object.name(), compiles.scope(before.policy(), person, read), CAP);
                long has = counts.count(object.name(), compiles.scope(after.policy(), person, read), CAP);
                if (had != has) {
                    rows.add(new Preview.Rows(person.id(), object.name(), had, has));
                }
            }
        }
        return rows;
    }
}
