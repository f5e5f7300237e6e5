package io.mortise.kernel.spi;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What {@code /readyz} asks. Thread-safe. */
public final class Readiness {

    private final Map<String, Supplier<List<String>>> questions = new ConcurrentHashMap<>();

    /**
     * Adds a question.
     *
     * @param name of the part that is asked
     * @param missing answers with what is missing, one sentence each; empty when ready
     */
    public void ask(String name, Supplier<List<String>> missing) {
        questions.put(name, missing);
    }

    /** What is missing, by part; empty when ready. A question that throws counts as missing. */
    public Map<String, List<String>> missing() {
        var all = new java.util.TreeMap<String, List<String>>();
        questions.forEach((name, question) -> {
            List<String> missing;
            try {
                missing = question.get();
            } catch (RuntimeException e) {
                missing = List.of("could not be asked: " + e.getMessage());
            }
            if (!missing.isEmpty()) {
                all.put(name, missing);
            }
        });
        return all;
    }
}
