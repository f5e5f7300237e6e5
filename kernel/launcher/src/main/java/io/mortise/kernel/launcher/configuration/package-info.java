/**
 * Reads {@code etc/mortise.properties} and {@code MORTISE_*} variables into the typed records that the kernel's parts ask
 * for; refuses what it does not know.
 */
@NullMarked
package io.mortise.kernel.launcher.configuration;

import org.jspecify.annotations.NullMarked;
