package io.mortise.kernel.lifecycle.artifact;

import io.mortise.kernel.spi.Sentence;
import java.io.Serial;
import java.util.List;

/** A jar that is not let in, with every reason that was found. Nothing of it was run, and nothing of it is kept. */
public final class RefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Sentence> reasons;

    public RefusedException(List<Sentence> reasons) {
        super(String.valueOf(reasons));
        this.reasons = List.copyOf(reasons);
    }

    /** One reason, as name and value pairs. */
    static RefusedException because(String reason, Object... values) {
        return new RefusedException(List.of(refusal(reason, values)));
    }

    static Sentence refusal(String reason, Object... values) {
        return Sentence.of("lifecycle.refused." + reason, values);
    }

    /** Why, one sentence each; never empty. */
    public List<Sentence> reasons() {
        return reasons;
    }
}
