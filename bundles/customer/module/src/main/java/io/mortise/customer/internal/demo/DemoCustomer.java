package io.mortise.customer.internal.demo;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerStage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A customer of the made-up company.
 *
 * @param index from 0; the same seed and index are the same customer
 * @param owner place of the owner among the people who sell; -1 for nobody
 * @param source how it came
 * @param followUps how many follow-ups it has
 * @param lastFollowUpAt null when there were none
 * @param nextFollowUpAt null when none is planned
 */
public record DemoCustomer(
        int index,
        CustomerDetails details,
        CustomerStage stage,
        Instant stageChangedAt,
        int owner,
        String source,
        Instant createdAt,
        int followUps,
        @Nullable Instant lastFollowUpAt,
        @Nullable Instant nextFollowUpAt) {}
