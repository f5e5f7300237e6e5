package io.mortise.sdk.modulejar;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import aQute.bnd.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares an API bundle with the description that is committed beside it (DECISIONS.md 13): what bnd calls a breaking
 * change needs a higher major version of the package, an addition a higher minor one. The description is renewed with
 * {@code -Dmortise.renew=true}, which is refused while a version is too low; a person reads the difference.
 *
 * <pre>{@code @Test void theApiKeepsItsPromises() { ApiBaseline.check(Path.of("target/classes"), Path.of("api.txt")); }}</pre>
 */
public final class ApiBaseline {

    private static final String PACKAGE = "package ";

    /** What every class has from {@link Object}: no promise of ours, and not the same in every Java version. */
    private static final Set<String> OF_EVERY_CLASS = Arrays.stream(Object.class.getDeclaredMethods())
            .map(method -> method.getName()
                    + Arrays.stream(method.getParameterTypes())
                            .map(Class::getName)
                            .collect(Collectors.joining(",", "(", ")")))
            .collect(Collectors.toUnmodifiableSet());

    private ApiBaseline() {}

    /**
     * Checks, or renews when asked to.
     *
     * @param bundle a jar, or a folder of classes with its {@code META-INF/MANIFEST.MF}
     * @param description the committed file
     * @throws AssertionError saying which package changed how, and what to do
     */
    public static void check(Path bundle, Path description) {
        String problem = compare(bundle, description, Boolean.getBoolean("mortise.renew"));
        if (!problem.isEmpty()) {
            throw new AssertionError(problem);
        }
    }

    /** What is wrong, or empty; writes the file when it may. */
    static String compare(Path bundle, Path description, boolean renew) {
        Map<String, Described> now = describe(bundle);
        if (now.isEmpty()) {
            return bundle + " exports no package: annotate package-info.java with @Export and @Version";
        }
        String text = print(now);
        String kept = read(description);
        List<String> tooLow = kept.isEmpty() ? List.of() : tooLow(parse(kept), now);
        if (!tooLow.isEmpty()) {
            return String.join("\n", tooLow);
        }
        if (text.equals(kept)) {
            return "";
        }
        if (!renew) {
            return "the API differs from " + description
                    + "; run the test with -Dmortise.renew=true, read the difference, commit it";
        }
        write(description, text);
        return "";
    }

    private record Described(Version version, Tree tree) {}

    private static List<String> tooLow(Map<String, Described> before, Map<String, Described> now) {
        var sentences = new ArrayList<String>();
        before.forEach((name, old) -> {
            Described current = now.get(name);
            if (current == null) {
                sentences.add("package " + name + " is exported no longer: others import it; keep it, or remove it"
                        + " from the description by hand");
                return;
            }
            Diff diff = current.tree().diff(old.tree());
            Version wanted = wanted(old.version(), diff.getDelta());
            if (current.version().compareTo(wanted) < 0) {
                sentences.add("package " + name + " " + old.version() + " has a change that is " + diff.getDelta()
                        + ": " + changes(diff) + "; raise @Version in its package-info.java from "
                        + current.version() + " to " + wanted);
            }
        });
        return sentences;
    }

    private static Version wanted(Version old, Delta delta) {
        return switch (delta) {
            case MAJOR, REMOVED -> new Version(old.getMajor() + 1, 0, 0);
            case MINOR, ADDED -> new Version(old.getMajor(), old.getMinor() + 1, 0);
            case MICRO, CHANGED -> new Version(old.getMajor(), old.getMinor(), old.getMicro() + 1);
            case UNCHANGED, IGNORED -> old;
        };
    }

    /** The innermost differences, at most ten. */
    private static String changes(Diff diff) {
        var leaves = new ArrayList<String>();
        collect(diff, "", leaves);
        return leaves.stream().limit(10).collect(Collectors.joining(", "));
    }

    private static void collect(Diff diff, String path, List<String> leaves) {
        if (diff.getDelta() == Delta.UNCHANGED || diff.getDelta() == Delta.IGNORED) {
            return;
        }
        String here = path.isEmpty() ? diff.getName() : path + " " + diff.getName();
        if (diff.getDelta() == Delta.ADDED
                || diff.getDelta() == Delta.REMOVED
                || diff.getChildren().isEmpty()) {
            leaves.add(here + " " + diff.getDelta());
            return;
        }
        diff.getChildren().forEach(child -> collect(child, here, leaves));
    }

