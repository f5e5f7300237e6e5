package io.mortise.kernel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a module over HTTP, read from its resource classes or from its OpenAPI file: the two are compared
 * by {@link OpenApiContract}.
 */
final class Operations {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete", "head", "options");

    /** One method of one path. */
    record Operation(
            String path,
            String method,
            String permission,
            Map<String, Input> inputs,
            List<String> consumes,
            List<String> produces,
            String name) {

        String line() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    /** A parameter in the path, the query or a header. */
    record Input(String name, String in, String type) {}

    private Operations() {}

    /** From the classes, by method and path. */
    static Map<String, Operation> ofClasses(Collection<Class<?>> classes) {
        var all = new TreeMap<String, Operation>();
        for (Class<?> type : classes) {
            Resource resource = Resource.from(type);
            if (resource != null) {
                read(resource, "", all);
            }
        }
        return all;
    }

    /** From an OpenAPI document, by method and path. */
    static Map<String, Operation> ofDocument(JsonNode document) {
        var all = new TreeMap<String, Operation>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (String method : METHODS) {
                JsonNode node = path.getValue().get(method);
                if (node != null) {
                    var inputs = new TreeMap<String, Input>();
                    inputs(document, path.getValue().path("parameters"), inputs);
                    inputs(document, node.path("parameters"), inputs);
                    var operation = new Operation(
                            normal(path.getKey()),
                            method,
                            node.path("x-permission").asText(""),
                            inputs,
                            List.of(),
                            List.of(),
                            node.path("operationId").asText(""));
                    all.put(operation.line(), operation);
                }
            }
        }
        return all;
    }

    private static void read(Resource resource, String parent, Map<String, Operation> all) {
        String path = normal(parent + "/" + (resource.getPath() == null ? "" : resource.getPath()));
        for (ResourceMethod method : resource.getResourceMethods()) {
            if (method.getHttpMethod() == null) {
                continue;
            }
            var inputs = new TreeMap<String, Input>();
            method.getInvocable().getParameters().forEach(parameter -> inputs(parameter, inputs));
            var operation = new Operation(
                    path,
                    method.getHttpMethod().toLowerCase(Locale.ROOT),
                    permission(method),
                    inputs,
                    method.getConsumedTypes().stream().map(String::valueOf).toList(),
                    method.getProducedTypes().stream().map(String::valueOf).toList(),
                    method.getInvocable().getHandlingMethod().getName());
            all.put(operation.line(), operation);
        }
        resource.getChildResources().forEach(child -> read(child, path, all));
    }

    private static void inputs(org.glassfish.jersey.model.Parameter parameter, Map<String, Input> into) {
        String in = switch (parameter.getSource()) {
            case PATH -> "path";
            case QUERY -> "query";
            case HEADER -> "header";
            default -> null;
        };
        if (parameter instanceof Parameter.BeanParameter bean) {
            bean.getParameters().forEach(inner -> inputs(inner, into));
        } else if (in != null) {
            var input = new Input(parameter.getSourceName(), in, type(parameter.getRawType()));
            into.put(in + " " + input.name(), input);
        }
    }

    private static void inputs(JsonNode document, JsonNode parameters, Map<String, Input> into) {
        for (JsonNode listed : parameters) {
            JsonNode parameter =
                    listed.has("$ref") ? document.at(listed.get("$ref").asText().replaceFirst("^#", "")) : listed;
            var input = new Input(
                    parameter.path("name").asText(),
                    parameter.path("in").asText(),
                    parameter.at("/schema/type").asText("string"));
            if (!input.in().equals("cookie")) {
                into.put(input.in() + " " + input.name(), input);
            }
        }
    }

    private static String permission(ResourceMethod method) {
        return switch (RouteAccess.of(method.getInvocable()).orElse(null)) {
            case RouteAccess.Needs(var permission) -> permission.toString();
            case RouteAccess.Open() -> "public";
            case RouteAccess.SignedIn() -> "signed-in";
            case null -> "";
        };
    }

    private static String type(@Nullable Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "integer";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        return type != null && Collection.class.isAssignableFrom(type) ? "array" : "string";
    }

    /** One form of a path: one slash in front, none behind, no patterns in the braces. */
    private static String normal(String path) {
        var parts = new ArrayList<String>();
        for (String part :
                path.replaceAll("\\{\\s*(\\w[\\w.-]*)\\s*:[^/]*}", "{$1}").split("/")) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }
}
