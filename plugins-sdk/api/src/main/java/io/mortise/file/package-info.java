/**
 * Files of this installation: bytes that records refer to, kept once however often they are used, and never run, shown or trusted.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.mortise.file;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
