package io.mortise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void idsAreVersionSevenAndAscendEvenInsideOneMillisecond() {
        var seen = new HashSet<UUID>();
        var last = new UUID(0, 0);
        long before = System.currentTimeMillis();

        for (int i = 0; i < 100_000; i++) {
            var id = Ids.next();

            assertEquals(7, id.version());
            assertEquals(2, id.variant());
            assertTrue(seen.add(id));
            assertTrue(Long.compareUnsigned(id.getMostSignificantBits(), last.getMostSignificantBits()) > 0);
            last = id;
        }

        long stamped = last.getMostSignificantBits() >>> 16;
        assertTrue(stamped >= before && stamped <= System.currentTimeMillis() + 100, "the stamp is this moment");
    }
}
