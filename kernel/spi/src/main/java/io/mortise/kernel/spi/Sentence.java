package io.mortise.kernel.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One sentence for people, kept as key and values and put into words at the edge, in the reader's language: the kernel's
 * texts are {@code io/mortise/kernel/i18n/<part>_<locale>.properties}, with {@code {named}} placeholders.
 *
 * @param key {@code <part>.…}, for example {@code plan.rebuild.api-changed}
 * @param values text or numbers
 */
public record Sentence(String key, Map<String, Object> values) {

    public Sentence {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A sentence from pairs of name and value. */
    public static Sentence of(String key, Object... pairs) {
        var values = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return new Sentence(key, values);
    }
}
