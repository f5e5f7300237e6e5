package io.mortise.customer.internal.rest;

import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.domain.StageMoves;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One switch: what a rule said → HTTP. */
final class CustomerProblems {

    private CustomerProblems() {}

    /** Calls the service, and turns its problem into an answer. */
    static <T> T answering(Supplier<T> call) {
        try {
            return call.get();
        } catch (CustomerException e) {
            throw new ProblemException(http(e.problem()), e);
        }
    }

    static Problem http(CustomerProblem problem) {
        return switch (problem) {
            case CustomerProblem.NotFound(CustomerId id) ->
                Problem.of("customer-not-found", 404).with("id", id.toString());
            case CustomerProblem.Forbidden(CustomerId id) ->
                Problem.of("customer-forbidden", 403).with("id", id.toString());
            case CustomerProblem.FieldsForbidden(var fields) ->
                Problem.of("customer-field-forbidden", 403).with("fields", fields);
            case CustomerProblem.Stale(CustomerId id, long seen) ->
                Problem.of("customer-stale", 412).with("id", id.toString()).with("revision", seen);
            case CustomerProblem.Invalid(var faults) ->
                Problem.of("customer-invalid", 400).with(faults);
            case CustomerProblem.CreditCodeTaken(String code) ->
                Problem.of("customer-credit-code-taken", 409).with("creditCode", code);
            case CustomerProblem.ReferenceTaken(var reference) ->
                Problem.of("customer-reference-taken", 409)
                        .with("system", reference.system())
                        .with("id", reference.id());
            case CustomerProblem.MoveRefused(CustomerStage from, CustomerStage to) ->
                Problem.of("customer-move-refused", 409)
                        .with("from", from.key())
                        .with("to", to.key())
                        .with("allowed", allowed(from));
        };
    }

    /** No revision was sent. */
    static ProblemException revisionRequired() {
        return new ProblemException(Problem.of("customer-revision-required", 428));
    }

    private static String allowed(CustomerStage from) {
        return StageMoves.from(from).stream().sorted().map(CustomerStage::key).collect(Collectors.joining(", "));
    }
}
