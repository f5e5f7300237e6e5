/**
 * Telling people something inside the product, whichever module keeps it for them (DECISIONS.md 18).
 */
@NullMarked
@Export
@Version("1.0.0")
package io.mortise.notification;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
