package io.mortise.customer.internal.lists;

import io.mortise.customer.CustomerFilter;
import org.jspecify.annotations.Nullable;

/**
 * Which customers are meant.
 *
 * @param base by part of the name, stage and owner
 * @param filter in the language of filters, or null
 */
public record Question(CustomerFilter base, @Nullable String filter) {

    /** Without a filter. */
    public static Question of(CustomerFilter base) {
        return new Question(base, null);
    }
}
