package io.mortise.permissions.internal.policy;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person is (角色); carries groups.
 *
 * @param id stable
 * @param key stable word of a preset, null for one made here
 * @param name for people to read
 * @param groups ids of permission groups
 */
public record Role(UUID id, @Nullable String key, String name, Set<UUID> groups) {
    public Role {
        groups = Set.copyOf(groups);
    }

    /** By the id alone: cheap, and it leaves nothing behind in the Java machine that would hold this version of the module. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
