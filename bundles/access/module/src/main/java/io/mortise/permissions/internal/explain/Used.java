package io.mortise.permissions.internal.explain;

/**
 * How a daily limit stands.
 *
 * @param most uses a day
 * @param used today
 */
record Used(long most, long used) {

    long left() {
        return Math.max(0, most - used);
    }
}
