/**
 * The bundle-scoped database of a module: units of work, protected entities, lists by key.
 */
@NullMarked
@Export
@Version("1.3.0")
package io.mortise.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
