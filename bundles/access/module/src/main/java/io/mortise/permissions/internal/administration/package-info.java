/**
 * How the policy is administered: what is kept beside the policy itself, who may change what of it, the file format, presets,
 * drafts. Decisions are not made here.
 */
@NullMarked
package io.mortise.permissions.internal.administration;

import org.jspecify.annotations.NullMarked;
