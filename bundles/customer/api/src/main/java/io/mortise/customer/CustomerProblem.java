package io.mortise.customer;

import io.mortise.rest.FieldFault;
import java.util.List;

/** Why a rule said no. */
public sealed interface CustomerProblem {

    /** There is no such customer, or the caller does not reach it: he can't tell which. */
    record NotFound(CustomerId id) implements CustomerProblem {}

    /** The caller may read it, but not do this to it. */
    record Forbidden(CustomerId id) implements CustomerProblem {}

    /** The caller may not write these fields, named as in JSON. */
    record FieldsForbidden(List<String> fields) implements CustomerProblem {
        public FieldsForbidden {
            fields = List.copyOf(fields);
        }
    }

    /** Somebody changed it since the caller read it. */
    record Stale(CustomerId id, long seen) implements CustomerProblem {}

    /** Fields are missing or wrong. */
    record Invalid(List<FieldFault> faults) implements CustomerProblem {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }

    /** Another customer has this unified social credit code. */
    record CreditCodeTaken(String creditCode) implements CustomerProblem {}

    /** Another customer has this external reference. */
    record ReferenceTaken(ExternalReference reference) implements CustomerProblem {}

    /** The stage can't be reached from where the customer is. */
    record MoveRefused(CustomerStage from, CustomerStage to) implements CustomerProblem {}
}
