package io.mortise.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Events and {@link Organisation} reach modules that ask for no permission: what they carry must be innocent. */
class WhatOthersAreToldTest {

    private static Set<String> members(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eventsCarryIdsAlone() {
        List<Class<?>> events = List.of(IdentityEvent.class.getPermittedSubclasses());

        assertTrue(events.size() >= 4, "saw only " + events);
        events.forEach(event -> assertEquals(Set.of("person"), members(event), event.getName()));
    }

    @Test
    void aSubjectHoldsWhatDecisionsRestOnAndNoContacts() {
        assertEquals(
                new TreeSet<>(Set.of(
                        "id",
                        "name",
                        "status",
                        "mainDepartment",
                        "departments",
                        "heads",
                        "positions",
                        "tags",
                        "manager")),
                members(Subject.class));
    }
}
