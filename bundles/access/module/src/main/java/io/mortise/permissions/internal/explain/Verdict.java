package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question.
 *
 * @param allowed whether it may be done
 * @param there whether there is such a record; true when none was asked for
 * @param field what may be done with the field; null when none was asked for
 */
record Verdict(boolean allowed, boolean there, @Nullable FieldAccess field) {}
