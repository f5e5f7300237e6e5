package io.mortise.permissions.internal.decision;

import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.access.Scope.Operator;
import io.mortise.filter.FilterException;
import io.mortise.filter.Filters;
import io.mortise.filter.Me;
import io.mortise.identity.DepartmentTree;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What scopes and conditions mean for one holder (PERMISSIONS.md, section 5). What can't be read reaches nothing. */
final class GrantScopes {

    private static final String PERSON = "identity.person";

    /** Acts that leave a record as it is: who may only read in its team does them too. Every other needs one who may write. */
    private static final Set<String> READING =
            Set.of("list", "read", "print", "export", "download", "reveal", "totals");

    /** PERMISSIONS.md, section 7. */
    private static final Set<String> NEVER_SHARED = Set.of("delete", "purge", "grant", "share");

    private final Holder holder;
    private final DepartmentTree tree;
    private final Map<String, Optional<Scope>> read = new HashMap<>();
    private final Map<Integer, Set<UUID>> reports = new HashMap<>();
    private @Nullable Me me;

    GrantScopes(Holder holder, DepartmentTree tree) {
        this.holder = holder;
        this.tree = tree;
    }

    /** Whether a scope is the same for every action and whatever else the holder has. */
    static boolean isFixed(GrantScope scope) {
        return switch (scope) {
            case GrantScope.Team(), GrantScope.Parent _ -> false;
            case GrantScope.Any(List<GrantScope> parts) -> parts.stream().allMatch(GrantScopes::isFixed);
            default -> true;
        };
    }

    /**
     * The records of a scope, for one action.
     *
     * @param parents what the holder reaches of another object
     */
    Scope scope(GrantScope scope, ObjectType type, String action, Function<Permission, Scope> parents) {
        if (!type.hasRecords()) {
            return scope instanceof GrantScope.All ? Scope.everything() : Scope.nothing();
        }
        boolean people = type.name().equals(PERSON);
        String owner = people ? "id" : column(type, "ownerId");
        String department = column(type, people ? "mainDepartmentId" : "ownerDepartmentId");
        return switch (scope) {
            case GrantScope.All() -> Scope.everything();
            case GrantScope.None() -> Scope.nothing();
            case GrantScope.Own() -> holder.person() == null ? Scope.nothing() : keys(owner, Set.of(holder.person()));
            case GrantScope.Created() -> keys(column(type, "createdBy"), Set.of(holder.creator()));
            case GrantScope.Team() ->
                holder.person() == null || !type.shareable()
                        ? Scope.nothing()
                        : new Scope.InTeam(holder.person(), !READING.contains(action));
            case GrantScope.Subordinates(int depth) ->
                owner == null ? Scope.nothing() : keys(owner, reports.computeIfAbsent(depth, holder.reports()::apply));
            case GrantScope.Department() -> keys(department, holder.departments());
            case GrantScope.DepartmentTree() -> keys(department, tree.withBelow(holder.departments()));
            case GrantScope.Departments(List<UUID> some, boolean below) ->
                keys(department, below ? tree.withBelow(some) : some);
            case GrantScope.Pools(List<UUID> pools) -> keys(column(type, "poolId"), pools);
            case GrantScope.Unowned() -> people ? Scope.nothing() : unowned(owner, column(type, "poolId"));
            case GrantScope.Match(String expression) ->
                condition(expression, type).orElseGet(Scope::nothing);
            case GrantScope.Parent(String above) -> below(type, above, parents);
            case GrantScope.Any(List<GrantScope> parts) ->
                Scopes.union(parts.stream()
                        .map(part -> scope(part, type, action, parents))
                        .toList());
        };
    }

    /** The records that pass a condition; empty when it can't be read. */
    Optional<Scope> condition(String text, ObjectType type) {
        return read.computeIfAbsent(type.name() + " " + text, _ -> read(text, type));
    }

    private Optional<Scope> read(String text, ObjectType type) {
        try {
            return Optional.of(Filters.check(text, type, Filters.PERSON).scope(me()));
        } catch (FilterException e) {
            return Optional.empty();
        }
    }

    /** Whether records can be shared for an action. */
    static boolean isShared(ObjectType type, String action) {
        return type.hasRecords() && type.shareable() && !NEVER_SHARED.contains(action);
    }

    private Me me() {
        Me known = me;
        if (known == null) {
            known = holder.me().get();
            me = known;
        }
        return known;
    }

    private static Scope below(ObjectType type, String action, Function<Permission, Scope> parents) {
        var parent = type.parent();
        if (parent == null) {
            return Scope.nothing();
        }
        Scope reached = parents.apply(new Permission(parent.object(), action));
        return reached instanceof Scope.Nothing ? reached : new Scope.Below(parent.column(), parent.object(), reached);
    }

    private static Scope unowned(@Nullable String owner, @Nullable String pool) {
        if (owner == null) {
            return Scope.nothing();
        }
        Scope none = new Scope.Compare(owner, Operator.EMPTY, null);
        return pool == null ? none : Scope.allOf(none, new Scope.Compare(pool, Operator.EMPTY, null));
    }

    /** No column and no keys are both nothing, never everything. */
    private static Scope keys(@Nullable String column, Collection<?> keys) {
        return column == null || keys.isEmpty() ? Scope.nothing() : Scope.keyIn(column, keys);
    }

    private static @Nullable String column(ObjectType type, String field) {
        return type.field(field)
                .filter(found -> !found.columns().isEmpty())
                .map(found -> found.columns().getFirst())
                .orElse(null);
    }
}
