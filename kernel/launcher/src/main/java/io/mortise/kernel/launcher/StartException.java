package io.mortise.kernel.launcher;

import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Wording;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The server can't start; the sentence says why and what to do, so no stack trace is needed. */
public final class StartException extends RuntimeException {

    @java.io.Serial
    private static final long serialVersionUID = 1L;

    private final transient Sentence sentence;

    StartException(Sentence sentence) {
        this(sentence, null);
    }

    StartException(Sentence sentence, @Nullable Throwable cause) {
        super(Wording.ofKernel("launcher").say(Locale.ENGLISH, sentence), cause);
        this.sentence = sentence;
    }

    /** Why, in a {@code launcher} text. */
    public Sentence sentence() {
        return sentence;
    }
}
