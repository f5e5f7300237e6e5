/**
 * What the operator reads: one line per fact, with the trace id of the request; JSON for machines, text for a terminal.
 */
@NullMarked
package io.mortise.kernel.launcher.logging;

import org.jspecify.annotations.NullMarked;
