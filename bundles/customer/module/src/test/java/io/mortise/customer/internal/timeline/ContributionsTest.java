package io.mortise.customer.internal.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.Caller;
import io.mortise.rest.ProblemException;
import io.mortise.timeline.TimelineContributor;
import io.mortise.timeline.TimelineEntry;
import io.mortise.timeline.TimelineQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One slow, broken or lying contributor spoils nobody's page. */
class ContributionsTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final UUID customer = UUID.randomUUID();

    private static Map.Entry<Map<String, Object>, TimelineContributor> module(String id, TimelineContributor what) {
        return Map.entry(Map.of("mortise.gated.provider", id), what);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Contributions of(Duration patience, Map.Entry<Map<String, Object>, TimelineContributor>... modules) {
        return new Contributions(patience, List.of(modules));
    }

    private static TimelineEntry entry(String kind, int minutesAgo) {
        return new TimelineEntry(
                UUID.randomUUID(), NOON.minus(Duration.ofMinutes(minutesAgo)), kind, "something", null, null);
    }

    private TimelineQuestion newest(int limit) {
        return new TimelineQuestion("customer.customer", customer, null, null, limit, Locale.ENGLISH);
    }

    @Test
    void aBrokenContributorIsNamedAndTheOthersAreHeard() {
        var asked = of(
                Duration.ofSeconds(30),
                module("tickets", _ -> List.of(entry("tickets.closed", 1))),
                module("broken", _ -> {
                    throw new IllegalStateException("always");
                }),
                module("lies", _ -> List.of(entry("tickets.closed", 1))));

        Contributions.Gathered gathered = asked.ask(newest(10));

        assertEquals(List.of("broken"), gathered.missing());
        assertEquals(1, gathered.entries().size());
    }

    @Test
    void aHangingContributorCostsTheTimeLimitAndIsSoonNotAskedAnyMore() throws Exception {
        var gate = new CountDownLatch(1);
        var calls = new AtomicInteger();
        var left = new CountDownLatch(8);
        var asked = of(Duration.ofMillis(20), module("hangs", _ -> {
            calls.incrementAndGet();
            gate.await();
            left.countDown();
            return List.of();
        }));

        for (int i = 0; i < 12; i++) {
            assertEquals(List.of("hangs"), asked.ask(newest(10)).missing());
        }
        gate.countDown();

        assertTrue(left.await(30, java.util.concurrent.TimeUnit.SECONDS));
        assertEquals(8, calls.get());
    }

    @Test
    void whatWasNotAskedForIsDropped() {
        TimelineEntry old = entry("tickets.opened", 30);
        TimelineEntry fresh = entry("tickets.closed", 1);
        var asked = of(
                Duration.ofSeconds(30),
                module("tickets", _ -> List.of(old, fresh, entry("customer.registered", 31), entry("tickets.x", 40))));

        var question = new TimelineQuestion(
                "customer.customer",
                customer,
                NOON.minus(Duration.ofMinutes(20)),
                UUID.randomUUID(),
                1,
                Locale.ENGLISH);

        assertEquals(List.of(old), asked.ask(question).entries());
    }

    @Test
    void aContributorRunsAsTheReader() {
        var who = new ArrayList<String>();

        of(Duration.ofSeconds(30), module("tickets", _ -> {
                    who.add(Caller.current().id());
                    return List.of();
                }))
                .ask(newest(1));

        assertEquals(List.of(Caller.current().id()), who);
    }

    @Test
    void aCarriedCallerIsGoodForOneTask() throws Exception {
        var work = Caller.carrying(() -> Caller.current().id());

        assertEquals("nobody", work.call());
        assertThrows(IllegalStateException.class, work::call);
    }

    @Test
    void pagesWalkThroughEntriesOfOneMomentWithoutRepeatingOne() {
        List<TimelineEntry> all = IntStream.range(0, 40)
                .mapToObj(i -> new TimelineEntry(UUID.randomUUID(), NOON, "tickets.x", "x", null, null))
                .sorted(TimelineEntry.NEWEST_FIRST)
                .toList();
        var met = new ArrayList<TimelineEntry>();
        String after = null;
        do {
            TimelineCursor from = TimelineCursor.parse(customer, after);
            var question = new TimelineQuestion("customer.customer", customer, from.at(), from.id(), 7, Locale.ENGLISH);
            List<TimelineEntry> page = all.stream()
                    .filter(entry -> question.wants(entry.at(), entry.id()))
                    .limit(7)
                    .toList();
            met.addAll(page);
            after = page.size() < 7 ? null : TimelineCursor.after(customer, page.getLast());
        } while (after != null);

        assertEquals(all, met);
    }

    @Test
    void aForeignOrBrokenCursorIsRefused() {
        String other = TimelineCursor.after(UUID.randomUUID(), entry("x.y", 1));

        for (String text : List.of(other, "nonsense", "====", "A".repeat(48), "A".repeat(2000))) {
            assertThrows(ProblemException.class, () -> TimelineCursor.parse(customer, text), text);
        }
    }
}
