package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One caller, one act, one record, by the words of PERMISSIONS.md, sections 3 to 7, with nothing compiled: slow and obvious.
 *
 * @param company the organisation, the records, their teams and shares
 * @param policy the rules
 * @param catalog declared objects
 * @param me whose records are mine
 * @param receives whose assignments count
 * @param bound whose restrictions bind
 * @param alone whether what is shared with me is left out
 */
record Oracle(
        RandomCompany company,
        Policy policy,
        ObjectCatalog catalog,
        Subject me,
        Predicate<Receiver> receives,
        Predicate<Receiver> bound,
        boolean alone) {

    Oracle(
            RandomCompany company,
            Policy policy,
            ObjectCatalog catalog,
            Subject me,
            Predicate<Receiver> receives,
            Predicate<Receiver> bound) {
        this(company, policy, catalog, me, receives, bound, false);
    }

    /** A person. */
    static Oracle of(RandomCompany company, Policy policy, ObjectCatalog catalog, Subject person) {
        Predicate<Receiver> means = receiver -> means(company, receiver, person);
        return new Oracle(company, policy, catalog, person, means, means);
    }

    boolean allowed(String object, String action, Map<String, @Nullable Object> row) {
        return !grants(object, action, row, Set.of(object)).isEmpty();
    }

    /** The most that any grant which reaches the record says about the field. */
    FieldAccess access(String object, String action, Map<String, @Nullable Object> row, String field) {
        FieldAccess most = FieldAccess.HIDDEN;
        for (Grant grant : grants(object, action, row, Set.of(object))) {
            String sensitivity = "class:"
                    + catalog.object(object)
                            .orElseThrow()
                            .field(field)
                            .orElseThrow()
                            .sensitivity();
            FieldAccess one =
                    grant.fields().getOrDefault(field, grant.fields().getOrDefault(sensitivity, grant.others()));
            most = one.compareTo(most) > 0 ? one : most;
        }
        return most;
    }

    /** The grants that allow it for this record; a share lets every grant of the action reach it. */
    private Set<Grant> grants(String object, String action, Map<String, @Nullable Object> row, Set<String> path) {
        var allowing = new HashSet<Grant>();
        if (me.status() != PersonStatus.ACTIVE || forbidden(object, action, row)) {
            return allowing;
        }
        boolean shared = shared(object, action, row);
        for (PermissionGroup group : policy.groups()) {
            for (Grant grant : group.grants()) {
                boolean held = carried(group)
                        && group.on()
                        && grant.object().equals(object)
                        && grant.actions().contains(action)
                        && (grant.condition() == null || readable(grant.condition(), object));
                if (held
                        && (shared
                                || (inScope(grant.scope(), object, action, row, path)
                                        && (grant.condition() == null || passes(grant.condition(), row))))) {
                    allowing.add(grant);
                }
            }
        }
        return allowing;
    }

    private boolean forbidden(String object, String action, Map<String, @Nullable Object> row) {
        for (Restriction restriction : policy.restrictions()) {
            String condition = restriction.condition();
            if (bound.test(restriction.receiver())
                    && restriction.object().equals(object)
                    && (restriction.actions().isEmpty() || restriction.actions().contains(action))
                    && (condition == null || !readable(condition, object) || passes(condition, row))) {
                return true;
            }
        }
        return false;
    }

    private boolean shared(String object, String action, Map<String, @Nullable Object> row) {
        return !alone
                && catalog.object(object).orElseThrow().shareable()
                && company.shares.stream()
                        .anyMatch(share -> share.object().equals(object)
                                && share.record().equals(row.get("id"))
                                && share.actions().contains(action)
                                && receivesShare(share.subject())
                                && (policy.lastingShares() || givesStill(share.giver(), object, action, row)));
    }

    /** Who shared may do it himself, whatever is shared with him in turn. */
    private boolean givesStill(UUID giver, String object, String action, Map<String, @Nullable Object> row) {
        Subject person = company.people.stream()
                .filter(one -> one.id().equals(giver))
                .findFirst()
                .orElseThrow();
        Oracle his = of(company, policy, catalog, person);
        return new Oracle(company, policy, catalog, person, his.receives, his.bound, true).allowed(object, action, row);
    }

    private boolean receivesShare(String subject) {
        UUID id = UUID.fromString(subject.substring(subject.indexOf(':') + 1));
        return switch (subject.substring(0, subject.indexOf(':'))) {
            case "person" -> me.id().equals(id);
            case "department" -> me.departments().contains(id);
            case "role" -> assignments().anyMatch(one -> id.equals(one.role()));
            case "group" ->
                policy.groups().stream().anyMatch(group -> group.id().equals(id) && group.on() && carried(group));
            default -> false;
        };
    }

    private java.util.stream.Stream<Assignment> assignments() {
        return policy.assignments().stream().filter(assignment -> {
            boolean over = assignment.until() != null && !RandomCompany.NOW.isBefore(assignment.until());
            return !RandomCompany.NOW.isBefore(assignment.from()) && !over && receives.test(assignment.receiver());
        });
    }

    private boolean carried(PermissionGroup group) {
        return assignments().anyMatch(assignment -> {
            boolean carried = group.id().equals(assignment.group());
            for (Role role : policy.roles()) {
                carried |= role.id().equals(assignment.role()) && role.groups().contains(group.id());
            }
            return carried;
        });
    }

    private static boolean readable(String condition, String object) {
        return !condition.equals("nothing = 1") && !object.equals("shop.report");
    }

    private boolean passes(String condition, Map<String, @Nullable Object> row) {
        var said = RandomCompany.CONDITIONS.get(condition);
        return said != null && said.test(row, me);
    }

    static boolean means(RandomCompany company, Receiver receiver, Subject person) {
        return switch (receiver) {
            case Receiver.Person(UUID id) -> person.id().equals(id);
            case Receiver.Department(UUID id, boolean below) ->
                person.departments().stream().anyMatch(one -> below ? isUnder(company, one, id) : one.equals(id));
            case Receiver.Everybody() -> true;
            case Receiver.Position _, Receiver.Tag _, Receiver.Token _ -> false;
        };
    }

    private static boolean isUnder(RandomCompany company, UUID department, UUID above) {
        for (UUID at = department; at != null; ) {
            if (at.equals(above)) {
                return true;
            }
            UUID looked = at;
            at = company.departments.stream()
                    .filter(one -> one.id().equals(looked))
                    .findFirst()
                    .orElseThrow()
                    .parent();
        }
        return false;
    }

    private boolean inScope(
            GrantScope scope, String object, String action, Map<String, @Nullable Object> row, Set<String> path) {
        ObjectCatalog.ObjectType type = catalog.object(object).orElseThrow();
        if (!type.hasRecords()) {
            return scope instanceof GrantScope.All;
        }
        Object owner = row.get("owner_id");
        UUID department = type.field("ownerDepartmentId").isPresent() ? (UUID) row.get("owner_department_id") : null;
        boolean pooled = type.field("poolId").isPresent();
        return switch (scope) {
            case GrantScope.All() -> true;
            case GrantScope.None() -> false;
            case GrantScope.Match(String text) -> readable(text, object) && passes(text, row);
            case GrantScope.Team() ->
                type.shareable()
                        && company.teams.stream()
                                .anyMatch(member -> member.object().equals(object)
                                        && member.record().equals(row.get("id"))
                                        && member.member().equals(me.id())
                                        && (!action.equals("edit") || member.writing()));
            case GrantScope.Parent(String above) -> {
                var parent = type.parent();
                yield parent != null && !path.contains(parent.object()) && mayParent(parent, above, row, path);
            }
            case GrantScope.Own() -> me.id().equals(owner);
            case GrantScope.Created() ->
                type.field("createdBy").isPresent() && me.id().toString().equals(row.get("created_by"));
            case GrantScope.Subordinates(int depth) ->
                owner != null && company.reports(me.id(), depth).contains(owner);
            case GrantScope.Department() ->
                department != null && me.departments().contains(department);
            case GrantScope.DepartmentTree() ->
                department != null && me.departments().stream().anyMatch(one -> isUnder(company, department, one));
            case GrantScope.Departments(List<UUID> some, boolean below) ->
                department != null
                        && some.stream()
                                .anyMatch(one -> below ? isUnder(company, department, one) : one.equals(department));
            case GrantScope.Pools(List<UUID> pools) ->
                pooled && row.get("pool_id") != null && pools.contains(row.get("pool_id"));
            case GrantScope.Unowned() -> owner == null && (!pooled || row.get("pool_id") == null);
            case GrantScope.Any(List<GrantScope> parts) ->
                parts.stream().anyMatch(part -> inScope(part, object, action, row, path));
        };
    }

    private boolean mayParent(
            ObjectCatalog.Parent parent, String action, Map<String, @Nullable Object> row, Set<String> path) {
        var further = new HashSet<>(path);
        further.add(parent.object());
        return company.records.stream()
                .filter(one -> one.containsKey("id") && one.get("id") != null)
                .filter(one -> java.util.Objects.equals(one.get("id"), row.get(parent.column())))
                .anyMatch(one -> !grants(parent.object(), action, one, further).isEmpty());
    }

    /** Whether a compiled scope reaches a row of an object, read in the plainest way. */
    static boolean reaches(
            RandomCompany company, Policy policy, String object, Scope scope, Map<String, @Nullable Object> row) {
        return reaches(company, policy, object, scope, row, false);
    }

    private static boolean reaches(
            RandomCompany company,
            Policy policy,
            String object,
            Scope scope,
            Map<String, @Nullable Object> row,
            boolean alone) {
        return switch (scope) {
            case Scope.Nothing() -> false;
            case Scope.Everything() -> true;
            case Scope.KeyIn(String column, List<?> keys) ->
                row.get(column) != null
                        && keys.stream().anyMatch(key -> key.toString().equals(String.valueOf(row.get(column))));
            case Scope.AnyOf(List<Scope> parts) ->
                parts.stream().anyMatch(part -> reaches(company, policy, object, part, row, alone));
            case Scope.AllOf(List<Scope> parts) ->
                parts.stream().allMatch(part -> reaches(company, policy, object, part, row, alone));
            case Scope.Not(Scope part) -> !reaches(company, policy, object, part, row, alone);
            case Scope.InTeam(UUID member, boolean writing) ->
                company.teams.stream()
                        .anyMatch(one -> one.object().equals(object)
                                && one.record().equals(row.get("id"))
                                && one.member().equals(member)
                                && (one.writing() || !writing));
            case Scope.SharedWith(List<String> subjects, String action, boolean lasting) ->
                !alone
                        && company.shares.stream()
                                .anyMatch(one -> one.object().equals(object)
                                        && one.record().equals(row.get("id"))
                                        && subjects.contains(one.subject())
                                        && one.actions().contains(action)
                                        && (lasting
                                                || reaches(
                                                        company,
                                                        policy,
                                                        object,
                                                        company.scope(
                                                                policy, one.giver(), new Permission(object, action)),
                                                        row,
                                                        true)));
            case Scope.Below(String column, String parent, Scope reached) ->
                company.records.stream()
                        .anyMatch(one -> one.get("id") != null
                                && one.get("id").equals(row.get(column))
                                && reaches(company, policy, parent, reached, one, alone));
            case Scope.Compare(String column, Scope.Operator operator, Object value) -> {
                Object stored = row.get(column);
                yield switch (operator) {
                    case EMPTY -> stored == null;
                    case AT_LEAST -> stored != null && number(stored) >= number(value);
                    case LESS -> stored != null && number(stored) < number(value);
                    default -> throw new AssertionError(scope.toString());
                };
            }
        };
    }

    private static long number(@Nullable Object value) {
        return Long.parseLong(String.valueOf(value));
    }
}
