package io.mortise.kernel.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Caller;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.FaultPoint;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.Events;
import io.mortise.rest.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What events promise, on every database. */
abstract class EventsContract {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    Path folder;

    private House house;

    abstract DatabaseSettings database() throws Exception;

    @BeforeEach
    void open() throws Exception {
        house = House.open(database(), folder);
    }

    @AfterEach
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
    }

    private void publish(Events events, Happened event) {
        house.write(() -> events.publish(event));
    }

    @Test
    void aCommittedEventArrivesWithItsCircumstances() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        house.run("mail", hears);
        var event = new Happened(
                "k", 7, java.time.Instant.parse("2026-11-22T08:00:00.123456Z"), java.util.Optional.of("榫"));

        ScopedValue.where(CallerBinding.CURRENT, Callers.operator(Locale.ENGLISH, TRACE))
                .run(() -> publish(events, event));

        House.await("the event", () -> hears.heard.size() == 1);
        assertEquals(event, hears.heard.getFirst());
        assertEquals(3, hears.deliveries.getFirst().schema());
        assertEquals(1, hears.deliveries.getFirst().attempt());
        assertEquals("operator", hears.deliveries.getFirst().causedBy());
        assertEquals(Caller.Kind.MODULE, hears.callers.getFirst().kind());
        assertEquals("module:mail", hears.callers.getFirst().id());
        assertEquals(TRACE, hears.callers.getFirst().traceId());
        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
    }

    @Test
    void workThatIsRolledBackPublishesNothing() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        house.run("mail", hears);

        assertThrows(
                IllegalStateException.class,
                () -> house.write(() -> {
                    events.publish(Happened.of("k", 1));
                    throw new IllegalStateException("changed my mind");
                }));
        publish(events, Happened.of("k", 2));

        House.await("the second", () -> !hears.heard.isEmpty());
        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
        assertEquals(List.of(2), hears.numbers("k"));
    }

    @Test
    void eventsOfOneKeyArriveInTheOrderOfTheirCommitsUnderConcurrentPublishers() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        house.run("mail", hears);
        var oracle = new HashMap<String, List<Integer>>();
        for (int key = 0; key < 4; key++) {
            oracle.put("k" + key, new CopyOnWriteArrayList<>());
        }
        var threads = new ArrayList<Thread>();
        for (int publisher = 0; publisher < 6; publisher++) {
            int from = publisher * 1000;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 40; i++) {
                    int number = from + i;
                    String key = "k" + i % 4;
                    house.write(() -> {
                        events.publish(Happened.of(key, number));
                        // From here to the commit this work is alone with the key.
                        oracle.get(key).add(number);
                    });
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        House.await("all", () -> hears.heard.size() >= 240);
        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
        oracle.forEach((key, numbers) -> assertEquals(numbers, hears.numbers(key), key));
    }

    @Test
    void eventsWaitWhileTheListenerIsOffAndComeInOrderWhenItIsBack() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        ModuleInstance mail = house.run("mail", hears);
        publish(events, Happened.of("k", 0));
        House.await("the first", () -> hears.heard.size() == 1);
        house.switchOff(mail);
        house.remove(mail);

        for (int i = 1; i <= 20; i++) {
            publish(events, Happened.of("k", i));
        }
        house.restartMessaging();
        assertEquals(20, house.messaging().waitingDeliveries());
        assertTrue(house.messaging().oldestWaiting().isPositive());
        var back = new Hears();
        house.run("mail", back);

        House.await("all", () -> back.heard.size() == 20);
        assertEquals(IntStream.rangeClosed(1, 20).boxed().toList(), back.numbers("k"));
        assertEquals(List.of(0), hears.numbers("k"));
    }

    @Test
    void aNewListenerGetsOnlyWhatHappensAfterItsInstallation() throws Exception {
        Events events = house.events(house.run("shop"));
        publish(events, Happened.of("k", 1));
        var hears = new Hears();
        house.run("mail", hears);

        publish(events, Happened.of("k", 2));

        House.await("the second", () -> !hears.heard.isEmpty());
        assertEquals(List.of(2), hears.numbers("k"));
    }

    @Test
    void swapsOfTheListenerDuringAStreamLoseNothingAndKeepTheOrder() throws Exception {
        Events events = house.events(house.run("shop"));
        List<Happened> heard = new CopyOnWriteArrayList<>();
        house.run("mail", new Hears(heard));
        int keys = 5;
        int each = 60;
        var finished = new AtomicBoolean();
        Thread publisher = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < each; i++) {
                for (int key = 0; key < keys; key++) {
                    publish(events, Happened.of("k" + key, i));
                }
            }
            finished.set(true);
        });

        int swaps = 0;
        while (!finished.get() || swaps < 8) {
            int before = heard.size();
            ModuleInstance next = house.prepare("mail", new Hears(heard));
            house.remove(house.publish(next));
            swaps++;
            House.await("the new instance hears", () -> heard.size() > before || finished.get());
        }
        publisher.join();

        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
        for (int key = 0; key < keys; key++) {
            String name = "k" + key;
            assertEquals(
                    IntStream.range(0, each).boxed().toList(),
                    heard.stream()
                            .filter(one -> one.key().equals(name))
                            .map(Happened::number)
                            .toList(),
                    name);
        }
    }

    @Test
    void aFailureIsRetriedAndHoldsBackItsKeyAlone() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        hears.refuses = event -> event.number() == 1;
        house.run("mail", hears);

        publish(events, Happened.of("slow", 1));
        publish(events, Happened.of("slow", 2));
        publish(events, Happened.of("quick", 3));

        House.await("the other key", () -> hears.numbers("quick").equals(List.of(3)));
        House.await(
                "a second try",
                () -> hears.tried.stream().filter(one -> one.number() == 1).count() >= 2);
        assertEquals(List.of(), hears.numbers("slow"));
        hears.refuses = event -> false;
        House.await("the rest", () -> hears.numbers("slow").equals(List.of(1, 2)));
        assertEquals(
                3,
                hears.deliveries.stream()
                        .filter(one -> one.attempt() > 1)
                        .findFirst()
                        .orElseThrow()
                        .attempt());
        assertEquals(0, house.messaging().deadLetters());
    }

    @Test
    void aDeadLetterBlocksItsKeyUntilItIsRepeated() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        hears.refuses = event -> event.number() == 1;
        house.run("mail", hears);
        publish(events, Happened.of("k", 1));
        publish(events, Happened.of("k", 2));
        DeadLetterResource letters = letters();

        House.await("a dead letter", () -> house.messaging().deadLetters() == 1);
        var letter = letters.page(10, null).items().getFirst();
        assertEquals(
                "event mail shop.Happened k 3",
                letter.kind() + " " + letter.module() + " " + letter.name() + " " + letter.key() + " "
                        + letter.attempts());
        assertTrue(letter.error().contains("refused k 1"), letter.error());
        publish(events, Happened.of("other", 9));
        House.await("another key", () -> hears.numbers("other").equals(List.of(9)));
        assertEquals(List.of(), hears.numbers("k"));
        house.restartMessaging();
        publish(events(house, "shop"), Happened.of("k", 3));
        hears.refuses = event -> false;
        letters().repeat(letter.id().toString());

        House.await("all", () -> hears.numbers("k").equals(List.of(1, 2, 3)));
        assertEquals(0, house.messaging().deadLetters());
        var gone = assertThrows(
                ProblemException.class, () -> letters().repeat(letter.id().toString()));
        assertEquals(404, gone.problem().status());
    }

    @Test
    void aDiscardedDeadLetterLetsTheNextOneGo() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        hears.refuses = event -> event.number() == 1;
        house.run("mail", hears);
        publish(events, Happened.of("k", 1));
        publish(events, Happened.of("k", 2));
        House.await("a dead letter", () -> house.messaging().deadLetters() == 1);

        letters().discard(letters().page(10, null).items().getFirst().id().toString());

        House.await("the next", () -> hears.numbers("k").equals(List.of(2)));
        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
    }

    @Test
    void deadLettersComeInPages() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        hears.refuses = event -> true;
        house.run("mail", hears);
        for (int i = 0; i < 5; i++) {
            publish(events, Happened.of("k" + i, i));
        }
        House.await("five", () -> house.messaging().deadLetters() == 5);

        var keys = new ArrayList<String>();
        String after = null;
        int pages = 0;
        do {
            var page = letters().page(2, after);
            page.items().forEach(one -> keys.add(one.key()));
            after = page.next();
            pages++;
        } while (after != null);

        assertEquals(3, pages);
        assertEquals(
                List.of("k0", "k1", "k2", "k3", "k4"), keys.stream().sorted().toList());
        assertThrows(ProblemException.class, () -> letters().page(2, "strange"));
        assertThrows(ProblemException.class, () -> letters().page(0, null));
        var listener = backlog().events("mail").items().getFirst();
        assertEquals(5, listener.waiting());
        assertEquals(5, listener.blockedKeys());
    }

    @Test
    void whatADeliveryWroteIsUndoneWhenItFailsAtTheEnd() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        ModuleInstance mail = house.run("mail", new Publishes(), hears);
        var second = new HearsMail();
        house.run("log", second);
        Publishes.events = house.events(mail);

        AutoCloseable fault = FaultPoint.arm("messaging.delivered", new IllegalStateException("died"));
        try {
            publish(events, Happened.of("k", 1));
            House.await("a second try", () -> hears.tried.size() >= 2);
            assertEquals(List.of(), second.heard);
        } finally {
            fault.close();
        }

        House.await("what it published", () -> second.heard.size() == 1);
        House.await("nothing waits", () -> house.messaging().waitingDeliveries() == 0);
        assertEquals(1, second.heard.size());
    }

    @Test
    void anUninstalledListenerLeavesNothing() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        ModuleInstance mail = house.run("mail", hears);
        house.switchOff(mail);
        publish(events, Happened.of("k", 1));
        assertEquals(1, house.messaging().waitingDeliveries());

        house.messaging().forget("mail");
        publish(events, Happened.of("k", 2));

        assertEquals(0, house.messaging().waitingDeliveries());
        assertEquals(List.of(), backlog().events(null).items());
    }

    @Test
    void whatModuleJsonDoesNotSayIsRefused() throws Exception {
        var undeclared = assertThrows(
                IllegalStateException.class, () -> house.prepare("mail", List.of(), List.of(), new Hears()));
        assertTrue(undeclared.getMessage().contains("does not declare shop.Happened"), undeclared.getMessage());
        var missing = assertThrows(
                IllegalStateException.class, () -> house.prepare("mail", List.of("shop.Happened"), List.of()));
        assertTrue(missing.getMessage().contains("no active component"), missing.getMessage());
        var job = assertThrows(
                IllegalStateException.class,
                () -> house.prepare("mail", List.of(), List.of(), Works.onDemand("clean-up")));
        assertTrue(job.getMessage().contains("does not declare clean-up"), job.getMessage());
        Events foreign = house.events(house.run("mail"));
        assertThrows(IllegalArgumentException.class, () -> publish(foreign, Happened.of("k", 1)));
        Events events = house.events(house.run("shop"));
        assertThrows(IllegalStateException.class, () -> events.publish(Happened.of("k", 1)));
        assertThrows(
                IllegalStateException.class,
                () -> house.database.units().read(() -> {
                    events.publish(Happened.of("k", 1));
                    return true;
                }));
        assertThrows(IllegalArgumentException.class, () -> publish(events, Happened.of("", 1)));
    }

    @Test
    void anIdleHouseHoldsNoLane() throws Exception {
        Events events = house.events(house.run("shop"));
        var hears = new Hears();
        house.run("mail", hears);
        for (int i = 0; i < 30; i++) {
            publish(events, Happened.of("k" + i, i));
        }

        House.await("all", () -> hears.heard.size() == 30);

        House.await(
                "no lane is left",
                () -> new Backlog(house.database.units()).count("select count(*) from kernel_messaging_lane") == 0);
    }

    /** Publishes on, from within a delivery. */
    private static final class Publishes implements io.mortise.message.EventListener<Happened> {

        private static volatile Events events;
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Class<Happened> event() {
            return Happened.class;
        }

        @Override
        public void on(Happened event, io.mortise.message.Delivery delivery) {
            events.publish(new MailHappened(event.key(), count.incrementAndGet()));
        }
    }

    @io.mortise.message.EventName("mail.Happened")
    record MailHappened(String key, int count) implements io.mortise.message.Event {}

    private static final class HearsMail implements io.mortise.message.EventListener<MailHappened> {

        private final List<MailHappened> heard = new CopyOnWriteArrayList<>();

        @Override
        public Class<MailHappened> event() {
            return MailHappened.class;
        }

        @Override
        public void on(MailHappened event, io.mortise.message.Delivery delivery) {
            heard.add(event);
        }
    }

    private static Events events(House house, String module) {
        return house.events(house.worlds.current().serving(module).orElseThrow());
    }

    private DeadLetterResource letters() {
        return (DeadLetterResource) house.messaging().resources().getFirst();
    }

    private BacklogResource backlog() {
        return (BacklogResource) house.messaging().resources().getLast();
    }
}
