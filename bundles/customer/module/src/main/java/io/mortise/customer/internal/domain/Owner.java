package io.mortise.customer.internal.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who looks after a customer.
 *
 * @param person or null for nobody
 * @param department for which he does, or null
 */
public record Owner(@Nullable UUID person, @Nullable UUID department) {}
