package io.mortise.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionTest {

    @Test
    void theWrittenFormReadsBack() {
        var permission = Permission.parse("customer.customer:bulk-edit");

        assertEquals(new Permission("customer.customer", "bulk-edit"), permission);
        assertEquals("customer", permission.module());
        assertEquals("customer.customer:bulk-edit", permission.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "customer",
                "customer.customer",
                "customer:edit",
                "Customer.customer:edit",
                "a.b:c d",
                "cu_s.x:y",
                "customer.customer:edit:x"
            })
    void anythingElseIsRefusedAndNamed(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Permission.parse(text));

        assertTrue(refusal.getMessage().contains("\""), refusal.getMessage());
    }

    @Test
    void nobodyIsTheCallerWhenTheKernelBoundNone() {
        assertEquals(Caller.Kind.NOBODY, Caller.current().kind());
        assertTrue(Caller.current().personId().isEmpty());
    }
}
