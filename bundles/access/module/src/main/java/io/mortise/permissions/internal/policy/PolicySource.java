package io.mortise.permissions.internal.policy;

/** Where the policy that counts now comes from: the stored one for decisions, a draft for a preview or for shadow mode. */
@FunctionalInterface
public interface PolicySource {

    /**
     * The policy as committed, or, within the unit of work that changes it, as changed. Immutable; the same instance while it is
     * unchanged. Thread-safe.
     */
    Policy current();
}
