package io.mortise.customer.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.customer.CustomerChange;
import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.data.Money;
import io.mortise.rest.ProblemException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CustomerBodyTest {

    private static final UUID PERSON = UUID.fromString("0191e5a0-0000-7000-8000-000000000001");

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> faults(Runnable call) {
        return assertThrows(ProblemException.class, call::run).problem().faults().stream()
                .map(fault -> fault.pointer() + " " + fault.code())
                .toList();
    }

    @Test
    void aNewCustomerIsReadWithAllItsMembers() {
        NewCustomer read = CustomerBody.registration(json("""
                {'name': 'Aurora', 'kind': 'person', 'revenue': {'minor': 110004, 'currency': 'CNY'}, 'employees': 5,
                 'ownerId': '%s', 'external': {'system': 'erp', 'id': '1042'}}""".formatted(PERSON)));

        assertEquals(new Money(110_004, "CNY"), read.details().revenue());
        assertEquals(5, read.details().employees());
        assertEquals(PERSON, read.ownerId());
        assertEquals(new ExternalReference("erp", "1042"), read.external());
        assertEquals("api", read.source());
    }

    @Test
    void everyFaultHasItsPointer() {
        assertEquals(
                List.of(
                        "/id read-only",
                        "/stage read-only",
                        "/name wrong-type",
                        "/kind unknown-choice",
                        "/employees wrong-type",
                        "/revenue wrong-type",
                        "/ownerId wrong-type",
                        "/a~1b unknown-field"),
                faults(() -> CustomerBody.registration(json("""
                        {'id': 1, 'stage': 'deal', 'name': 5, 'kind': 'x', 'employees': 1.5, 'revenue': 100,
                         'ownerId': 'me', 'a/b': 1}"""))));
        assertEquals(
                List.of("/revenue/currency unknown-currency"),
                faults(() ->
                        CustomerBody.registration(json("{'name': 'A', 'revenue': {'minor': 1, 'currency': 'XXY'}}"))));
        assertEquals(List.of(" wrong-json"), faults(() -> CustomerBody.registration(json("[]"))));
    }

    @Test
    void aPatchChangesWhatItNamesAndClearsWhatIsNull() {
        List<CustomerChange> changes =
                CustomerBody.changes(json("{'industry': null, 'name': 'Nova', 'stage': 'following'}"));

        assertEquals(
                List.of(
                        new CustomerChange.Edit(CustomerDetails.named("Nova").build(), Set.of("industry", "name")),
                        new CustomerChange.Advance(CustomerStage.FOLLOWING)),
                changes);
    }

    @Test
    void aPatchOfNothingChangesNothing() {
        assertEquals(List.of(), CustomerBody.changes(json("{}")));
    }

    /** Mass assignment: refused by name, never ignored. */
    @Test
    void whatTheServerSetsIsRefused() {
        for (String member : List.of(
                "id",
                "number",
                "stageChangedAt",
                "previousOwnerId",
                "poolId",
                "source",
                "createdAt",
                "createdBy",
                "updatedAt",
                "updatedBy",
                "revision",
                "masked")) {
            JsonNode one =
                    new ObjectMapper().createObjectNode().put("name", "A").put(member, "x");

            assertEquals(List.of("/" + member + " read-only"), faults(() -> CustomerBody.registration(one)));
            assertEquals(List.of("/" + member + " read-only"), faults(() -> CustomerBody.changes(one)));
        }
    }

    @Test
    void anOwnerIsGivenByATransferAndNotByAPatch() {
        assertEquals(
                List.of("/ownerId read-only", "/ownerDepartmentId read-only"),
                faults(() -> CustomerBody.changes(json("{'ownerId': '" + PERSON + "', 'ownerDepartmentId': null}"))));
    }

    @Test
    void everythingThatIsSentCanBeReadBackOrIsRefusedByName() {
        for (String member : members()) {
            JsonNode one = new ObjectMapper().createObjectNode().putNull(member);
            try {
                CustomerBody.changes(one);
            } catch (ProblemException e) {
                assertTrue(
                        e.problem().faults().stream()
                                .noneMatch(fault -> fault.code().equals("unknown-field")),
                        member);
            }
        }
    }

    private static List<String> members() {
        return Arrays.stream(CustomerJson.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
