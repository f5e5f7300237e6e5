package io.mortise.kernel.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Caller;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.Jobs;
import io.mortise.message.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs promise, on every database. */
abstract class JobsContract {

    @TempDir
    Path folder;

    private House house;
    private final HandClock clock = new HandClock(Instant.parse("2026-11-22T02:59:00Z"));

    abstract DatabaseSettings database() throws Exception;

    private House open() throws Exception {
        house = House.open(database(), folder);
        return house;
    }

    @AfterEach
    void close() throws Exception {
        if (house != null) {
            house.close();
        }
    }

    private List<BacklogResource.JobRunView> runs() {
        return ((BacklogResource) house.messaging().resources().getLast())
                .jobs(null, 50, null)
                .items();
    }

    private DeadLetterResource letters() {
        return (DeadLetterResource) house.messaging().resources().getFirst();
    }

    @Test
    void anEnqueuedRunHappensOnceAsTheModule() throws Exception {
        open();
        var works = Works.onDemand("send");
        Set<String> callers = ConcurrentHashMap.newKeySet();
        works.step = run -> {
            callers.add(Caller.current().id());
            assertFalse(house.database.units().active());
        };
        Jobs jobs = house.jobs(house.run("mail", works));

        assertTrue(jobs.enqueue("send", "a", "{\"to\":1}", Duration.ZERO));

        House.await("the run", () -> works.payloads.size() == 1);
        House.await("nothing waits", () -> house.messaging().waitingRuns() == 0);
        assertEquals(List.of("{\"to\":1}"), works.payloads);
        assertEquals(Set.of("module:mail"), callers);
    }

    @Test
    void workThatIsRolledBackEnqueuesNothing() throws Exception {
        open();
        var works = Works.onDemand("send");
        Jobs jobs = house.jobs(house.run("mail", works));

        assertThrows(
                IllegalStateException.class,
                () -> house.write(() -> {
                    assertTrue(jobs.enqueue("send", "a", "1", Duration.ZERO));
                    throw new IllegalStateException("changed my mind");
                }));
        house.write(() -> assertTrue(jobs.enqueue("send", "a", "2", Duration.ZERO)));

        House.await("the second", () -> works.payloads.contains("2"));
        House.await("nothing waits", () -> house.messaging().waitingRuns() == 0);
        assertEquals(List.of("2"), works.payloads);
    }

    @Test
    void oneRunPerKeyWaitsAndOneHappens() throws Exception {
        open();
        var works = Works.onDemand("send");
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        works.step = run -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            entered.countDown();
            go.await();
            inside.decrementAndGet();
        };
        Jobs jobs = house.jobs(house.run("mail", works));

        assertTrue(jobs.enqueue("send", "a", "1", Duration.ofHours(1)));
        assertFalse(jobs.enqueue("send", "a", "2", Duration.ZERO));
        assertTrue(jobs.enqueue("send", "b", "3", Duration.ZERO));
        entered.await();
        assertTrue(jobs.enqueue("send", "b", "4", Duration.ZERO), "the other is running, not waiting");
        assertFalse(jobs.enqueue("send", "b", "5", Duration.ZERO));
        assertEquals(3, house.messaging().waitingRuns());
        go.countDown();

