/**
 * Shadow mode (PERMISSIONS.md, section 11; R37): a draft of the policy is evaluated beside the one that counts, on live traffic and
 * for a chosen time, and what it would have refused or opened is counted. Nothing here changes a decision.
 */
@NullMarked
package io.mortise.permissions.internal.shadow;

import org.jspecify.annotations.NullMarked;
