package io.mortise.access;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Who works here, as far as a record needs it that has an owner. The identity module provides it, so that a business module
 * leans on the SDK alone and is installed with or without people: reference it as optional and dynamic. While nobody
 * provides it, nobody but the operator signs in, and there is no person to ask about.
 *
 * <p>No permission of the caller is asked. Thread-safe.
 */
@ConsumerType
public interface Directory {

    /** The person, whatever his status. */
    Optional<Colleague> find(UUID person);

    /** When the company's days begin: what "today" means for a limit of a day. */
    default ZoneId zone() {
        return ZoneOffset.UTC;
    }

    /**
     * A person of the company.
     *
     * @param id his id
     * @param name for people to read
     * @param active whether he works here now: nobody else may be given anything
     * @param department his main department, or null
     * @param departments all he is in, the main one included
     */
    record Colleague(
            UUID id, String name, boolean active, @Nullable UUID department, Set<UUID> departments) {
        public Colleague {
            departments = Set.copyOf(departments);
        }
    }
}
