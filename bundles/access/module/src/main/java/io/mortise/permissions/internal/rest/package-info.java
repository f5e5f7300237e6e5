/** {@code /api/access}: the policy, its versions and drafts. */
@NullMarked
package io.mortise.permissions.internal.rest;

import org.jspecify.annotations.NullMarked;
