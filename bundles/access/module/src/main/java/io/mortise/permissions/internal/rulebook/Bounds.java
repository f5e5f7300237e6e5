package io.mortise.permissions.internal.rulebook;

import io.mortise.access.FieldAccess;
import io.mortise.identity.DepartmentTree;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether one grant gives no more than another, whoever has it. Sound and not complete: what can't be seen to lie inside, does
 * not; a delegate is then told no, and never gives too much (PERMISSIONS.md, law 6).
 */
public final class Bounds {

    private Bounds() {}

    /** Whether some bound covers the grant as a whole. */
    public static boolean cover(Collection<Grant> bounds, Grant grant, DepartmentTree tree) {
        return grant.actions().isEmpty() || bounds.stream().anyMatch(bound -> covers(bound, grant, tree));
    }

    private static boolean covers(Grant wide, Grant narrow, DepartmentTree tree) {
        return wide.object().equals(narrow.object())
                && wide.actions().containsAll(narrow.actions())
                && (wide.condition() == null || wide.condition().equals(narrow.condition()))
                && covers(wide.scope(), narrow.scope(), tree)
                && coversFields(wide, narrow)
                && coversLimits(wide.limits(), narrow)
                && coversSharing(wide.sharing(), narrow, tree);
    }

    private static boolean coversSharing(@Nullable SharingLimit wide, Grant grant, DepartmentTree tree) {
        SharingLimit narrow = grant.sharing();
        if (wide == null || !grant.actions().contains("share")) {
            return true;
        }
        if (narrow == null) {
            return wide.to().isEmpty() && wide.days() == null;
        }
        boolean shorter = wide.days() == null || narrow.days() != null && narrow.days() <= wide.days();
        return shorter
                && (wide.to().isEmpty()
                        || !narrow.to().isEmpty()
                                && narrow.to().stream()
                                        .allMatch(circle ->
                                                wide.to().stream().anyMatch(one -> covers(one, circle, tree))));
    }

    private static boolean covers(Circle wide, Circle narrow, DepartmentTree tree) {
        return wide.equals(narrow)
                || wide.equals(new Circle.Own(true)) && narrow.equals(new Circle.Own(false))
                || wide instanceof Circle.Department(UUID id, boolean below)
                        && narrow instanceof Circle.Department(UUID other, boolean othersBelow)
                        && inDepartments(List.of(id), below, List.of(other), othersBelow, tree);
    }

    static boolean covers(GrantScope wide, GrantScope narrow, DepartmentTree tree) {
        if (wide instanceof GrantScope.All || narrow instanceof GrantScope.None || wide.equals(narrow)) {
            return true;
        }
        if (narrow instanceof GrantScope.Any(List<GrantScope> parts)) {
            return parts.stream().allMatch(part -> covers(wide, part, tree));
        }
        return switch (wide) {
            case GrantScope.Any(List<GrantScope> parts) -> parts.stream().anyMatch(part -> covers(part, narrow, tree));
            case GrantScope.DepartmentTree() -> narrow instanceof GrantScope.Department;
            case GrantScope.Subordinates(int depth) ->
                narrow instanceof GrantScope.Subordinates(int less) && less <= depth;
            case GrantScope.Departments(List<UUID> departments, boolean below) ->
                narrow instanceof GrantScope.Departments(List<UUID> others, boolean othersBelow)
                        && inDepartments(departments, below, others, othersBelow, tree);
            case GrantScope.Pools(List<UUID> pools) ->
                narrow instanceof GrantScope.Pools(List<UUID> others) && pools.containsAll(others);
            case GrantScope.None _,
                    GrantScope.Own _,
                    GrantScope.Created _,
                    GrantScope.Team _,
                    GrantScope.Department _,
                    GrantScope.Unowned _,
                    GrantScope.Match _,
                    GrantScope.Parent _,
                    GrantScope.All _ -> false;
        };
    }

    private static boolean inDepartments(
            List<UUID> wide, boolean below, List<UUID> narrow, boolean narrowBelow, DepartmentTree tree) {
        if (!below) {
            return !narrowBelow && wide.containsAll(narrow);
        }
        return wide.containsAll(narrow) || tree.withBelow(wide).containsAll(narrow);
    }

    /** Key by key; what one of them does not name counts as the worst that it may be. */
    private static boolean coversFields(Grant wide, Grant narrow) {
        Set<String> keys = new HashSet<>(wide.fields().keySet());
        keys.addAll(narrow.fields().keySet());
        FieldAccess least = least(wide);
        FieldAccess most = most(narrow);
        return narrow.others().compareTo(wide.others()) <= 0
                && keys.stream()
                        .allMatch(key -> narrow.fields()
                                        .getOrDefault(key, most)
                                        .compareTo(wide.fields().getOrDefault(key, least))
                                <= 0);
    }

    private static FieldAccess least(Grant grant) {
        return classes(grant).reduce(grant.others(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }

    private static FieldAccess most(Grant grant) {
        return classes(grant).reduce(grant.others(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    private static Stream<FieldAccess> classes(Grant grant) {
        return grant.fields().entrySet().stream()
                .filter(field -> field.getKey().startsWith("class:"))
                .map(Map.Entry::getValue);
    }

    private static boolean coversLimits(Map<String, Long> wide, Grant narrow) {
        return wide.entrySet().stream()
                .filter(limit -> narrow.actions().contains(limit.getKey()))
                .allMatch(limit -> narrow.limits().getOrDefault(limit.getKey(), Long.MAX_VALUE) <= limit.getValue());
    }
}
