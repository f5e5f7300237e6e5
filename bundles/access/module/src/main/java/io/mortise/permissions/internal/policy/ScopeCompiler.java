package io.mortise.permissions.internal.policy;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;

/** What a policy lets a person reach: the same computation that decisions rest on, for policies that do not count yet. */
@FunctionalInterface
public interface ScopeCompiler {

    /** The records that the person would reach with the permission, if the policy counted now. */
    Scope scope(Policy policy, Subject person, Permission permission);
}
