/**
 * The module itself: who it is and how it tells that it is well.
 */
@NullMarked
@Export
@Version("1.2.0")
package io.mortise.module;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
