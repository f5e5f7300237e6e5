/**
 * What happened to a record, told by other modules than its own: an extension point (DECISIONS.md 17).
 */
@NullMarked
@Export
@Version("1.0.0")
package io.mortise.timeline;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
