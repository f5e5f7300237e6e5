package io.mortise.module;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells whether the module can work; a Declarative Services component. Asked before the instance serves (the health
 * gate) and then by {@code /readyz}. Answers within five seconds; an exception counts as sick.
 */
@ConsumerType
public interface HealthCheck {

    /** Short, kebab-case. */
    String name();

    /** Looks and tells. */
    Health check() throws Exception;
}
