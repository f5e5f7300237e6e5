package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one caller may do, and until when that can be said. Immutable.
 *
 * @param held by permission; what is missing is not held
 * @param until the next moment at which an assignment begins or ends; null when none does
 * @param behind absent people whose rights are in it, because he stands in for them
 */
public record Profile(Map<Permission, Held> held, @Nullable Instant until, Set<UUID> behind) {

    private static final Profile EMPTY = new Profile(Map.of(), null, Set.of());

    public Profile {
        held = Map.copyOf(held);
        behind = Set.copyOf(behind);
    }

    /** The profile of somebody who may nothing. */
    static Profile empty() {
        return EMPTY;
    }

    /** The records that the permission reaches. */
    public Scope scope(Permission permission) {
        Held found = held.get(permission);
        return found == null ? Scope.nothing() : found.scope();
    }

    /**
     * A permission that is held.
     *
     * @param scope the union of its grants' scopes
     * @param fields one rule a grant
     * @param limits all of them must allow a use; empty for no limit
     * @param sharing with whom and how long its records may be shared; empty for everybody, without end
     */
    public record Held(Scope scope, FieldRules fields, List<Limit> limits, List<SharingRule> sharing) {
        public Held {
            limits = List.copyOf(limits);
            sharing = List.copyOf(sharing);
        }

        /** One without limits of sharing. */
        public Held(Scope scope, FieldRules fields, List<Limit> limits) {
            this(scope, fields, limits, List.of());
        }

        /** Its rules, also when there is no limit. */
        List<SharingRule> rules() {
            return sharing.isEmpty() ? List.of(new SharingRule(scope, List.of())) : sharing;
        }

        /** The records that may be shared with one of these subjects until then. */
        Scope shareable(Set<String> subjects, @Nullable Instant until, Instant now) {
            return sharing.isEmpty()
                    ? scope
                    : Scopes.both(
                            scope,
                            Scopes.union(sharing.stream()
                                    .filter(rule -> rule.allows(subjects, until, now))
                                    .map(SharingRule::records)
                                    .toList()));
        }

        /** Whether each use is counted. */
        public boolean limited() {
            return !limits.isEmpty();
        }
    }

    /**
     * Which records may be shared how.
     *
     * @param records of which
     * @param limits all of them must allow it
     */
    public record SharingRule(Scope records, List<SharingBound> limits) {
        public SharingRule {
            limits = List.copyOf(limits);
        }

        boolean allows(Set<String> subjects, @Nullable Instant until, Instant now) {
            return limits.stream().allMatch(limit -> limit.allows(subjects, until, now));
        }
    }

    /**
     * One limit of sharing.
     *
     * @param to departments, roles and groups; null for everybody
     * @param days how long at most; null for without end
     */
    public record SharingBound(
            @Nullable Set<String> to, @Nullable Integer days) {
        boolean allows(Set<String> subjects, @Nullable Instant until, Instant now) {
            return (to == null || subjects.stream().anyMatch(to::contains))
                    && (days == null || until != null && !until.isAfter(now.plus(Duration.ofDays(days))));
        }
    }

    /**
     * Most uses a day.
     *
     * @param counter whose uses are counted together: the caller's id, or {@code restriction:<id>} for everybody's
     * @param most how many
     */
    public record Limit(String counter, long most) {}

    /** The same without some permissions. */
    Profile without(Set<Permission> some) {
        var left = new HashMap<>(held);
        left.keySet().removeAll(some);
        return new Profile(left, until, behind);
    }

    /** The same, which can be said until that moment at most; null for no such moment. */
    Profile until(@Nullable Instant moment) {
        return new Profile(held, sooner(until, moment), behind);
    }

    /** What either gives; of two limits the more generous counts, and none is the most generous. */
    Profile or(Profile other, UUID absent) {
        var both = new HashMap<>(held);
        other.held.forEach((permission, theirs) -> both.merge(permission, theirs, Profile::either));
        var all = new HashSet<>(behind);
        all.add(absent);
        return new Profile(both, sooner(until, other.until), all);
    }

    private static Held either(Held one, Held other) {
        var rules = new ArrayList<>(one.fields().rules());
        rules.addAll(other.fields().rules());
        return new Held(
                Scopes.union(List.of(one.scope(), other.scope())),
                new FieldRules(rules),
                generous(one.limits(), other.limits()),
                joined(one, other));
    }

    private static List<SharingRule> joined(Held one, Held other) {
        if (one.sharing().isEmpty() && other.sharing().isEmpty()) {
            return List.of();
        }
        var rules = new ArrayList<>(one.rules());
        rules.addAll(other.rules());
        return rules;
    }

    /** What both rules allow. */
    private static List<SharingRule> met(Held one, Held other) {
        if (one.sharing().isEmpty() && other.sharing().isEmpty()) {
            return List.of();
        }
        var rules = new ArrayList<SharingRule>();
        for (SharingRule mine : one.rules()) {
            for (SharingRule theirs : other.rules()) {
                var limits = new ArrayList<>(mine.limits());
                limits.addAll(theirs.limits());
                rules.add(new SharingRule(Scopes.both(mine.records(), theirs.records()), limits));
            }
        }
        return rules;
    }

    /** Caps of restrictions bind both alike, so that they stand in both. */
    private static List<Limit> generous(List<Limit> one, List<Limit> other) {
        var most = new HashMap<String, Long>();
        one.forEach(limit -> most.put(limit.counter(), limit.most()));
        var kept = new ArrayList<Limit>();
        for (Limit limit : other) {
            Long known = most.get(limit.counter());
            if (known != null) {
                kept.add(new Limit(limit.counter(), Math.max(known, limit.most())));
            }
        }
        return kept;
    }

    /** What both give, record by record and field by field: a token on behalf of a person (PERMISSIONS.md, section 1). */
    public Profile and(Profile other) {
        var both = new HashMap<Permission, Held>();
        held.forEach((permission, mine) -> {
            Held theirs = other.held.get(permission);
            if (theirs != null) {
                var limits = new ArrayList<>(mine.limits());
                limits.addAll(theirs.limits());
                both.put(
                        permission,
                        new Held(
                                Scopes.both(mine.scope(), theirs.scope()),
                                lesser(mine.fields(), theirs.fields()),
                                limits,
                                met(mine, theirs)));
            }
        });
        return new Profile(both, sooner(until, other.until), other.behind);
    }

    /**
     * For each record the lesser of the most that each side allows. Each pair of rules holds where both reach, with the lesser of
     * the two; the most permissive of those pairs is just that.
     */
    private static FieldRules lesser(FieldRules mine, FieldRules theirs) {
        var rules = new ArrayList<FieldRules.Rule>();
        for (FieldRules.Rule one : mine.rules()) {
            for (FieldRules.Rule other : theirs.rules()) {
                var names = new HashSet<>(one.fields().keySet());
                names.addAll(other.fields().keySet());
                var fields = new HashMap<String, FieldAccess>();
                names.forEach(name -> fields.put(name, lesser(one.of(name), other.of(name))));
                rules.add(new FieldRules.Rule(
                        Scopes.both(one.scope(), other.scope()), fields, lesser(one.others(), other.others())));
            }
        }
        return new FieldRules(rules);
    }

    private static FieldAccess lesser(FieldAccess one, FieldAccess other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    static @Nullable Instant sooner(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
