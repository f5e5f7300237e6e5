package io.mortise.customer.internal.bin;

/** Something stands in the way of a restore; nothing was written. */
public final class NotRestorable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Restoration told;

    NotRestorable(Restoration told) {
        super(told.obstacles().toString());
        this.told = told;
    }

    /** What does. */
    public Restoration told() {
        return told;
    }
}
