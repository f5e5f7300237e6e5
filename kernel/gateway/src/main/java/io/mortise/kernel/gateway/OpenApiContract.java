package io.mortise.kernel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mortise.kernel.gateway.Operations.Input;
import io.mortise.kernel.gateway.Operations.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The REST contract of a module as OpenAPI 3.1: read from its reviewed file, or made from its resource classes, and the
 * comparison of both that lets a test fail when they drift apart (STYLE.md, section 7).
 *
 * <p>An operation of the file names its permission as {@code x-permission}: {@code customer.customer:edit}, or
 * {@code public}. Paths stand below {@code /api/<module>}.
 */
public final class OpenApiContract {

    private OpenApiContract() {}

    /**
     * Compares the file with the classes.
     *
     * @param yaml the file {@code openapi/<module>.yaml}; read to its end, not closed
     * @param resources all resource classes of the module
     * @return one sentence for each difference, in order; empty when they agree
     * @throws IOException when the file is no YAML
     */
    public static List<String> drift(InputStream yaml, Collection<Class<?>> resources) throws IOException {
        Map<String, Operation> written = Operations.ofDocument(parse(yaml));
        Map<String, Operation> real = Operations.ofClasses(resources);
        var differences = new ArrayList<String>();
        var lines = new TreeSet<>(written.keySet());
        lines.addAll(real.keySet());
        for (String line : lines) {
            Operation file = written.get(line);
            Operation code = real.get(line);
            if (file == null) {
                differences.add(line + " is in the code but not in the file");
            } else if (code == null) {
                differences.add(line + " is in the file but not in the code");
            } else {
                compare(line, file, code, differences);
            }
        }
        return List.copyOf(differences);
    }

    /** The document as a tree. */
    static JsonNode parse(InputStream yaml) throws IOException {
        JsonNode document = new YAMLMapper().readTree(yaml);
        if (document == null || !document.isObject()) {
            throw new IOException("the OpenAPI file holds no document");
        }
        return document;
    }

    /** A document made from the classes. */
    static ObjectNode generate(String title, String version, String base, Collection<Class<?>> resources) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", title).put("version", version);
        document.putArray("servers").addObject().put("url", base);
        ObjectNode paths = document.putObject("paths");
        for (Operation operation : Operations.ofClasses(resources).values()) {
            ObjectNode node = paths.withObjectProperty(operation.path()).putObject(operation.method());
            node.put("operationId", operation.name());
            node.put("x-permission", operation.permission());
            if (!operation.inputs().isEmpty()) {
                var parameters = node.putArray("parameters");
                for (Input input : operation.inputs().values()) {
                    ObjectNode parameter =
                            parameters.addObject().put("name", input.name()).put("in", input.in());
                    parameter.put("required", input.in().equals("path"));
                    parameter.putObject("schema").put("type", input.type());
                }
            }
            if (!operation.consumes().isEmpty()) {
                ObjectNode content = node.putObject("requestBody").putObject("content");
                operation.consumes().forEach(content::putObject);
            }
            ObjectNode responses = node.putObject("responses");
            ObjectNode good = responses.putObject("2XX").put("description", "Done");
            if (!operation.produces().isEmpty()) {
                ObjectNode content = good.putObject("content");
                operation.produces().forEach(content::putObject);
            }
            responses
                    .putObject("default")
                    .put("description", "What went wrong (RFC 9457)")
                    .putObject("content")
                    .putObject(Problems.MEDIA_TYPE);
        }
        return document;
    }

    static byte[] bytes(JsonNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void compare(String line, Operation file, Operation code, List<String> differences) {
        if (!file.permission().equals(code.permission())) {
            differences.add(line + ": x-permission is " + said(file.permission()) + " in the file, "
                    + said(code.permission()) + " in the code");
        }
        var names = new TreeSet<>(file.inputs().keySet());
        names.addAll(code.inputs().keySet());
        for (String name : names) {
            if (!file.inputs().containsKey(name)) {
                differences.add(line + ": parameter " + name + " is in the code but not in the file");
            } else if (!code.inputs().containsKey(name) && !name.startsWith("header ")) {
                differences.add(line + ": parameter " + name + " is in the file but not in the code");
            }
        }
    }

    private static String said(String permission) {
        return permission.isEmpty() ? "missing" : permission;
    }
}
