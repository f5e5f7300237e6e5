package io.mortise.customer.internal.demo;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at a customer.
 *
 * @param gender {@code female} or {@code male}
 * @param dealRole {@code decides}, {@code influences}, {@code uses} or {@code blocks}
 * @param main whether he is the one to talk to
 */
public record DemoContact(
        String name,
        String gender,
        String title,
        String department,
        String phone,
        String email,
        String dealRole,
        @Nullable LocalDate birthday,
        boolean main) {}
