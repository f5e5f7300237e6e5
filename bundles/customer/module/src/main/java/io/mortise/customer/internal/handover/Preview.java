package io.mortise.customer.internal.handover;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a hand-over would do.
 *
 * @param customers how many it is about, counted up to a cap
 * @param capped whether there are more
 * @param giveable how many of them the caller may give away now; locked ones are not among them
 * @param locked how many of them are locked
 * @param open what is still to do for them and goes with them, by part; of the first ten thousand
 * @param takers what each would get
 */
public record Preview(
        long customers, boolean capped, long giveable, long locked, Map<String, Long> open, List<Taker> takers) {

    /**
     * Somebody who gets customers.
     *
     * @param share how many would be his
     * @param room how many he may still own; negative for any number
     * @param opens whether he may open customers that he owns at all
     */
    public record Taker(UUID person, String name, long share, long room, boolean opens) {}

    public Preview {
        open = Map.copyOf(open);
        takers = List.copyOf(takers);
    }
}
