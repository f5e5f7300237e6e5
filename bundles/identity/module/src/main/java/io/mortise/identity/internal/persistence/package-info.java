/** The tables of people, departments, positions and tags; entities stay inside. */
@NullMarked
package io.mortise.identity.internal.persistence;

import org.jspecify.annotations.NullMarked;