        House.await(
                "both of b",
                () -> works.payloads.size() == 2 && house.messaging().waitingRuns() == 1);
        assertEquals(List.of("3", "4"), works.payloads);
        assertEquals(1, most.get());
        assertEquals("waiting", runs().getFirst().state());
    }

    @Test
    void aRunningJobIsDrainedAndItsRunGoesOnInTheSuccessor() throws Exception {
        open();
        var old = Works.onDemand("send");
        var entered = new CountDownLatch(1);
        old.step = run -> {
            entered.countDown();
            while (!run.stopRequested()) {
                LockSupport.parkNanos(1_000_000);
            }
        };
        Jobs jobs = house.jobs(house.run("mail", old));
        jobs.enqueue("send", "a", "1", Duration.ZERO);
        entered.await();

        var next = Works.onDemand("send");
        var attempts = new AtomicInteger();
        next.step = run -> attempts.set(run.attempt());
        house.remove(house.publish(house.prepare("mail", next)));

        House.await("the successor", () -> next.payloads.equals(List.of("1")));
        House.await("nothing waits", () -> house.messaging().waitingRuns() == 0);
        assertEquals(1, attempts.get());
        assertEquals(List.of("1"), old.payloads);
    }

    @Test
    void aRunWaitsWhileTheModuleIsOff() throws Exception {
        open();
        var works = Works.onDemand("send");
        ModuleInstance mail = house.run("mail", works);
        Jobs jobs = house.jobs(mail);
        house.switchOff(mail);

        jobs.enqueue("send", "a", "1", Duration.ZERO);
        House.await("it is put off", () -> runs().getFirst().state().equals("module-off"));
        assertEquals(List.of(), works.payloads);
        assertEquals(0, runs().getFirst().attempts());
        house.restartMessaging();
        house.publish(mail);

        House.await("the run", () -> works.payloads.equals(List.of("1")));
    }

    @Test
    void aRunThatFailsIsRetriedAndThenADeadLetterThatCanBeRepeated() throws Exception {
        open();
        var works = Works.onDemand("send");
        works.step = run -> {
            throw new IllegalStateException("no line on attempt " + run.attempt());
        };
        Jobs jobs = house.jobs(house.run("mail", works));

        jobs.enqueue("send", "a", "1", Duration.ZERO);

        House.await("a dead letter", () -> house.messaging().deadLetters() == 1);
        var letter = letters().page(10, null).items().getFirst();
        assertEquals(
                "job mail send a 3",
                letter.kind() + " " + letter.module() + " " + letter.name() + " " + letter.key() + " "
                        + letter.attempts());
        assertTrue(letter.error().contains("no line on attempt 3"), letter.error());
        assertEquals(3, works.payloads.size());
        assertEquals("dead", runs().getFirst().state());
        works.step = run -> {};
        letters().repeat(letter.id().toString());
        House.await("the repetition", () -> works.payloads.size() == 4);
        House.await("nothing waits", () -> house.messaging().waitingRuns() == 0);
        assertEquals(0, house.messaging().deadLetters());
    }

    @Test
    void aDiscardedRunIsGone() throws Exception {
        open();
        var works = Works.onDemand("send");
        works.step = run -> {
            throw new IllegalStateException("never");
        };
        house.jobs(house.run("mail", works)).enqueue("send", "a", "1", Duration.ZERO);
        House.await("a dead letter", () -> house.messaging().deadLetters() == 1);

        letters().discard(letters().page(10, null).items().getFirst().id().toString());

        assertEquals(0, house.messaging().deadLetters());
        assertEquals(List.of(), runs());
    }

    @Test
    void aDailyJobRunsWhenTheClockComesToItsTime() throws Exception {
        house = House.open(database(), folder, clock);
        var works = new Works("report", Schedule.daily(LocalTime.of(3, 0)));
        house.run("mail", works);
        House.await("the schedule", () -> runs().size() == 1);
        assertEquals(Instant.parse("2026-11-22T03:00:00Z"), runs().getFirst().nextAt());
        assertEquals("daily 03:00", runs().getFirst().schedule());
        assertEquals(List.of(), works.payloads);

        setClock("2026-11-22T03:00:01Z");

        House.await("the run", () -> works.payloads.equals(List.of("{}")));
        House.await(
                "tomorrow",
                () -> Instant.parse("2026-11-23T03:00:00Z")
                        .equals(runs().getFirst().nextAt()));
    }

    @Test
    void theScheduleOfANewVersionTakesEffectAndADroppedOneEnds() throws Exception {
        house = House.open(database(), folder, clock);
        house.run("mail", new Works("report", Schedule.daily(LocalTime.of(3, 0))));
        House.await("the schedule", () -> runs().size() == 1);

        var hourly = new Works("report", Schedule.every(Duration.ofHours(1)));
        house.remove(house.publish(house.prepare("mail", hourly)));
        House.await(
                "the new schedule", () -> "every PT1H".equals(runs().getFirst().schedule()));
        assertEquals(Instant.parse("2026-11-22T03:59:00Z"), runs().getFirst().nextAt());
        setClock("2026-11-22T03:59:00Z");
        House.await("a run", () -> hourly.payloads.size() == 1);
        House.await(
                "the next",
                () -> Instant.parse("2026-11-22T04:59:00Z")
                        .equals(runs().getFirst().nextAt()));

        house.remove(house.publish(house.prepare("mail", Works.onDemand("report"))));
        House.await("no schedule", () -> runs().isEmpty());
    }

    @Test
    void aScheduledJobThatDiesGoesOnAndItsDeadRunCanBeRepeated() throws Exception {
        open();
        var works = new Works("report", Schedule.every(Duration.ofHours(1)));
        works.step = run -> {
            throw new IllegalStateException("never");
        };
        house.run("mail", works);

        House.await("a dead letter", () -> house.messaging().deadLetters() == 1);
        House.await(
                "the next run",
                () -> runs().stream().anyMatch(run -> run.state().equals("waiting")));
        assertEquals(3, works.payloads.size());
        works.step = run -> {};
        letters().repeat(letters().page(10, null).items().getFirst().id().toString());

        House.await("the repetition", () -> works.payloads.size() == 4 && runs().size() == 1);
        assertEquals("every PT1H", runs().getFirst().schedule());
    }

    @Test
    void whatCantBeKeptIsRefused() throws Exception {
        open();
        Jobs jobs = house.jobs(house.run("mail", Works.onDemand("send")));

        assertThrows(IllegalArgumentException.class, () -> jobs.enqueue("other", "a", "{}", Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> jobs.enqueue("send", "", "{}", Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> jobs.enqueue("send", "@schedule", "{}", Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> jobs.enqueue("send", "a", "{", Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> jobs.enqueue("send", "a", "", Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> jobs.enqueue("send", "a", "{}", Duration.ofSeconds(-1)));
    }

    @Test
    void anUninstalledModuleLeavesNoRun() throws Exception {
        open();
        ModuleInstance mail = house.run("mail", Works.onDemand("send"));
        house.jobs(mail).enqueue("send", "a", "1", Duration.ofHours(1));
        house.switchOff(mail);

        house.messaging().forget("mail");

        assertEquals(List.of(), runs());
        assertEquals(0, new Backlog(house.database.units()).count("select count(*) from kernel_messaging_task"));
    }

    /**
     * The scheduler measures its pauses with the same clock: a look that began before the jump would be followed by a pause
     * that no standing clock ends.
     */
    private void setClock(String time) {
        clock.set(Instant.parse(time));
        house.messaging().wake();
    }
}
