package io.mortise.permissions.internal.administration;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.permissions.internal.persistence.PolicyStore;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.PolicyVersion;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.permissions.internal.rulebook.Waiver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The policy as a whole: its versions, what changed between two, the way back, and files. */
@Component(service = Versions.class)
public final class Versions {

    private static final List<Kind<?>> KINDS = List.of(
            Kind.GROUP, Kind.ROLE, Kind.ASSIGNMENT, Kind.RESTRICTION, Kind.DELEGATION, Kind.CONFLICT, Kind.WAIVER);

    private final Database database;
    private final PolicyStore store;
    private final StoredPolicy policy;
    private final Changes changes;

    @Activate
    public Versions(@Reference Database database, @Reference StoredPolicy policy, @Reference Changes changes) {
        this.database = database;
        this.store = new PolicyStore(database);
        this.policy = policy;
        this.changes = changes;
    }

    /**
     * One difference.
     *
     * @param kind group, role, assignment …
     * @param before as in a file; null when it is new
     * @param after as in a file; null when it is gone
     */
    public record Difference(
            String kind,
            UUID id,
            String name,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    /** Newest first. */
    public List<PolicyVersion> before(long version, int limit) {
        policy.book();
        return database.read(() -> store.versions(version, limit));
    }

    /** One version. */
    public PolicyVersion require(long version) {
        return database.read(() -> store.version(version)).orElseThrow(() -> Refusals.notFound("version", version));
    }

    /** The rulebook of a version. */
    public Rulebook book(long version) {
        return policy.book(version).orElseThrow(() -> Refusals.notFound("version", version));
    }

    /** The newest rulebook. */
    public Rulebook newest() {
        return policy.book();
    }

    /** What differs, thing by thing. */
    public static List<Difference> between(Rulebook before, Rulebook after) {
        var all = new ArrayList<Difference>();
        KINDS.forEach(kind -> all.addAll(between(kind, before, after)));
        return all;
    }

    private static <T> List<Difference> between(Kind<T> kind, Rulebook before, Rulebook after) {
        var old = new LinkedHashMap<UUID, T>();
        kind.all().apply(before).forEach(one -> old.put(kind.id().apply(one), one));
        var found = new ArrayList<Difference>();
        for (T now : kind.all().apply(after)) {
            UUID id = kind.id().apply(now);
            T then = old.remove(id);
            if (!Objects.equals(then, now)) {
                found.add(new Difference(
                        kind.key(),
                        id,
                        kind.name().apply(now),
                        then == null ? null : kind.write().apply(then),
                        kind.write().apply(now)));
            }
        }
        old.forEach((id, then) -> found.add(new Difference(
                kind.key(), id, kind.name().apply(then), kind.write().apply(then), null)));
        return found;
    }

    /** Makes the content of an earlier version the newest one. What has been deleted elsewhere since is refused by name. */
    public Rulebook restore(long version, String reason) {
        Rulebook old = book(version);
        return changes.apply(
                new Permission("access.policy", "restore"),
                "version " + version,
                reason,
                now -> keepingConsent(now, old));
    }

    /** Reads a file, against the keys it defines itself. */
    public Rulebook read(JsonNode file) {
        return new PolicyReader(Caller.current().id(), changes.now(), null).rulebook(file, 0);
    }

    /** Replaces everything by what a file says. */
    public Rulebook replace(JsonNode file, String reason) {
        Rulebook read = read(file);
        return changes.apply(
                new Permission("access.policy", "import"),
                "file",
                reason,
                now -> grantedByCaller(now, keepingConsent(now, read)));
    }

    /** What would differ, after the same checks, without changing anything. */
    public List<Difference> rehearse(JsonNode file) {
        Rulebook now = policy.book();
        Rulebook after = grantedByCaller(now, keepingConsent(now, read(file)))
                .at(now.policy().version());
        changes.judge(now, after);
        return between(now, after);
    }

    /** Nobody's consent comes in by a file: waivers that do not stand just so must be agreed to again. */
    static Rulebook keepingConsent(Rulebook now, Rulebook wanted) {
        Set<Waiver> standing = new HashSet<>(now.waivers());
        String caller = Caller.current().id();
        return wanted.withConflicts(
                wanted.conflicts(),
                wanted.waivers().stream()
                        .map(waiver -> standing.contains(waiver)
                                ? waiver
                                : new Waiver(
                                        waiver.id(),
                                        waiver.conflict(),
                                        waiver.person(),
                                        waiver.reason(),
                                        waiver.until(),
                                        caller,
                                        null))
                        .toList());
    }

    /** Whoever brings an assignment by a file has granted it, whatever the file says. */
    static Rulebook grantedByCaller(Rulebook now, Rulebook wanted) {
        Set<Assignment> standing = new HashSet<>(now.policy().assignments());
        String caller = Caller.current().id();
        return wanted.withAssignments(wanted.policy().assignments().stream()
                .map(one -> standing.contains(one)
                        ? one
                        : new Assignment(
                                one.id(),
                                one.receiver(),
                                one.role(),
                                one.group(),
                                one.from(),
                                one.until(),
                                one.reason(),
                                caller,
                                one.ticket()))
                .toList());
    }
}
