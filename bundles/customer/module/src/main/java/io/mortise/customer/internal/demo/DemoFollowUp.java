package io.mortise.customer.internal.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A talk with a customer.
 *
 * @param method {@code visit}, {@code call}, {@code wecom}, {@code meeting} or {@code mail}
 * @param nextAt when to talk again, or null
 */
public record DemoFollowUp(
        String method, String content, Instant at, @Nullable Instant nextAt) {}
