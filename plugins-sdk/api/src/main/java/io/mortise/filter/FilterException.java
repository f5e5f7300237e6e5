package io.mortise.filter;

import io.mortise.rest.ProblemException;
import java.io.Serial;
import java.util.List;

/** A filter can't be read, or does not fit the object. */
public final class FilterException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<FilterFault> faults;

    FilterException(List<FilterFault> faults) {
        super("filter can't be used: " + faults);
        this.faults = List.copyOf(faults);
    }

    /** What is wrong; at least one. */
    public List<FilterFault> faults() {
        return faults;
    }

    /** The same as an answer: 400 with the faults at the member that held the filter. */
    public ProblemException in(String pointer) {
        return ProblemException.invalid(
                faults.stream().map(fault -> fault.in(pointer)).toList());
    }
}
