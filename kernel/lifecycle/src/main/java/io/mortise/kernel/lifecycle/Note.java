package io.mortise.kernel.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mortise.kernel.spi.Sentence;
import org.jspecify.annotations.Nullable;

/**
 * One thing a plan says.
 *
 * @param text what
 * @param help the smallest change that helps, or null
 */
record Note(Sentence text, @Nullable Sentence help) {

    private static final String PREFIX = "lifecycle.";

    static Note of(String key, Object... values) {
        return new Note(Sentence.of(PREFIX + key, values), null);
    }

    Note helping(String key, Object... values) {
        return new Note(text, Sentence.of(PREFIX + key, values));
    }

    /** Stable name for programs: the last word of the key. */
    @JsonIgnore
    String code() {
        return text.key().substring(text.key().lastIndexOf('.') + 1);
    }
}
