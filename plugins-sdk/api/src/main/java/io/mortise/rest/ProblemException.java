package io.mortise.rest;

import java.io.Serial;
import java.util.List;

/** Ends a request with a {@link Problem}. Thrown anywhere below a resource method; the gateway turns it into the answer. */
public class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super("/problems/" + problem.type() + " " + problem.status() + " " + problem.extras() + " " + problem.faults());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super("/problems/" + problem.type() + " " + problem.status() + " " + problem.extras(), cause);
        this.problem = problem;
    }

    /** 400 with what is wrong with which field. */
    public static ProblemException invalid(List<FieldFault> faults) {
        return new ProblemException(Problem.of("invalid-request", 400).with(faults));
    }

    /** What is to be answered. */
    public final Problem problem() {
        return problem;
    }
}
