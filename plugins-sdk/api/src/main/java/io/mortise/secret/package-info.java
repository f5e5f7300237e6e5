/**
 * Secrets that a module must keep and read again, and keyed hashes by which it finds what it may not show.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.mortise.secret;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
