package io.mortise.customer.internal.bulk;

import io.mortise.customer.CustomerChange;
import java.util.List;

/** Reads what a merge patch asks for, as the route of one customer does. */
public interface ChangesReader {

    /**
     * The changes.
     *
     * @throws io.mortise.rest.ProblemException 400 with its faults
     */
    List<CustomerChange> read(String patch);
}
