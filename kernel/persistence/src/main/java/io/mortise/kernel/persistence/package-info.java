/**
 * One pool, one transaction per unit of work, and for each module instance its migrations, its session factory and its
 * guarded database.
 */
@NullMarked
package io.mortise.kernel.persistence;

import org.jspecify.annotations.NullMarked;
