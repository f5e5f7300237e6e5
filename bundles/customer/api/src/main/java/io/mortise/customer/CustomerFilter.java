package io.mortise.customer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked for in a page; null means any.
 *
 * @param text a part of the name, whatever its case and width ({@code ａcme} finds {@code Acme})
 * @param stage only those in this stage
 * @param ownerId only those of this person
 */
public record CustomerFilter(
        @Nullable String text,
        @Nullable CustomerStage stage,
        @Nullable UUID ownerId) {

    /** Every customer the caller reaches. */
    public static CustomerFilter any() {
        return new CustomerFilter(null, null, null);
    }
}
