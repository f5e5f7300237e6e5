package io.mortise.kernel.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.Event;
import io.mortise.message.EventListener;
import io.mortise.message.Events;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepartureTest {

    @TempDir
    Path folder;

    @Test
    void aClosedInstanceIsCollectedThoughItPublishedAndHeardRecordsOfItsOwn() throws Exception {
        House house = House.open(DatabaseSettings.h2(), folder);
        try {
            List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                loaders.add(comeAndGo(house));
            }

            House.await("the class loaders are collected", () -> {
                System.gc();
                return loaders.stream().allMatch(loader -> loader.get() == null);
            });
            assertEquals(3, loaders.size());
        } finally {
            house.close();
        }
    }

    private static WeakReference<ClassLoader> comeAndGo(House house) throws Exception {
        var files = Map.of(file(Own.class), bytes(Own.class), file(OwnListener.class), bytes(OwnListener.class));
        ModuleInstance instance = house.install("own", List.of("own.Happened"), List.of(), files);
        Class<?> listenerClass = instance.loader().loadClass(OwnListener.class.getName());
        assertNotSame(OwnListener.class, listenerClass);
        var listener = (EventListener<?>) listenerClass.getConstructor().newInstance();
        instance.bundle().getBundleContext().registerService(EventListener.class, listener, null);
        house.messaging().assemble(instance);
        house.publish(instance);
        Events events = house.events(instance);
        var event = (Event) instance.loader()
                .loadClass(Own.class.getName())
                .getConstructor(String.class, Instant.class, Optional.class, List.class)
                .newInstance("k", Instant.EPOCH, Optional.of("x"), List.of(Duration.ofSeconds(1)));

        house.write(() -> events.publish(event));
        House.await("it was heard", () -> String.valueOf(listener).equals("heard k"));
        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
        house.switchOff(instance);
        house.remove(instance);
        return new WeakReference<>(instance.loader());
    }

    private static String file(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(Class<?> type) throws Exception {
        try (InputStream in = type.getClassLoader().getResourceAsStream(file(type))) {
            return in.readAllBytes();
        }
    }
}
