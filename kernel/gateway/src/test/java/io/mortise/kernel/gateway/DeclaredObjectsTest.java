package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.ObjectCatalog.Parent;
import io.mortise.kernel.spi.FieldsAtRunTime;
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
        return serving(instance(json));
    }

    private static ModuleInstance instance(String json) throws Exception {
        var descriptor = new JsonMapper().readValue(json, ModuleDescriptor.class);
        return new ModuleInstance(descriptor, "1.0.0", "0".repeat(64), null, null);
    }

    private static World serving(ModuleInstance instance) {
        return new World(Map.of("shop", new Seat.Serving(instance)), new World.Provider[0]);
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

    @Test
    void liveFieldsAreInTheCatalogFromTheMomentTheyAreSaidAndGoWithTheirInstance() throws Exception {
        ModuleInstance instance = instance(MODULE);
        var live = new FieldsAtRunTime();
        instance.attach(FieldsAtRunTime.class, live);
        worlds.publish(serving(instance));
        long first = objects.version();
        var level = new ModuleDescriptor.Field(
                "custom.level", Map.of("en", "Level"), "choice", "internal", List.of("x_t1"), null);

        live.say("shop.line", List.of(level));
        assertEquals(
                List.of("x_t1"),
                objects.object("shop.line")
                        .orElseThrow()
                        .field("custom.level")
                        .orElseThrow()
                        .columns());
        assertTrue(objects.object("shop.order").orElseThrow().fields().isEmpty());
        long second = objects.version();
        assertTrue(second > first);
        live.say("shop.line", List.of(level));
        assertEquals(second, objects.version());

        worlds.publish(serving(MODULE));
        assertEquals(Optional.empty(), objects.object("shop.line").orElseThrow().field("custom.level"));
        assertTrue(objects.version() > second);
    }
}
