/**
 * Who asks, and what he may do: permissions, the caller, scopes, and the two services by which the identity and access
 * modules join the kernel.
 */
@NullMarked
@Export
@Version("1.3.0")
package io.mortise.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
