package io.mortise.customer.internal.pools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTextTest {

    private static final String WHOLE = """
            {"name":"East","on":false,"order":3,"admins":["00000000-0000-0000-0000-000000000001"],
             "members":["everybody","role:00000000-0000-0000-0000-000000000002"],"visible":["name","phone"],
             "masked":{"phone":"phone"},"recycle":[{"basis":"follow-up","days":30,"warnDays":7,"grades":["A"],
             "departments":["00000000-0000-0000-0000-000000000003"]},{"basis":"deal","days":1,"warnDays":0,"grades":[],
             "departments":[]}],"claimsPerDay":5,"viewsPerDay":6,"previousOwnerDays":7,"newRecordHours":8}
            """;

    private static PoolText.Sent sent(String json) throws JsonProcessingException {
        return PoolText.sent(new ObjectMapper().readTree(json));
    }

    @Test
    void whatWasSentIsStoredAndReadAgainAsItWas() throws JsonProcessingException {
        PoolText.Sent sent = sent(WHOLE);

        assertEquals(
                sent.setup(), PoolText.stored(PoolText.written(sent.setup()).toString()));
        assertEquals("East", sent.name());
        assertEquals(7, sent.setup().recycle().getFirst().warnDays());
    }

    @Test
    void everyFaultIsToldAtItsPlaceWhateverWasSent() throws JsonProcessingException {
        for (String hostile : List.of(
                "[]",
                "\"x\"",
                "{}",
                "{\"name\":\"x\",\"recycle\":{}}",
                "{\"name\":\"x\",\"recycle\":[null]}",
                "{\"name\":\"x\",\"recycle\":[{\"basis\":\"deal\",\"days\":1e30}]}",
                "{\"name\":\"x\",\"members\":[1]}",
                "{\"name\":\"x\",\"admins\":[\"nobody\"]}",
                "{\"name\":\"x\",\"masked\":null}",
                "{\"name\":\"x\",\"masked\":{\"a/b~c\":\"all\"}}",
                "{\"name\":\"x\",\"visible\":[\"name\"],\"masked\":{\"name\":{}}}",
                "{\"name\":\"x\",\"order\":-1}",
                "{\"name\":\"" + "x".repeat(101) + "\"}")) {
            ProblemException refused = assertThrows(ProblemException.class, () -> sent(hostile), hostile);

            assertEquals("invalid-request", refused.problem().type());
        }
        ProblemException refused = assertThrows(
                ProblemException.class,
                () -> sent("{\"name\":\"x\",\"recycle\":[{\"basis\":\"deal\",\"days\":3,\"warnDays\":3}]}"));
        assertTrue(
                faults(refused).contains("/recycle/0/warnDays"), faults(refused).toString());
    }

    private static List<String> faults(ProblemException refused) {
        return refused.problem().faults().stream().map(FieldFault::pointer).toList();
    }

    @Test
    void aMaskNeverShowsMoreThanItSays() {
        assertEquals("****", PoolMask.ALL.apply("x"));
        assertEquals("张****", PoolMask.NAME.apply("张三丰"));
        assertEquals("****", PoolMask.NAME.apply("张"));
        assertEquals("****5678", PoolMask.TAIL4.apply("12345678"));
        assertEquals("****", PoolMask.TAIL4.apply("1234567"));
        assertEquals("86138****8000", PoolMask.PHONE.apply("+86 138 0013 8000"));
        assertEquals("138****8000", PoolMask.PHONE.apply("13800138000"));
        assertEquals("****", PoolMask.PHONE.apply("110"));
    }
}
