package io.mortise.module;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What an instance of a module still has to do before it is closed: write down what it keeps in memory. A Declarative Services
 * component; called once, after the last request to the instance and the last call of another module, while its database still
 * answers. By the time a component is deactivated that is closed.
 *
 * <p>An instance that takes too long, or throws, is closed all the same; a crash calls nobody.
 */
@ConsumerType
public interface Departure {

    /** Does it, within seconds. */
    void beforeClose();
}
