package io.mortise.customer.internal.bin;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a restore would do, or did.
 *
 * @param customers who comes back, or would if nothing stood in the way
 * @param effects what happens with it
 * @param obstacles what stands in the way; with one of them nobody comes back
 */
public record Restoration(List<UUID> customers, List<Line> effects, List<Line> obstacles) {

    /**
     * A sentence, the text {@code bin.<code>}.
     *
     * @param customer whom it is about; null when it is about all
     */
    public record Line(@Nullable UUID customer, String code, Map<String, Object> values) {
        public Line {
            values = Map.copyOf(values);
        }
    }

    public Restoration {
        customers = List.copyOf(customers);
        effects = List.copyOf(effects);
        obstacles = List.copyOf(obstacles);
    }

    /** Whether nothing stands in the way. */
    public boolean isPossible() {
        return obstacles.isEmpty();
    }
}
