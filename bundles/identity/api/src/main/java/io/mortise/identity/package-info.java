/**
 * People and how a company is organised, as other modules see them: subjects with their departments, positions and tags,
 * the department tree, who reports to whom. Everything else of the module stays behind this door.
 */
@NullMarked
@Export
@Version("1.2.0")
package io.mortise.identity;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
