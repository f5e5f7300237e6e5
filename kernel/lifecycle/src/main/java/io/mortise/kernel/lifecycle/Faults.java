package io.mortise.kernel.lifecycle;

import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Map;

/** What this part answers when it can't do what it is asked; the words are in {@code lifecycle_*.properties}. */
final class Faults {

    private Faults() {}

    static ProblemException moduleNotFound(String module) {
        return new ProblemException(Problem.of("module-not-found", 404).with("module", module));
    }

    static ProblemException planNotFound(String plan) {
        return new ProblemException(Problem.of("plan-not-found", 404).with("plan", plan));
    }

    static ProblemException operationNotFound(String operation) {
        return new ProblemException(Problem.of("operation-not-found", 404).with("operation", operation));
    }

    static ProblemException planStale(String plan) {
        return new ProblemException(Problem.of("plan-stale", 409).with("plan", plan));
    }

    static ProblemException planExpired(String plan, String expiredAt) {
        return new ProblemException(
                Problem.of("plan-expired", 409).with("plan", plan).with("expiredAt", expiredAt));
    }

    static ProblemException planUsed(String plan, String operation) {
        return new ProblemException(
                Problem.of("plan-used", 409).with("plan", plan).with("operation", operation));
    }

    static ProblemException planBlocked(String plan, List<String> blockers) {
        return new ProblemException(
                Problem.of("plan-blocked", 409).with("plan", plan).with("blockers", blockers));
    }

    static ProblemException operationRunning(String operation, String author) {
        return new ProblemException(Problem.of("operation-running", 409)
                .with("operation", operation)
                .with("author", author));
    }

    static ProblemException notCancellable(String operation, String phase) {
        return new ProblemException(Problem.of("operation-not-cancellable", 409)
                .with("operation", operation)
                .with("phase", phase));
    }

    static ProblemException starting() {
        return new ProblemException(Problem.of("starting", 503));
    }

    static ProblemException stopping() {
        return new ProblemException(Problem.of("stopping", 503));
    }

    static ProblemException refused(List<String> reasons, List<String> codes) {
        return new ProblemException(Problem.of("artifact-refused", 422)
                .with("reasons", reasons)
                .with("codes", codes)
                .with("sentences", String.join(" ", reasons)));
    }

    static ProblemException invalid(String pointer, String code, Map<String, Object> arguments) {
        return ProblemException.invalid(List.of(new FieldFault(pointer, code, arguments)));
    }
}
