package io.mortise.permissions.internal.explain;

import io.mortise.permissions.internal.policy.Policy;
import java.time.Instant;

/**
 * The policy that counted at a moment.
 *
 * @param at decides which assignments count
 * @param version of the policy; 0 before the first
 * @param policy as it was then
 * @param today whether people, departments and records are those of the moment: those of the past are not kept
 */
record Moment(Instant at, long version, Policy policy, boolean today) {}
