package io.mortise.identity;

import java.time.Instant;
import java.util.UUID;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Brings people the links by which they get in without a password: by mail, by a message. Any module may provide one; while
 * none delivers, the administrator is shown the link and hands it over.
 */
@ConsumerType
public interface LinkChannel {

    /** What the link is for. */
    enum Purpose {
        /** A new account. */
        INVITATION,
        /** A forgotten password. */
        RESET
    }

    /**
     * Brings a link to a person.
     *
     * @param path inside the product, {@code /welcome#…}; what follows the {@code #} is a secret: never log it
     * @param until when it may be used
     * @return whether it is on its way; false when this channel can't reach the person
     */
    boolean deliver(UUID person, Purpose purpose, String path, Instant until);
}
