/** Signing in: sessions, tokens, second factors, set-up, invitations, sign-in by others. */
@NullMarked
package io.mortise.identity.internal.signin;

import org.jspecify.annotations.NullMarked;
