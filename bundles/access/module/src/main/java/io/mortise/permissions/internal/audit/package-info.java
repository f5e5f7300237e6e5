/** The audit trail, its chain and its verification, and beside them how often what is used (R52). */
@NullMarked
package io.mortise.permissions.internal.audit;

import org.jspecify.annotations.NullMarked;
