/** The tables of the policy: versions, documents, assignments, drafts. */
@NullMarked
package io.mortise.permissions.internal.persistence;

import org.jspecify.annotations.NullMarked;
