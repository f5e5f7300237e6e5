/**
 * Module jars at rest: the content-addressed store, and the inspection of a jar before any of its code runs.
 */
@NullMarked
package io.mortise.kernel.lifecycle.artifact;

import org.jspecify.annotations.NullMarked;
