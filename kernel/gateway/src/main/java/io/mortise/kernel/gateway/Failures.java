package io.mortise.kernel.gateway;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.glassfish.jersey.server.ParamException;

/** What each kind of failure is to the caller. Empty means a bug: 500 with a trace id and nothing more. */
final class Failures {

    private static final int DEEPEST = 20;

    private Failures() {}

    static Optional<Problem> problem(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            Optional<Problem> found = own(cause);
            if (found.isPresent()) {
                return found;
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Optional<Problem> own(Throwable failure) {
        return switch (failure) {
            case ProblemException said -> Optional.of(said.problem());
            case BoundedBody.Refused refused -> Optional.of(refused.problem());
            case ParamException parameter -> Optional.of(parameter(parameter));
            case WebApplicationException answer
            when answer.getResponse().getStatus() >= 400 && !hides(answer) ->
                Optional.of(KernelProblems.ofStatus(answer.getResponse().getStatus()));
            case JacksonException json -> json(json);
            case HttpException http
            when http.getCode() >= 400 && http.getCode() < 500 -> Optional.of(KernelProblems.ofStatus(http.getCode()));
            default -> Optional.empty();
        };
    }

    /** Jersey wraps what went wrong while it read the body or a parameter; the cause knows better. */
    private static boolean hides(WebApplicationException answer) {
        return answer.getCause() != null && problem(answer.getCause()).isPresent();
    }

    private static Problem parameter(ParamException exception) {
        return switch (exception) {
            case ParamException.PathParamException _ -> KernelProblems.NOT_FOUND;
            case ParamException.QueryParamException query -> invalid("?" + query.getParameterName(), "malformed");
            default -> invalid(String.valueOf(exception.getParameterName()), "malformed");
        };
    }

    private static Optional<Problem> json(JacksonException failure) {
        return switch (failure) {
            // A class that can't be read or written is our bug, not the caller's.
            case InvalidDefinitionException _ -> Optional.empty();
            case UnrecognizedPropertyException unknown -> Optional.of(invalid(pointer(unknown), "unknown-member"));
            // A record's constructor refused the value; when it said why, that is the answer.
            case ValueInstantiationException refused ->
                problemBelow(refused).or(() -> Optional.of(invalid(pointer(refused), "invalid-value")));
            case InvalidFormatException format -> Optional.of(invalid(pointer(format), "malformed"));
            case MismatchedInputException mismatch ->
                Optional.of(invalid(pointer(mismatch), isAbsent(mismatch) ? "required" : "wrong-type"));
            case JsonMappingException mapping ->
                problemBelow(mapping)
                        .or(() -> mapping.getProcessor() instanceof com.fasterxml.jackson.core.JsonGenerator
                                ? Optional.empty()
                                : Optional.of(invalid(pointer(mapping), "invalid-value")));
            case JsonProcessingException processing ->
                processing.getProcessor() instanceof com.fasterxml.jackson.core.JsonGenerator
                        ? Optional.empty()
                        : Optional.of(invalid("", "not-json"));
            default -> Optional.of(invalid("", "not-json"));
        };
    }

    private static Optional<Problem> problemBelow(Throwable failure) {
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof ProblemException said) {
                return Optional.of(said.problem());
            }
            if (cause instanceof BoundedBody.Refused refused) {
                return Optional.of(refused.problem());
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** A number or truth that must be there and is not; Jackson tells it from a wrong type in words alone. */
    private static boolean isAbsent(MismatchedInputException mismatch) {
        return String.valueOf(mismatch.getOriginalMessage()).startsWith("Cannot map `null`")
                || String.valueOf(mismatch.getOriginalMessage()).startsWith("No content to map");
    }

    private static Problem invalid(String pointer, String code) {
        return Problem.of("invalid-request", 400).with(List.of(FieldFault.of(pointer, code)));
    }

    private static String pointer(JsonMappingException failure) {
        JsonPointer pointer = JsonPointer.empty();
        for (JsonMappingException.Reference step : failure.getPath()) {
            pointer = step.getFieldName() == null
                    ? pointer.appendIndex(Math.max(0, step.getIndex()))
                    : pointer.appendProperty(step.getFieldName());
        }
        return pointer.toString();
    }
}
