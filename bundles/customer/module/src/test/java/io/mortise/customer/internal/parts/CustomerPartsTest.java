package io.mortise.customer.internal.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Permission;
import io.mortise.customer.internal.domain.CustomerPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CustomerPartsTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    /** So many rows of each customer, in memory. */
    private record Rows(String name, List<UUID> ids) implements CustomerPart {
        @Override
        public long count(Permission permission, Collection<UUID> customers) {
            return ids.size();
        }

        @Override
        public Set<UUID> used(Permission permission, Collection<UUID> customers) {
            return ids.isEmpty() ? Set.of() : Set.of(ids.getFirst());
        }

        @Override
        public int delete(Permission permission, UUID batch, Collection<UUID> customers) {
            return ids.size();
        }

        @Override
        public int restore(Permission permission, UUID batch, Collection<UUID> customers) {
            return ids.size();
        }

        @Override
        public long inBin(Permission permission, UUID batch, Collection<UUID> customers) {
            return ids.size();
        }

        @Override
        public int purge(Permission permission, Collection<UUID> customers) {
            return ids.size();
        }

        @Override
        public List<UUID> repoint(Permission permission, UUID from, UUID to) {
            return ids;
        }

        @Override
        public int repointBack(Permission permission, UUID from, UUID to, Collection<UUID> moved) {
            return moved.size();
        }
    }

    @Test
    void theRegistryWaitsForEveryPartThatTheModuleHas() throws IOException {
        Path components = Path.of("target/classes/OSGI-INF");
        int files = 0;
        int parts = 0;
        try (var all = Files.list(components)) {
            for (Path file : all.toList()) {
                files++;
                if (Files.readString(file).contains("<provide interface=\"" + CustomerPart.class.getName() + "\"/>")) {
                    parts++;
                }
            }
        }
        assertTrue(files > 10, "only " + files + " components were seen");
        assertEquals(parts, CustomerParts.PARTS, "write the number of parts into CustomerParts.PARTS");
        assertTrue(Files.readString(components.resolve(CustomerParts.class.getName() + ".xml"))
                .contains("\"part.cardinality.minimum\" type=\"Integer\" value=\"" + CustomerParts.PARTS + "\""));
    }

    @Test
    void answersNameThePartsThatHaveSomething() {
        var parts = new CustomerParts(List.of(
                new Rows("plans", List.of(TWO)),
                new Rows("comments", List.of()),
                new Rows("contacts", List.of(ONE, TWO))));

        assertEquals(Map.of("contacts", 2L, "plans", 1L), parts.count(CustomerPermissions.READ, List.of(ONE)));
        assertEquals(
                Map.of("contacts", List.of(ONE, TWO), "plans", List.of(TWO)),
                parts.repoint(CustomerPermissions.EDIT, ONE, TWO));
        assertEquals(
                Map.of("contacts", 1),
                parts.repointBack(CustomerPermissions.EDIT, ONE, TWO, Map.of("contacts", List.of(TWO))));
        assertEquals(Set.of(ONE, TWO), parts.used(CustomerPermissions.IMPORT, List.of(ONE, TWO)));
        assertEquals(Map.of(), parts.open(CustomerPermissions.READ, ONE, List.of(TWO)));
        assertEquals(Map.of(), parts.handOver(CustomerPermissions.TRANSFER, ONE, Map.of(ONE, TWO)));
    }

    @Test
    void twoPartsOfOneNameAreAMistake() {
        List<CustomerPart> same = List.of(new Rows("plans", List.of()), new Rows("plans", List.of()));
        assertThrows(IllegalStateException.class, () -> new CustomerParts(same));
    }
}
