package io.mortise.sdk.modulejar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Java source text in, class files out, all in memory; the class path is that of the running program. */
final class SourceCompiler {

    private SourceCompiler() {}

    /**
     * Compiles.
     *
     * @param sources source text by class name
     * @param beside class files that the sources may use, by class name
     * @return class files by path in a jar, {@code alpha/internal/Hello.class}
     * @throws IllegalArgumentException with the compiler's words, when the sources have an error
     */
    static SortedMap<String, byte[]> compile(Map<String, String> sources, Map<String, byte[]> beside) {
        if (sources.isEmpty()) {
            return new TreeMap<>();
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("module jars are compiled while the test runs: run it on a JDK, not a JRE");
        }
        var faults = new DiagnosticCollector<JavaFileObject>();
        var units = new ArrayList<Text>();
        sources.forEach((name, text) -> units.add(new Text(name, text)));
        try (var standard = compiler.getStandardFileManager(faults, null, StandardCharsets.UTF_8);
                var memory = new Memory(standard, beside)) {
            var options = List.of("-proc:none", "-parameters", "-g", "-classpath", ClassPath.text());
            boolean done =
                    compiler.getTask(null, memory, faults, options, null, units).call();
            if (!done) {
                throw new IllegalArgumentException("the module's sources do not compile:\n"
                        + faults.getDiagnostics().stream().map(String::valueOf).collect(Collectors.joining("\n")));
            }
            return memory.written();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String className, String text) {
            super(URI.create("memory:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Binary extends SimpleJavaFileObject {
        private final String className;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Binary(String className) {
            super(URI.create("memory:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
            this.className = className;
        }

        Binary(String className, byte[] content) {
            this(className);
            bytes.writeBytes(content);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes.toByteArray());
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Binary> output = new TreeMap<>();
        private final List<Binary> beside = new ArrayList<>();

        Memory(JavaFileManager standard, Map<String, byte[]> beside) {
            super(standard);
            beside.forEach((name, bytes) -> this.beside.add(new Binary(name, bytes)));
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return output.computeIfAbsent(className, Binary::new);
        }

        @Override
        public Iterable<JavaFileObject> list(
                Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            var all = new ArrayList<JavaFileObject>();
            if (location == StandardLocation.CLASS_PATH && kinds.contains(JavaFileObject.Kind.CLASS)) {
                for (Binary binary : beside) {
                    if (packageOf(binary.className).equals(packageName)) {
                        all.add(binary);
                    }
                }
            }
            super.list(location, packageName, kinds, recurse).forEach(all::add);
            return all;
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            return file instanceof Binary binary ? binary.className : super.inferBinaryName(location, file);
        }

        SortedMap<String, byte[]> written() {
            var classes = new TreeMap<String, byte[]>();
            output.forEach(
                    (name, binary) -> classes.put(name.replace('.', '/') + ".class", binary.bytes.toByteArray()));
            return classes;
        }

        private static String packageOf(String className) {
            int dot = className.lastIndexOf('.');
            return dot < 0 ? "" : className.substring(0, dot);
        }
    }
}
