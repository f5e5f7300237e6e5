package io.mortise.identity;

import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which person an outside identity is. The module that provides a {@link SignInProvider} says so, as far as it knows better
 * than anybody; runs in the unit of work of the caller. No permission of the caller is asked.
 */
@ProviderType
public interface ExternalIdentities {

    /**
     * From now on this identity is this person; what it was before ends.
     *
     * @throws io.mortise.rest.ProblemException {@code person-not-found} 404
     */
    void link(String provider, String subject, UUID person);

    /** It is nobody any more; sessions that it began end at once. */
    void unlink(String provider, String subject);

    /** The person, whatever his status. */
    Optional<UUID> person(String provider, String subject);
}
