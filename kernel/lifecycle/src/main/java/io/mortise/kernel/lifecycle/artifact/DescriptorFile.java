package io.mortise.kernel.lifecycle.artifact;

import static io.mortise.kernel.lifecycle.artifact.RefusedException.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleDescriptor.ObjectType;
import io.mortise.kernel.spi.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code module.json}: JSON first, then the published schema with every violation by its JSON pointer, then the
 * rules that a schema can't say. Thread-safe; compile the schema once.
 */
public final class DescriptorFile {

    private static final String SCHEMA = "/io/mortise/module/module.schema.json";
    private static final Set<String> RESERVED = Set.of("modules", "module-plans", "module-operations", "kernel");
    private static final int MOST_FAULTS = 20;

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final JsonSchema schema;

    /** Compiles the schema that the SDK publishes. */
    public DescriptorFile() {
        try (InputStream in = ModuleDescriptorSchema.open(SCHEMA)) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            new String(in.readAllBytes(), StandardCharsets.UTF_8),
                            InputFormat.JSON,
                            SchemaValidatorsConfig.builder()
                                    .pathType(PathType.JSON_POINTER)
                                    .locale(java.util.Locale.ENGLISH)
                                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("the schema of module.json can't be read", e);
        }
    }

    /** Reads one that was checked before. */
    public ModuleDescriptor reread(byte[] json) throws IOException {
        return mapper.readValue(json, ModuleDescriptor.class);
    }

    /**
     * Reads and checks.
     *
     * @throws RefusedException with every violation, at most twenty
     */
    ModuleDescriptor read(byte @Nullable [] json, String jar, JarContent content) throws RefusedException {
        if (json == null) {
            throw RefusedException.because("no-descriptor", "name", jar);
        }
        JsonNode tree = parse(json, jar);
        JsonNode id = tree.path("id");
        if (id.isTextual() && RESERVED.contains(id.textValue())) {
            throw RefusedException.because("reserved-id", "name", jar, "id", id.textValue());
        }
        List<Sentence> violations = schema.validate(tree).stream()
                .limit(MOST_FAULTS)
                .map(message -> violation(message, jar))
                .toList();
        if (!violations.isEmpty()) {
            throw new RefusedException(violations);
        }
        ModuleDescriptor descriptor;
        try {
            descriptor = mapper.treeToValue(tree, ModuleDescriptor.class);
        } catch (JsonProcessingException | RuntimeException e) {
            throw RefusedException.because(
                    "descriptor-broken", "name", jar, "cause", String.valueOf(e.getMessage()), "line", 0, "column", 0);
        }
        List<Sentence> faults = faults(descriptor, jar, content);
        if (!faults.isEmpty()) {
            throw new RefusedException(faults);
        }
        return descriptor;
    }

    private JsonNode parse(byte[] json, String jar) throws RefusedException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            return mapper.readTree(json);
        } catch (CharacterCodingException e) {
            throw RefusedException.because("descriptor-not-utf8", "name", jar);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw RefusedException.because(
                    "descriptor-broken",
                    "name",
                    jar,
                    "line",
                    at == null ? 0 : at.getLineNr(),
                    "column",
                    at == null ? 0 : at.getColumnNr(),
                    "cause",
                    e.getOriginalMessage());
        } catch (IOException e) {
            throw RefusedException.because("unreadable", "name", jar, "cause", String.valueOf(e.getMessage()));
        }
    }

    private static Sentence violation(ValidationMessage message, String jar) {
        String pointer = String.valueOf(message.getInstanceLocation());
        String text = message.getMessage();
        String shown = text.startsWith(pointer + ": ") ? text.substring(pointer.length() + 2) : text;
        return refusal(
                "descriptor-violation",
                "name",
                jar,
                "pointer",
                pointer.isEmpty() ? "/" : pointer,
                "violation",
                shown.startsWith(": ") ? shown.substring(2) : shown);
    }

    private static List<Sentence> faults(ModuleDescriptor descriptor, String jar, JarContent content) {
        var faults = new ArrayList<Sentence>();
        String id = descriptor.id();
        var seen = new HashSet<String>();
        List<ObjectType> objects = descriptor.objects();
        for (int i = 0; i < objects.size(); i++) {
            ObjectType object = objects.get(i);
            if (!seen.add(object.name())) {
                faults.add(rule(jar, "/objects/" + i + "/name", "object-twice", object.name()));
            }
            if (object.table() != null && !object.table().startsWith(id + "_")) {
                faults.add(rule(jar, "/objects/" + i + "/table", "table-prefix", object.table()));
            }
            if (object.shareable() && object.table() == null) {
                faults.add(rule(jar, "/objects/" + i + "/shareable", "shareable-table", object.name()));
            }
            ModuleDescriptor.Parent parent = object.parent();
            if (parent != null && !isObjectWithTable(descriptor, parent.object(), object)) {
                faults.add(rule(jar, "/objects/" + i + "/parent/object", "parent-object", parent.object()));
            }
            if (parent != null && object.field(parent.field()).isEmpty()) {
                faults.add(rule(jar, "/objects/" + i + "/parent/field", "parent-field", parent.field()));
            }
            gates(jar, "/objects/" + i + "/gates/", object, faults);
        }
        List<String> publishes = descriptor.events().publishes();
        for (int i = 0; i < publishes.size(); i++) {
            if (!publishes.get(i).startsWith(id + ".")) {
                faults.add(rule(jar, "/events/publishes/" + i, "event-prefix", publishes.get(i)));
            }
        }
        for (int i = 0; i < descriptor.needs().size(); i++) {
            if (descriptor.needs().get(i).module().equals(id)) {
                faults.add(rule(jar, "/needs/" + i, "needs-itself", id));
            }
        }
        if (descriptor.ui() != null && !content.has("ui/" + descriptor.ui().entry())) {
            faults.add(
                    rule(jar, "/ui/entry", "ui-missing", "ui/" + descriptor.ui().entry()));
        }
        return faults;
    }

    private static void gates(String jar, String pointer, ObjectType object, List<Sentence> faults) {
        for (int i = 0; i < object.gates().size(); i++) {
            ModuleDescriptor.Gate gate = object.gates().get(i);
            String here = pointer + i;
            if (object.table() == null || object.field(gate.field()).isEmpty()) {
                faults.add(rule(jar, here + "/field", "gate-field", gate.field()));
            }
            if (gate.by() != null && object.field(gate.by()).isEmpty()) {
                faults.add(rule(jar, here + "/by", "gate-field", gate.by()));
            }
            if (gate.until() != null
                    && object.field(gate.until())
                            .filter(field -> field.type().equals("instant"))
                            .isEmpty()) {
                faults.add(rule(jar, here + "/until", "gate-until", gate.until()));
            }
            for (String action : gate.actions()) {
                if (object.action(action).isEmpty() || action.equals("list") || action.equals("read")) {
                    faults.add(rule(jar, here + "/actions", "gate-action", action));
                }
            }
        }
    }

    private static boolean isObjectWithTable(ModuleDescriptor descriptor, String wanted, ObjectType child) {
        return child.table() != null
                && descriptor
                        .object(wanted)
                        .filter(found -> found != child && found.table() != null)
                        .isPresent();
    }

    private static Sentence rule(String jar, String pointer, String rule, String value) {
        return refusal("descriptor-" + rule, "name", jar, "pointer", pointer, "value", value);
    }

    /** The schema lies in the SDK's jar, on the class path. */
    private static final class ModuleDescriptorSchema {
        static InputStream open(String name) throws IOException {
            InputStream in = io.mortise.module.ThisModule.class.getResourceAsStream(name);
            if (in == null) {
                throw new IOException(name + " is not on the class path");
            }
            return in;
        }
    }
}
