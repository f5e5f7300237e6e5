package io.mortise.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The routes, objects and actions of the modules below {@code bundles/}, read from their classes and descriptors as they were built. */
final class DeclaredRoutes {

    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final List<Route> routes = new ArrayList<>();
    private final Set<String> withRecords = new TreeSet<>();
    private final Set<String> withoutRecords = new TreeSet<>();
    private final Map<String, Set<String>> actions = new TreeMap<>();

    private DeclaredRoutes() {}

    /**
     * A route.
     *
     * @param object that it needs an action on; empty for a public one
     * @param contentType of its body, or empty
     */
    record Route(String verb, String path, String object, String action, String contentType) {

        boolean isPublic() {
            return object.isEmpty();
        }

        String permission() {
            return object + ":" + action;
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }

    static DeclaredRoutes ofBundles() {
        var all = new DeclaredRoutes();
        Path bundles = Path.of(System.getProperty("mortise.root"), "bundles");
        try (Stream<Path> folders = Files.list(bundles)) {
            folders.map(folder -> folder.resolve("module/target/classes"))
                    .filter(classes ->
                            Files.exists(classes.getParent().getParent().resolve("pom.xml")))
                    .forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void add(Path classes) {
        if (!Files.exists(classes.resolve("module.json"))) {
            throw new AssertionError(classes + " is not built");
        }
        String module = describe(classes.resolve("module.json"));
        JavaClasses all = new ClassFileImporter().importPath(classes);
        for (JavaClass resource : all) {
            String path = text(resource, "jakarta.ws.rs.Path", "value");
            if (!path.isEmpty()) {
                resource.getMethods().forEach(method -> route("/api/" + module + "/" + path, method));
            }
        }
    }

    private String describe(Path descriptor) {
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(descriptor.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String module = json.path("id").asText();
        for (JsonNode object : json.path("objects")) {
            String name = module + "." + object.path("name").asText();
            (object.has("table") ? withRecords : withoutRecords).add(name);
            object.path("actions")
                    .forEach(action -> actions.computeIfAbsent(name, _ -> new TreeSet<>())
                            .add(action.path("name").asText()));
        }
        return module;
    }

    private void route(String base, JavaMethod method) {
        for (String verb : VERBS) {
            if (method.tryGetAnnotationOfType("jakarta.ws.rs." + verb).isPresent()) {
                String below = text(method, "jakarta.ws.rs.Path", "value");
                routes.add(new Route(
                        verb,
                        below.isEmpty() ? base : base + "/" + below,
                        text(method, "io.mortise.access.Requires", "object"),
                        text(method, "io.mortise.access.Requires", "action"),
                        text(method, "jakarta.ws.rs.Consumes", "value")));
            }
        }
    }

    /** A property of an annotation, or the first of several values; empty when there is none. */
    private static String text(HasAnnotations<?> annotated, String annotation, String property) {
        return annotated
                .tryGetAnnotationOfType(annotation)
                .flatMap(found -> found.get(property))
                .map(value -> value instanceof Object[] several ? String.valueOf(several[0]) : String.valueOf(value))
                .orElse("");
    }

    /** All of them. */
    List<Route> all() {
        return List.copyOf(routes);
    }

    Set<String> objectsWithRecords() {
        return withRecords;
    }

    Set<String> objectsWithoutRecords() {
        return withoutRecords;
    }

    /** Route → object, of objects with records. */
    Map<String, String> protectedRoutes() {
        return routes.stream()
                .filter(route -> withRecords.contains(route.object()))
                .collect(Collectors.toMap(Route::toString, Route::object, (one, _) -> one, TreeMap::new));
    }

    /** Everything that would show that an object can be reached by some path: its routes and its actions. */
    Set<String> traces(String object) {
        var traces = new TreeSet<>(actions.getOrDefault(object, Set.of()));
        routes.stream().filter(route -> route.object().equals(object)).forEach(route -> traces.add(route.toString()));
        return traces;
    }
}
