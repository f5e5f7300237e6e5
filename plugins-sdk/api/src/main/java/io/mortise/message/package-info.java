/**
 * What travels between modules and through time: events kept in an outbox, and jobs.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.mortise.message;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
