package io.mortise.kernel.spi;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.access.Scope;

/**
 * The kernel's side of identity and access: asks the modules that provide {@link io.mortise.access.Authenticator} and
 * {@link io.mortise.access.AccessControl}, knows the operator token itself, and says no when nobody answers.
 */
public interface Guard {

    /** Who sent the request; {@link Caller.Kind#NOBODY} when nobody is signed in. */
    Caller authenticate(RequestHead head);

    /** Whether the caller holds the permission in any scope. An error is a no, logged. */
    boolean holds(Caller caller, Permission permission);

    /** The rows the caller reaches. An error is {@link Scope#nothing()}, logged. */
    Scope scope(Caller caller, Permission permission);
}
