package io.mortise.customer;

import java.util.Objects;
import java.util.UUID;

/**
 * The only way others point at a customer.
 *
 * @param value made by the server, never reused
 */
public record CustomerId(UUID value) {

    public CustomerId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
