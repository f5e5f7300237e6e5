package io.mortise.kernel.persistence;

import io.mortise.data.Order;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/** The first so many rows of several answers in one order; a row that comes twice counts once. */
final class BestRows {

    /**
     * Where a row stands.
     *
     * @param key of the order's column
     */
    record Place(Object key, Object id) {}

    private final int most;
    private final TreeSet<Place> places;

    /** Values as the order's column and the id hold them. */
    BestRows(Order order, int most) {
        this.most = most;
        Comparator<Place> ascending =
                Comparator.comparing(Place::key, BestRows::compare).thenComparing(Place::id, BestRows::compare);
        this.places = new TreeSet<>(order.descending() ? ascending.reversed() : ascending);
    }

    void add(Object key, Object id) {
        places.add(new Place(key, id));
        if (places.size() > most) {
            places.pollLast();
        }
    }

    /** Whether no row behind the last one is wanted any more. */
    boolean isFull() {
        return places.size() == most;
    }

    Place last() {
        return places.last();
    }

    /** In order. */
    List<Place> places() {
        return List.copyOf(places);
    }

    /** As H2 compares: a UUID without a sign. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(Object one, Object other) {
        if (one instanceof UUID left && other instanceof UUID right) {
            int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
            return high != 0
                    ? high
                    : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
        }
        return ((Comparable) one).compareTo(other);
    }
}
