package io.mortise.customer.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.mortise.access.Requires;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.domain.CustomerFields;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reviewed contract and the code say the same: operations, parameters, media types, members. */
class OpenApiTest {

    private final JsonNode contract = read("/openapi/customer.yaml", new ObjectMapper(new YAMLFactory()));
    private final JsonNode module = read("/module.json", new ObjectMapper());

    private static JsonNode read(String resource, ObjectMapper mapper) {
        try (var in = OpenApiTest.class.getResourceAsStream(resource)) {
            return mapper.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Method> operations() {
        return Stream.of(
                        CustomerResource.class,
                        TransferResource.class,
                        RevealResource.class,
                        SharingResource.class,
                        TotalsResource.class,
                        ExportResource.class,
                        ImportResource.class,
                        TimelineResource.class,
                        ExportsResource.class,
                        EditResource.class,
                        SegmentResource.class,
                        TagGroupResource.class,
                        TagResource.class,
                        TaggingResource.class,
                        DemoDataResource.class,
                        PoolResource.class,
                        CapacityResource.class,
                        BinResource.class,
                        DeletionsResource.class,
                        LockResource.class,
                        HandOverResource.class,
                        FieldResource.class,
                        ColumnResource.class)
                .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                .filter(method -> verb(method) != null);
    }

    private static String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(found -> found != null)
                .map(found -> found.value().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse(null);
    }

    private static String path(Method method) {
        String below = method.isAnnotationPresent(Path.class)
                ? "/" + method.getAnnotation(Path.class).value()
                : "";
        return "/" + method.getDeclaringClass().getAnnotation(Path.class).value() + below;
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> words(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> members(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyOperationIsPromisedAndEveryPromiseKept() {
        var promised = new TreeSet<String>();
        contract.path("paths")
                .properties()
                .forEach(path -> names(path.getValue()).forEach(verb -> promised.add(verb + " " + path.getKey())));

        Set<String> kept = operations()
                .map(method -> verb(method) + " " + path(method))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(92, kept.size());
        assertEquals(promised, kept);
    }

    @Test
    void queryParametersAndMediaTypesAgree() {
        operations().forEach(method -> {
            JsonNode operation = contract.path("paths").path(path(method)).path(verb(method));
            Set<String> promised = operation
                    .path("parameters")
                    .valueStream()
                    .filter(parameter -> parameter.path("in").asText().equals("query"))
                    .map(parameter -> parameter.path("name").asText())
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> kept = Arrays.stream(method.getParameters())
                    .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
                    .map(parameter -> parameter.getAnnotation(QueryParam.class).value())
                    .collect(Collectors.toCollection(TreeSet::new));

            assertEquals(promised, kept, method.getName());
            if (method.isAnnotationPresent(Consumes.class)) {
                assertEquals(
                        names(operation.path("requestBody").path("content")),
                        new TreeSet<>(
                                List.of(method.getAnnotation(Consumes.class).value())),
                        method.getName());
            }
        });
    }

    @Test
    void membersOnTheWireAgree() {
        var types = new TreeMap<String, Class<?>>();
        types.put("Preview", PreviewJson.class);
        types.put("PreviewRow", PreviewJson.RowJson.class);
        types.put("ImportUndo", ImportUndoJson.class);
        types.put("Deletion", DeletionsResource.DeletionJson.class);
        types.put("Closed", LockResource.ClosedJson.class);
        types.put("Closing", LockResource.ClosingJson.class);
        types.put("BinItem", BinJson.ItemJson.class);
        types.put("Restoration", BinJson.RestorationJson.class);
        types.put("Sentence", BinJson.SentenceJson.class);
        types.put("BinSettings", BinJson.SettingsJson.class);
        types.put("HandOver", HandOverJson.OneJson.class);
        types.put("HandOverSelection", HandOverJson.SelectionJson.class);
        types.put("HandOverPreview", HandOverJson.PreviewJson.class);
        types.put("Taker", HandOverJson.TakerJson.class);
        types.put("KeptCustomer", HandOverJson.KeptJson.class);
        types.put("OpenItems", HandOverJson.OpenItemsJson.class);
        types.put("Export", ExportJson.class);
        types.put("Edit", EditResource.EditJson.class);
        types.put("EditPreview", EditResource.EditPreviewJson.class);
        types.put("Segment", SegmentResource.SegmentJson.class);
        types.put("Tag", TagJson.class);
        types.put("TagGroup", TagJson.GroupJson.class);
        types.put("Capacity", io.mortise.customer.internal.pools.Capacity.class);
        types.put("TimelinePage", TimelineResource.TimelinePageJson.class);
        types.put("TimelineEntry", TimelineResource.TimelineEntryJson.class);
        types.put("DemoRun", DemoDataResource.DemoRunJson.class);
        types.putAll(Map.of(
                "Customer", CustomerJson.class,
                "Money", CustomerJson.MoneyJson.class,
                "External", CustomerJson.ExternalJson.class,
                "Count", CustomerJson.CountJson.class,
                "Summary", TotalsResource.SummaryJson.class,
                "Group", TotalsResource.GroupJson.class,
                "Revealed", RevealResource.RevealedJson.class,
                "Member", SharingResource.MemberJson.class,
                "Share", SharingResource.ShareJson.class,
                "Import", ImportJson.class));
        types.put("Field", FieldResource.FieldJson.class);
        types.put("Column", ColumnResource.ColumnJson.class);
        types.put("CustomColumn", ColumnResource.CustomJson.class);
        JsonNode schemas = contract.path("components").path("schemas");

        types.forEach((name, type) -> assertEquals(names(schemas.path(name).path("properties")), members(type), name));
        assertEquals(
                Arrays.stream(CustomerStage.values())
                        .map(CustomerStage::key)
                        .collect(Collectors.toCollection(TreeSet::new)),
                words(schemas.path("Stage").path("enum")));
        assertEquals(
                Arrays.stream(CustomerKind.values())
                        .map(CustomerKind::key)
                        .collect(Collectors.toCollection(TreeSet::new)),
                words(schemas.path("Kind").path("enum")));
    }

    @Test
    void everyMemberIsAFieldThatTheAdministratorIsToldOf() {
        Set<String> told = module.at("/objects/0/fields")
                .valueStream()
                .map(field -> field.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> sent = members(CustomerJson.class);
        sent.removeAll(Set.of("id", "revision", "masked", "custom"));
        assertTrue(told.removeAll(CustomerFields.CLOSING), "how a customer is closed is told by its own route");

        assertEquals(sent, told);
        assertEquals(new TreeSet<>(CustomerFields.ALL), told);
    }

    @Test
    void everyMethodNamesAnActionThatTheModuleDeclares() {
        Set<String> needed = new TreeSet<>();
        operations().forEach(method -> {
            Requires requires = method.getAnnotation(Requires.class);
            assertTrue(requires != null, method + " names no permission");
            needed.add(requires.object() + ":" + requires.action());
        });
        Set<String> declared = new TreeSet<>();
        for (JsonNode object : module.path("objects")) {
            for (JsonNode action : object.path("actions")) {
                declared.add("customer." + object.path("name").asText() + ":"
                        + action.path("name").asText());
            }
        }

        assertTrue(declared.containsAll(needed), needed + " of " + declared);
    }
}
