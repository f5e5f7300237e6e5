/** What is versioned together with the policy, and its readable form. Pure values. */
@NullMarked
package io.mortise.permissions.internal.rulebook;

import org.jspecify.annotations.NullMarked;
