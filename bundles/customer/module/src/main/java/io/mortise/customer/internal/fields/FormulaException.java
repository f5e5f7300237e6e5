package io.mortise.customer.internal.fields;

/** A formula that can't be read. */
public final class FormulaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int place;

    FormulaException(int place, String found) {
        super(found);
        this.place = place;
    }

    /** The number of the character, from 1. */
    public int place() {
        return place;
    }
}
