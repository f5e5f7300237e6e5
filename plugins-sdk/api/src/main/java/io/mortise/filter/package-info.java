/**
 * One language for conditions of grants, for scopes that match, for segments and saved views (DECISIONS.md 19): typed, total and
 * bounded. It has no regular expressions, no calls and no loops, so that reading, checking and answering take a time bounded by
 * the length of what was written. {@link io.mortise.filter.Filters} is the door.
 */
@NullMarked
@Export
@Version("1.1.0")
package io.mortise.filter;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
