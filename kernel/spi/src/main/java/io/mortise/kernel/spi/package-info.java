/**
 * What the kernel's parts see of each other. The parts know no other part's classes: the launcher builds them and hands
 * them to each other as these interfaces. Nothing here is exported to modules.
 */
@NullMarked
package io.mortise.kernel.spi;

import org.jspecify.annotations.NullMarked;
