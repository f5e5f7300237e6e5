package io.mortise.permissions.internal.policy;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A named set of grants (权限组).
 *
 * @param id stable
 * @param key stable word of a preset ({@code sales}), null for one made here
 * @param name for people to read
 * @param description what it is for
 * @param owner the person who answers for it, or null
 * @param on whether its grants count
 * @param grants plain union
 */
public record PermissionGroup(
        UUID id,
        @Nullable String key,
        String name,
        String description,
        @Nullable UUID owner,
        boolean on,
        List<Grant> grants) {
    public PermissionGroup {
        grants = List.copyOf(grants);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
