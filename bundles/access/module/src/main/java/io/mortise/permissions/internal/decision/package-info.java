/**
 * The evaluator: what a policy lets a person do, compiled once an epoch into scopes that the data layer reads as SQL and in
 * memory (PERMISSIONS.md, sections 3, 5, 6 and 12). Decisions, previews and reviews all ask it.
 */
@NullMarked
package io.mortise.permissions.internal.decision;

import org.jspecify.annotations.NullMarked;