    private static Map<String, Described> describe(Path bundle) {
        var packages = new TreeMap<String, Described>();
        try (var jar = new Jar(bundle.toFile());
                var analyzer = new Analyzer(jar)) {
            var exports = new Parameters(
                    jar.getManifest() == null
                            ? ""
                            : jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE));
            Tree api = new DiffPluginImpl().tree(analyzer).get("<api>");
            for (Map.Entry<String, Attrs> export : exports.entrySet()) {
                Tree tree = api == null ? null : api.get(export.getKey());
                if (tree != null) {
                    packages.put(
                            export.getKey(),
                            new Described(
                                    new Version(export.getValue().getVersion()),
                                    new DiffPluginImpl().deserialize(own(tree.serialize()))));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("bundle " + bundle + " can't be described", e);
        }
        return packages;
    }

    private static Tree.Data own(Tree.Data data) {
        if (data.children != null) {
            data.children = Arrays.stream(data.children)
                    .filter(child -> !OF_EVERY_CLASS.contains(child.name) && !child.name.startsWith("jdk.internal."))
                    .map(ApiBaseline::own)
                    .toArray(Tree.Data[]::new);
        }
        return data;
    }

    private static String print(Map<String, Described> packages) {
        var text = new StringBuilder();
        packages.forEach((name, described) -> {
            text.append(PACKAGE)
                    .append(name)
                    .append(' ')
                    .append(described.version())
                    .append('\n');
            print(described.tree().serialize(), 0, text);
        });
        return text.toString();
    }

    private static void print(Tree.Data data, int depth, StringBuilder text) {
        text.append("  ".repeat(depth))
                .append(data.type)
                .append(' ')
                .append(data.add)
                .append(' ')
                .append(data.rem)
                .append(' ')
                .append(data.name)
                .append('\n');
        if (data.children != null) {
            for (Tree.Data child : data.children) {
                print(child, depth + 1, text);
            }
        }
    }

    private static Map<String, Described> parse(String text) {
        var packages = new TreeMap<String, Described>();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            String[] heading = lines.get(at).split(" ");
            int end = at + 1;
            while (end < lines.size() && !lines.get(end).startsWith(PACKAGE)) {
                end++;
            }
            packages.put(heading[1], new Described(new Version(heading[2]), tree(lines.subList(at + 1, end))));
            at = end;
        }
        return packages;
    }

    private static Tree tree(List<String> lines) {
        Deque<Tree.Data> path = new ArrayDeque<>();
        Deque<List<Tree.Data>> children = new ArrayDeque<>();
        children.push(new ArrayList<>());
        for (String line : lines) {
            int depth = line.indexOf(line.strip()) / 2;
            while (path.size() > depth) {
                close(path, children);
            }
            String[] words = line.strip().split(" ", 4);
            var data = new Tree.Data();
            data.type = Type.valueOf(words[0]);
            data.add = Delta.valueOf(words[1]);
            data.rem = Delta.valueOf(words[2]);
            data.name = words[3];
            path.push(data);
            children.push(new ArrayList<>());
        }
        while (!path.isEmpty()) {
            close(path, children);
        }
        try {
            return new DiffPluginImpl().deserialize(children.getFirst().getFirst());
        } catch (Exception e) {
            throw new IllegalStateException("an API description can't be read; renew it with -Dmortise.renew=true", e);
        }
    }

    private static void close(Deque<Tree.Data> path, Deque<List<Tree.Data>> children) {
        Tree.Data done = path.pop();
        done.children = children.pop().toArray(Tree.Data[]::new);
        children.getFirst().add(done);
    }

    private static String read(Path description) {
        try {
            return Files.exists(description) ? Files.readString(description) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("API description " + description + " can't be read", e);
        }
    }

    private static void write(Path description, String text) {
        try {
            Files.writeString(description, text);
        } catch (IOException e) {
            throw new UncheckedIOException("API description " + description + " can't be written", e);
        }
    }
}
