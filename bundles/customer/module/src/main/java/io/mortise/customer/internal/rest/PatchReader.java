package io.mortise.customer.internal.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.internal.bulk.ChangesReader;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** The merge patch of one customer, read for many. */
@Component(service = ChangesReader.class)
public final class PatchReader implements ChangesReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public List<CustomerChange> read(String patch) {
        try {
            JsonNode json = JSON.readTree(patch);
            if (json.has("custom")) {
                throw ProblemException.invalid(List.of(FieldFault.of("/custom", "read-only")));
            }
            return CustomerBody.changes(json);
        } catch (JsonProcessingException e) {
            throw ProblemException.invalid(List.of(FieldFault.of("/change", "wrong-json")));
        }
    }
}
