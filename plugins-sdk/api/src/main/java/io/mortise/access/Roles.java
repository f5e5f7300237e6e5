package io.mortise.access;

import java.util.Set;
import java.util.UUID;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Which roles somebody has, as far as a module needs it whose own settings name roles: the members of a public pool, who is told
 * something. The access module provides it: reference it as optional and dynamic, and take its absence as no roles. It says
 * nothing about what anybody may do; that is asked of {@link Access}.
 *
 * <p>No permission of the caller is asked. Thread-safe.
 */
@ConsumerType
public interface Roles {

    /** Ids of the roles that the person has now, whether given to himself, a department or a position; none to who left. */
    Set<UUID> of(UUID person);
}
