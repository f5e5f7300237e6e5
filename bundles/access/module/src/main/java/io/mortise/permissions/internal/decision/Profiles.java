package io.mortise.permissions.internal.decision;

import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Policy;
import java.time.Instant;
import java.util.UUID;

/** The compiler with the organisation and the declared objects of now, for whoever explains, compares or tries policies. */
public interface Profiles {

    /** What the person may do by the policy, as if it counted at the moment; and why, told while it is computed. */
    Profile profile(Policy policy, Subject person, Instant moment, Reasons reasons);

    /** What was given to a token that acts for the person, before it is met with what the person may do. */
    Profile token(Policy policy, UUID token, Subject person, Instant moment, Reasons reasons);
}
