package io.mortise.customer.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.rest.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {

    private static final String ID = "00000000-0000-7000-8000-000000000001";

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
    void everyFaultIsFoundWithItsPointer() {
        assertEquals(
                List.of(
                        "/ids/1 wrong-type",
                        "/ids/2 wrong-type",
                        "/ownerId required",
                        "/ownerDepartmentId wrong-type",
                        "/reason wrong-type",
                        "/a~1b unknown-field"),
                faults(() -> new TransferBody(
                        json("{'ids': ['" + ID + "', 'all', null], 'ownerDepartmentId': 7, 'reason': 5, 'a/b': 1}"),
                        true)));
        assertEquals(List.of(" wrong-json"), faults(() -> new TransferBody(json("[]"), true)));
    }

    @Test
    void aBatchHasAtLeastOneAndAtMostAThousandIds() {
        String many = "'" + ID + "',".repeat(1) + ("'" + ID + "',").repeat(999) + "'" + ID + "'";

        for (String ids : List.of("", many)) {
            assertEquals(
                    List.of("/ids wrong-size"),
                    faults(() -> new TransferBody(
                            json("{'ids': [" + ids + "], 'ownerId': '" + ID + "', 'reason': 'spring'}"), true)));
        }
    }

    @Test
    void idsOfABatchAreNoMemberOfASingleTransfer() {
        assertEquals(
                List.of("/ids unknown-field"),
                faults(() -> new TransferBody(
                        json("{'ids': ['" + ID + "'], 'ownerId': '" + ID + "', 'reason': 'spring'}"), false)));
    }

    @Test
    void timesAndTruthsAreReadStrictly() {
        var body = new Members(json("{'until': 'tomorrow', 'writing': 'yes'}"));
        assertNull(body.moment("until"));
        body.truth("writing");

        assertEquals(List.of("/until wrong-type", "/writing wrong-type"), faults(body::check));
    }
}
