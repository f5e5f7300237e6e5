/** What belongs to customers and goes where they go: contacts, follow-ups, plans, files and the like. */
@NullMarked
package io.mortise.customer.internal.parts;

import org.jspecify.annotations.NullMarked;
