package io.mortise.kernel.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.kernel.spi.Sentence;
import org.jspecify.annotations.Nullable;

/** A verb could not do its work; the sentence says why and what to do. Ends the process with 1. */
final class CommandException extends RuntimeException {

    @java.io.Serial
    private static final long serialVersionUID = 1L;

    private final transient Sentence sentence;
    private final transient @Nullable JsonNode problem;

    CommandException(String key, Object... values) {
        this(Sentence.of("launcher.command." + key, values), null);
    }

    CommandException(Sentence sentence, @Nullable JsonNode problem) {
        super(sentence.toString());
        this.sentence = sentence;
        this.problem = problem;
    }

    Sentence sentence() {
        return sentence;
    }

    /** The problem document that the server answered with, or null. */
    @Nullable
    JsonNode problem() {
        return problem;
    }
}
