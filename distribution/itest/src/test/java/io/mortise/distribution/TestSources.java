package io.mortise.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of all tests of the repository, by class name. */
final class TestSources {

    private final Map<String, String> texts = new HashMap<>();

    private TestSources() {}

    static TestSources ofRepository() {
        var all = new TestSources();
        Path root = Path.of(System.getProperty("mortise.root"));
        for (String part : new String[] {"bundles", "kernel", "plugins-sdk", "distribution"}) {
            try (Stream<Path> files = Files.walk(root.resolve(part))) {
                files.filter(file -> file.toString().endsWith(".java")
                                && file.toString().contains("src/test/java"))
                        .forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private void add(Path file) {
        try {
            String name = file.getFileName().toString().replace(".java", "");
            texts.merge(name, Files.readString(file), String::concat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return texts.size();
    }

    /**
     * Whether there is such a test.
     *
     * @param proof {@code TheClass#theMethod}
     */
    boolean holds(String proof) {
        String[] parts = proof.split("#", 2);
        return parts.length == 2
                && Pattern.compile("@(?:Parameterized)?Test\\b[^;{}]*?\\bvoid " + Pattern.quote(parts[1]) + "\\(")
                        .matcher(texts.getOrDefault(parts[0], ""))
                        .find();
    }
}
