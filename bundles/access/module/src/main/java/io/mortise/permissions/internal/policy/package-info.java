/**
 * A whole policy as values: permission groups, roles, assignments and restrictions (PERMISSIONS.md, sections 1 to 3). Pure: no
 * database, no framework; storage, evaluation and REST all speak these records.
 */
@NullMarked
package io.mortise.permissions.internal.policy;

import org.jspecify.annotations.NullMarked;
