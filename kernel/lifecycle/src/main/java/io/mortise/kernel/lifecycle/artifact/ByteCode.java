package io.mortise.kernel.lifecycle.artifact;

import static io.mortise.kernel.lifecycle.artifact.RefusedException.refusal;

import io.mortise.kernel.lifecycle.artifact.ModuleArtifact.Route;
import io.mortise.kernel.spi.Sentence;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads class files without loading them: the Java level, calls that end the process, and REST methods with the
 * permission each one names.
 */
final class ByteCode {

    private static final int MAGIC = 0xCAFEBABE;
    private static final Set<String> VERBS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final String REST = "Ljakarta/ws/rs/";
    private static final String ACCESS = "Lio/mortise/access/";

    private final String jar;
    private final String module;
    private final int feature = Runtime.version().feature();
    private final Map<String, Route> routes = new TreeMap<>();
    private final List<Sentence> faults = new ArrayList<>();

    /**
     * @param jar as people call it
     * @param module its id, the first part of its routes
     */
    ByteCode(String jar, String module) {
        this.jar = jar;
        this.module = module;
    }

    /** Reads one class file. */
    void read(String entry, byte[] bytes) {
        if (bytes.length < 8 || integer(bytes, 0) != MAGIC) {
            faults.add(refusal("class-damaged", "name", jar, "entry", entry));
            return;
        }
        int level = (integer(bytes, 4) & 0xffff) - 44;
        if (level > feature) {
            faults.add(refusal("java-level", "name", jar, "entry", entry, "wanted", level, "running", feature));
            return;
        }
        try {
            ClassModel model = ClassFile.of().parse(bytes);
            findExits(model);
            findRoutes(model);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            faults.add(refusal("class-damaged", "name", jar, "entry", entry));
        }
    }

    /** What keeps the jar out. */
    List<Sentence> faults() {
        return faults;
    }

    /** The routes, sorted by path and method. */
    List<Route> routes() {
        return routes.values().stream()
                .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                .toList();
    }

    private static int integer(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static String dotted(ClassModel model) {
        return model.thisClass().asInternalName().replace('/', '.');
    }

    /** The constant pool knows method references too; the code then tells which method calls. */
    private void findExits(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member
                    && ends(member.owner().asInternalName(), member.name().stringValue())) {
                String call = member.owner().asInternalName().replace('/', '.') + "."
                        + member.name().stringValue();
                faults.add(refusal(
                        "exit", "name", jar, "class", dotted(model), "method", callerOf(model, member), "call", call));
                return;
            }
        }
    }

    private static boolean ends(String owner, String name) {
        return switch (owner) {
            case "java/lang/System" -> name.equals("exit");
            case "java/lang/Runtime" -> name.equals("exit") || name.equals("halt");
            default -> false;
        };
    }

    private static String callerOf(ClassModel model, MemberRefEntry call) {
        for (MethodModel method : model.methods()) {
            if (method.code().isEmpty()) {
                continue;
            }
            for (CodeElement element : method.code().get()) {
                if (element instanceof InvokeInstruction invoke
                        && invoke.owner().asInternalName().equals(call.owner().asInternalName())
                        && invoke.name().stringValue().equals(call.name().stringValue())) {
                    return method.methodName().stringValue();
                }
            }
        }
        return "(method reference)";
    }

    private void findRoutes(ClassModel model) {
        Optional<String> root = annotation(model, REST + "Path;").map(path -> text(path, "value"));
        for (MethodModel method : model.methods()) {
            for (Annotation annotation : annotations(method)) {
                String type = annotation.className().stringValue();
                if (type.startsWith(REST) && VERBS.contains(simple(type))) {
                    addRoute(model, method, simple(type), root);
                }
            }
        }
    }

    private void addRoute(ClassModel model, MethodModel method, String verb, Optional<String> root) {
        Optional<Annotation> requires = annotation(method, ACCESS + "Requires;");
        Optional<Annotation> open = annotation(method, ACCESS + "PublicRoute;");
        String name = method.methodName().stringValue();
        if (requires.isEmpty() && open.isEmpty()) {
            faults.add(refusal(
                    "route-without-permission", "name", jar, "class", dotted(model), "method", name, "verb", verb));
            return;
        }
        if (requires.isPresent() && open.isPresent()) {
            faults.add(refusal("route-both", "name", jar, "class", dotted(model), "method", name));
            return;
        }
        if (root.isEmpty()) {
            return;
        }
        String path = join("/api/" + module, root.get());
        Optional<String> below = annotation(method, REST + "Path;").map(it -> text(it, "value"));
        path = below.isPresent() ? join(path, below.get()) : path;
        @Nullable
        String permission = requires.map(it -> text(it, "object") + ":" + text(it, "action"))
                .orElse(null);
        @Nullable String reason = open.map(it -> text(it, "reason")).orElse(null);
        routes.put(path + " " + verb, new Route(verb, path, permission, reason));
    }

    private static String join(String base, String below) {
        String inner = below.replaceAll("^/+|/+$", "");
        return inner.isEmpty() ? base : base + "/" + inner;
    }

    private static String simple(String descriptor) {
        return descriptor.substring(descriptor.lastIndexOf('/') + 1, descriptor.length() - 1);
    }

    private static List<Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(it -> it.annotations())
                .orElse(List.of());
    }

    private static Optional<Annotation> annotation(AttributedElement element, String type) {
        return annotations(element).stream()
                .filter(it -> it.className().stringValue().equals(type))
                .findFirst();
    }

    private static String text(Annotation annotation, String name) {
        for (AnnotationElement element : annotation.elements()) {
            if (element.name().stringValue().equals(name) && element.value() instanceof AnnotationValue.OfString text) {
                return text.stringValue();
            }
        }
        return "";
    }
}
