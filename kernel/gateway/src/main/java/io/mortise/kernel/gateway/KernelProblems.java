package io.mortise.kernel.gateway;

import io.mortise.rest.Problem;

/** What the gateway itself has to say, by stable type; the words are in {@code gateway_*.properties}. */
final class KernelProblems {

    static final Problem BAD_REQUEST = Problem.of("bad-request", 400);
    static final Problem BAD_PATH = Problem.of("bad-path", 400);
    static final Problem BODY_BROKEN = Problem.of("body-broken", 400);
    static final Problem BAD_IDEMPOTENCY_KEY = Problem.of("idempotency-key-invalid", 400);
    static final Problem SIGN_IN_NEEDED = Problem.of("sign-in-needed", 401);
    static final Problem FORBIDDEN = Problem.of("forbidden", 403);
    static final Problem NOT_FOUND = Problem.of("not-found", 404);
    static final Problem METHOD_NOT_ALLOWED = Problem.of("method-not-allowed", 405);
    static final Problem NOT_ACCEPTABLE = Problem.of("not-acceptable", 406);
    static final Problem TOO_SLOW = Problem.of("request-too-slow", 408);
    static final Problem IDEMPOTENT_RUNNING = Problem.of("idempotent-request-running", 409);
    static final Problem URI_TOO_LONG = Problem.of("uri-too-long", 414);
    static final Problem UNSUPPORTED_MEDIA_TYPE = Problem.of("unsupported-media-type", 415);
    static final Problem IDEMPOTENT_OTHER_BODY = Problem.of("idempotency-key-reused", 422);
    static final Problem HEAD_TOO_LARGE = Problem.of("head-too-large", 431);
    static final Problem INTERNAL = Problem.of("internal", 500);
    static final Problem STARTING = Problem.of("starting", 503);
    static final Problem STOPPING = Problem.of("stopping", 503);
    static final Problem OVERLOADED = Problem.of("overloaded", 503);
    static final Problem TIME_LIMIT = Problem.of("time-limit", 503);
    static final Problem TOO_MANY_STREAMS = Problem.of("too-many-streams", 503);

    private KernelProblems() {}

    static Problem tooLarge(long limit) {
        return Problem.of("body-too-large", 413).with("limit", limit);
    }

    static Problem disabled(String module) {
        return Problem.of("module-disabled", 503).with("module", module);
    }

    static Problem failed(String module) {
        return Problem.of("module-failed", 503).with("module", module);
    }

    static Problem unknownModule(String module) {
        return Problem.of("module-unknown", 404).with("module", module);
    }

    /** The problem that says no more than the status does. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> BAD_REQUEST;
            case 401 -> SIGN_IN_NEEDED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> TOO_SLOW;
            case 413 -> Problem.of("body-too-large", 413);
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 431 -> HEAD_TOO_LARGE;
            default -> status == 500 ? INTERNAL : Problem.of("http-" + status, status);
        };
    }
}
