package io.mortise.customer.internal.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerKind;
import io.mortise.customer.ExternalReference;
import io.mortise.customer.NewCustomer;
import io.mortise.data.Money;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CustomerFieldsTest {

    private static final CustomerDetails FULL = CustomerDetails.named("Aurora")
            .legalName("Aurora Ltd")
            .creditCode("91350100M000100Y43")
            .kind(CustomerKind.PERSON)
            .grade("A")
            .industry("retail")
            .scale("big")
            .region("China")
            .parentName("Dawn")
            .phone("+8613800138000")
            .revenue(new Money(1, "CNY"))
            .employees(2)
            .foundingYear(1999)
            .build();

    @Test
    void theFieldsOfTheModuleAreThoseOfTheApi() {
        assertEquals(
                CustomerDetails.FIELDS,
                Arrays.stream(DetailField.values()).map(DetailField::key).collect(Collectors.toSet()));
        assertEquals(CustomerDetails.FIELDS.size(), CustomerDetails.class.getRecordComponents().length);
    }

    @Test
    void eachFieldIsTakenAloneByAMerge() {
        CustomerDetails empty = CustomerDetails.named("Nova").build();

        for (DetailField field : DetailField.values()) {
            CustomerDetails merged = CustomerRules.merge(empty, FULL, Set.of(field.key()));

            assertEquals(field.value(FULL), field.value(merged), field.key());
            assertEquals(Set.of(field.key()), Set.copyOf(CustomerRules.differences(empty, merged)));
        }
        assertEquals(FULL, CustomerRules.merge(empty, FULL, CustomerDetails.FIELDS));
    }

    @Test
    void whatTheCallerDidNotGiveIsTheModulesDoing() {
        var bare = NewCustomer.of(CustomerDetails.named("Nova").build(), "api");
        var full = new NewCustomer(FULL, "api", null, null, new ExternalReference("erp", "1"));

        assertEquals(Set.of("name"), CustomerFields.given(bare));
        assertTrue(CustomerFields.derived(CustomerFields.given(bare)).containsAll(Set.of("kind", "ownerId", "phone")));
        assertTrue(CustomerFields.given(full).containsAll(CustomerDetails.FIELDS));
        assertTrue(CustomerFields.given(full).contains("external"));
        assertFalse(CustomerFields.derived(CustomerFields.given(full)).contains("phone"));
    }
}
