package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.ObjectCatalog.Parent;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The catalog tells what {@code module.json} of the serving modules says. */
class DeclaredObjectsTest {

    private static final String MODULE = """
            {"id": "shop", "name": {"en": "Shop"}, "description": {"en": "Shop"},
             "objects": [
               {"name": "order", "label": {"en": "Order"}, "table": "shop_order", "actions": []},
               {"name": "line", "label": {"en": "Line"}, "table": "shop_line", "shareable": true,
                "parent": {"object": "shop.order", "field": "ordered"},
                "fields": [
                  {"name": "ordered", "label": {}, "type": "record", "sensitivity": "internal", "columns": ["order_id"]},
                  {"name": "buyerPhone", "label": {}, "type": "text", "sensitivity": "contact", "mask": "phone"}],
                "actions": [{"name": "read", "label": {}, "risky": true}]}]}
            """;

    private final Worlds worlds = new Worlds();
    private final DeclaredObjects objects = new DeclaredObjects(worlds);

    private static World serving(String json) throws Exception {
        var descriptor = new JsonMapper().readValue(json, ModuleDescriptor.class);
        return new World(
                Map.of("shop", new Seat.Serving(new ModuleInstance(descriptor, "1.0.0", "0".repeat(64), null, null))),
                new World.Provider[0]);
    }

    @Test
    void teamsParentsColumnsAndMasksAreInTheCatalog() throws Exception {
        worlds.publish(serving(MODULE));

        ObjectType line = objects.object("shop.line").orElseThrow();
        ObjectType order = objects.object("shop.order").orElseThrow();

        assertTrue(line.shareable());
        assertEquals(new Parent("shop.order", "order_id"), line.parent());
        assertEquals(List.of("order_id"), line.field("ordered").orElseThrow().columns());
        assertEquals(
                List.of("buyer_phone"), line.field("buyerPhone").orElseThrow().columns());
        assertEquals("phone", line.field("buyerPhone").orElseThrow().mask());
        assertNull(line.field("ordered").orElseThrow().mask());
        assertFalse(order.shareable());
        assertNull(order.parent());
    }

    @Test
    void theVersionChangesWithWhatIsDeclaredAndOnlyThen() throws Exception {
        worlds.publish(serving(MODULE));
        long first = objects.version();
        worlds.publish(serving(MODULE));
        assertEquals(first, objects.version());

        worlds.publish(serving(MODULE.replace("\"mask\": \"phone\"", "\"mask\": \"tail4\"")));
        assertTrue(objects.version() > first);
        worlds.publish(World.empty());
        assertEquals(Optional.empty(), objects.object("shop.line"));
        assertTrue(objects.object("kernel.module").isPresent());
    }
}
