package io.mortise.kernel.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.message.Schedule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoNodesTest {

    @TempDir
    Path folder;

    @Test
    void twoNodesDeliverEachEventOnceInOrderAndNeverOneKeyAtTheSameTime() throws Exception {
        var postgres = new Postgres();
        DatabaseSettings database = postgres.next();
        House one = House.open(database, folder.resolve("one"));
        // Nodes over one database have one key file: an operator copies it, as here.
        Path keys = Path.of("data", "keys", "mortise.keys");
        Files.createDirectories(folder.resolve("two").resolve(keys).getParent());
        Files.copy(
                folder.resolve("one").resolve(keys),
                folder.resolve("two").resolve(keys),
                StandardCopyOption.COPY_ATTRIBUTES);
        House two = House.open(database, folder.resolve("two"));
        try {
            List<Happened> heard = new CopyOnWriteArrayList<>();
            Set<String> inside = ConcurrentHashMap.newKeySet();
            Set<String> collisions = ConcurrentHashMap.newKeySet();
            var first = new Careful(heard, inside, collisions);
            var second = new Careful(heard, inside, collisions);
            one.run("mail", first);
            two.run("mail", second);
            var shop = List.of(one.events(one.run("shop")), two.events(two.run("shop")));
            var report = new Works("report", Schedule.every(Duration.ofHours(1)));
            one.run("stock", report);
            two.run("stock", report);

            for (int i = 0; i < 40; i++) {
                for (int key = 0; key < 5; key++) {
                    var event = Happened.of("k" + key, i);
                    var house = i % 2 == 0 ? one : two;
                    var events = shop.get(i % 2);
                    house.write(() -> events.publish(event));
                }
            }

            House.await("nothing waits", () -> one.messaging().waitingDeliveries() == 0);
            House.await("the last ones are through", inside::isEmpty);
            for (int key = 0; key < 5; key++) {
                String name = "k" + key;
                assertEquals(
                        IntStream.range(0, 40).boxed().toList(),
                        heard.stream()
                                .filter(event -> event.key().equals(name))
                                .map(Happened::number)
                                .toList(),
                        name);
            }
            assertEquals(Set.of(), collisions);
            assertTrue(first.count() > 0 && second.count() > 0, "both nodes took part");
            House.await("the job", () -> !report.payloads.isEmpty());
            assertEquals(1, report.payloads.size());
        } finally {
            one.close();
            two.close();
            postgres.close();
        }
    }

    /** Notices when two deliveries of a key overlap. */
    private static final class Careful extends Hears {

        private final Set<String> inside;
        private final Set<String> collisions;
        private final List<Happened> own = new ArrayList<>();

        Careful(List<Happened> heard, Set<String> inside, Set<String> collisions) {
            super(heard);
            this.inside = inside;
            this.collisions = collisions;
        }

        @Override
        public void on(Happened event, io.mortise.message.Delivery delivery) throws Exception {
            if (!inside.add(event.key())) {
                collisions.add(event.key() + " " + event.number());
            }
            try {
                super.on(event, delivery);
                LockSupport.parkNanos(200_000);
                synchronized (own) {
                    own.add(event);
                }
            } finally {
                inside.remove(event.key());
            }
        }

        int count() {
            synchronized (own) {
                return own.size();
            }
        }
    }
}
