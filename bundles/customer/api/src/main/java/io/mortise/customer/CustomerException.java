package io.mortise.customer;

import java.io.Serial;

/** A rule said no; carries exactly one problem. */
public final class CustomerException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient CustomerProblem problem;

    public CustomerException(CustomerProblem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /** Which rule, and about what. */
    public CustomerProblem problem() {
        return problem;
    }
}
