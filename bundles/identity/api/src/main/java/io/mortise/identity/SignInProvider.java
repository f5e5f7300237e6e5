package io.mortise.identity;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Signs people in by what another system knows of them, WeCom for one. A module provides it as a service; the identity module
 * owns everything else: the state that ties the answer to the browser that asked, its single use, and which person an outside
 * identity is ({@link ExternalIdentities}).
 */
@ConsumerType
public interface SignInProvider {

    /** Stable and unique, {@code [a-z][a-z0-9-]{1,38}}: {@code wecom}. */
    String id();

    /** For the button, in the language. */
    String label(Locale locale);

    /**
     * Where the browser is sent.
     *
     * @param attempt its state must come back unchanged in the parameter {@code state}
     */
    URI begin(Attempt attempt);

    /**
     * Asks the other system who came back; called once for each attempt, outside any unit of work.
     *
     * @param answer query parameters of the return, without the state, which was checked
     * @throws io.mortise.rest.ProblemException when the other system refuses
     */
    ExternalIdentity finish(Attempt attempt, Map<String, String> answer);

    /**
     * One try to sign in.
     *
     * @param state opaque, for single use
     * @param nonce opaque, the same at begin and finish, for systems that sign it
     * @param returnTo where the other system must send the browser
     */
    record Attempt(String state, String nonce, URI returnTo) {}
}
