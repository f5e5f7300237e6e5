package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mortise.kernel.gateway.fixture.Notes;
import io.mortise.kernel.gateway.fixture.Open;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiContractTest {

    @Test
    void whatIsGeneratedAgreesWithTheClasses() throws Exception {
        var document = OpenApiContract.generate("Notes", "1.0.0", "/api/notes", List.of(Notes.class, Open.class));

        assertEquals(List.of(), drift(new YAMLMapper().writeValueAsString(document), Notes.class, Open.class));
        assertEquals(19, document.get("paths").size());
        assertEquals(
                "notes.note:read",
                document.at("/paths/~1notes~1one/get/x-permission").asText());
        assertEquals(
                "integer",
                document.at("/paths/~1notes~1web~1{status}/get/parameters/0/schema/type")
                        .asText());
    }

    @Test
    void everyKindOfDriftIsNamed() throws Exception {
        assertEquals(
                List.of(
                        "GET /written: x-permission is notes.note:read in the file, public in the code",
                        "GET /written: parameter query page is in the file but not in the code",
                        "POST /written is in the file but not in the code"),
                drift("""
                        paths:
                          /written:
                            parameters: [{$ref: '#/components/parameters/page'}]
                            get: {x-permission: 'notes.note:read'}
                            post: {x-permission: public}
                        components:
                          parameters:
                            page: {name: page, in: query}
                        """, Open.class));
        assertEquals(List.of("GET /written is in the code but not in the file"), drift("paths: {}", Open.class));
        assertThrows(IOException.class, () -> drift("", Open.class));
    }

    private static List<String> drift(String yaml, Class<?>... classes) throws IOException {
        return OpenApiContract.drift(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), List.of(classes));
    }
}
