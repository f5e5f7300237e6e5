/**
 * The command line: one class per verb, thin over the running server's REST API. Says sentences, or JSON with
 * {@code --json}; exits with 0 only on success.
 */
@NullMarked
package io.mortise.kernel.launcher.command;

import org.jspecify.annotations.NullMarked;
