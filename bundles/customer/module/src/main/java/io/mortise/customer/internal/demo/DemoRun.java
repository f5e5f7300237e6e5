package io.mortise.customer.internal.demo;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One filling with made-up customers.
 *
 * @param owners ids of the people who own them
 * @param done how many are there already
 * @param failed whether its job was given up
 */
public record DemoRun(
        UUID id, long seed, int customers, List<UUID> owners, int done, Instant startedAt, boolean failed) {

    public DemoRun {
        owners = List.copyOf(owners);
    }

    /** Whether all are there. */
    public boolean ended() {
        return done >= customers;
    }

    /** {@code running}, {@code done} or {@code failed}. */
    public String state() {
        return ended() ? "done" : failed ? "failed" : "running";
    }
}
