/**
 * Customers as other modules see them: immutable records, one service, the events that tell of changes, and the typed
 * problems a change may meet. Everything else of the module stays behind this door.
 */
@NullMarked
@Export
@Version("3.1.0")
package io.mortise.customer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
