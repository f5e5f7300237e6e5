package io.mortise.customer.internal.timeline;

/** What people are called. */
public interface Names {

    /** The name of whoever acted, by the id of a caller: a person's name, anything else as it is. */
    String caller(String id);
}
