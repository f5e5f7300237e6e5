package io.mortise.kernel.messaging;

import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.message.Events;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures, by hand: how many events a second are published and delivered on H2, one transaction each. */
final class DeliveryRate {

    private DeliveryRate() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("mortise-rate");
        House house = House.open(
                arguments.length > 0
                        ? DatabaseSettings.postgresql(arguments[0], "postgres", "postgres")
                        : DatabaseSettings.h2(),
                folder);
        var hears = new java.util.concurrent.atomic.LongAdder();
        Events events = house.events(house.run("shop"));
        var mail = house.run("mail", new Counts(hears));
        for (int round = 0; round < 3; round++) {
            house.switchOff(mail);
            int many = 6000;
            long start = System.nanoTime();
            for (int i = 0; i < many; i += 100) {
                int from = i;
                house.write(() -> {
                    for (int j = from; j < from + 100; j++) {
                        events.publish(Happened.of("k" + j % 2000, j));
                    }
                });
            }
            long published = System.nanoTime();
            long before = hears.sum();
            house.publish(mail);
            while (hears.sum() < before + many) {
                Thread.sleep(1);
            }
            long delivered = System.nanoTime();
            System.out.printf(
                    "published %,d/s, delivered %,d/s%n",
                    many * 1_000_000_000L / (published - start), many * 1_000_000_000L / (delivered - published));
        }
        house.close();
        System.exit(0);
    }

    private static final class Counts extends Hears {

        private final java.util.concurrent.atomic.LongAdder count;

        Counts(java.util.concurrent.atomic.LongAdder count) {
            this.count = count;
        }

        @Override
        public void on(Happened event, io.mortise.message.Delivery delivery) {
            count.increment();
        }
    }
}
