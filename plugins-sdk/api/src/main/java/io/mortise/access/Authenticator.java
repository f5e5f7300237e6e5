package io.mortise.access;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells who sent a request. The identity module provides it; the kernel itself knows only the operator token.
 *
 * <p>Called on every request from many threads at once. Empty means that nobody is signed in; an exception answers 500
 * and is never taken for a sign-in.
 */
@ConsumerType
public interface Authenticator {

    /** The caller behind the request's cookie or token, or empty. */
    Optional<Caller> authenticate(RequestHead head);
}
