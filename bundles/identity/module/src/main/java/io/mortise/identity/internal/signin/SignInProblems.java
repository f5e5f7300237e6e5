package io.mortise.identity.internal.signin;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.time.Instant;

/** What signing in refuses. None of them tells whether there is such an account. */
final class SignInProblems {

    private SignInProblems() {}

    /** Wrong name, wrong password, nobody who works here: all the same. */
    static ProblemException failed() {
        return refused("sign-in-failed", 401);
    }

    /** The password was right; the code of the second factor is missing. */
    static ProblemException codeNeeded() {
        return refused("second-factor-code-needed", 401);
    }

    /** The code is wrong, too old, or was used. */
    static ProblemException codeWrong() {
        return refused("second-factor-code-wrong", 401);
    }

    /** Too many tries; the same for names that do not exist. */
    static ProblemException locked(Instant now, Instant until) {
        long seconds = Math.max(1, Duration.between(now, until).toSeconds());
        return new ProblemException(Problem.of("too-many-tries", 429)
                .with("retryAfterSeconds", seconds)
                .with("minutes", (seconds + 59) / 60));
    }

    /** Used, too old, taken back, never there. */
    static ProblemException linkGone() {
        return refused("link-gone", 410);
    }

    /** The password that was given to confirm an act is not the caller's. */
    static ProblemException passwordWrong() {
        return refused("password-wrong", 403);
    }

    static ProblemException refused(String type, int status) {
        return new ProblemException(Problem.of(type, status));
    }
}
