package io.mortise.permissions.internal.explain;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import java.util.List;
import java.util.stream.Stream;

/**
 * The same policy with a grant for each part of a scope that is a union: grants add up plainly, so that nothing else is decided,
 * and an explanation can tell which part reached.
 */
final class Parts {

    private final ObjectCatalog catalog;

    private Parts(ObjectCatalog catalog) {
        this.catalog = catalog;
    }

    /** Objects without records have no parts: only a scope that is everything as a whole gives them. */
    static Policy split(Policy policy, ObjectCatalog catalog) {
        return new Parts(catalog).split(policy);
    }

    private Policy split(Policy policy) {
        return policy.withGroups(policy.groups().stream().map(this::split).toList());
    }

    private PermissionGroup split(PermissionGroup group) {
        if (group.grants().stream().noneMatch(grant -> grant.scope() instanceof GrantScope.Any)) {
            return group;
        }
        return new PermissionGroup(
                group.id(),
                group.key(),
                group.name(),
                group.description(),
                group.owner(),
                group.on(),
                group.grants().stream().flatMap(this::split).toList());
    }

    private Stream<Grant> split(Grant grant) {
        boolean records =
                catalog.object(grant.object()).map(ObjectType::hasRecords).orElse(true);
        return !records ? Stream.of(grant) : parts(grant.scope()).map(scope -> with(grant, scope));
    }

    private static Stream<GrantScope> parts(GrantScope scope) {
        return scope instanceof GrantScope.Any(List<GrantScope> parts)
                ? parts.isEmpty()
                        ? Stream.of(new GrantScope.None())
                        : parts.stream().flatMap(Parts::parts)
                : Stream.of(scope);
    }

    /** The grant with another scope. */
    static Grant with(Grant grant, GrantScope scope) {
        return new Grant(
                grant.id(),
                grant.object(),
                grant.actions(),
                scope,
                grant.condition(),
                grant.fields(),
                grant.others(),
                grant.limits(),
                grant.sharing());
    }
}
