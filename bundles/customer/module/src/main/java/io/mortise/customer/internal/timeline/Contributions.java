package io.mortise.customer.internal.timeline;

import io.mortise.access.Caller;
import io.mortise.timeline.TimelineContributor;
import io.mortise.timeline.TimelineEntry;
import io.mortise.timeline.TimelineQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other modules tell about a customer. All are asked beside each other, each on a virtual thread as the reader; whoever is
 * late or fails is left out and named. A contributor that hangs holds at most a few threads: then it is not asked any more
 * until one returns. It is never interrupted, since it may be reading from a database that an interrupt would close.
 */
@Component(service = Contributions.class)
public final class Contributions {

    private static final Logger LOG = LoggerFactory.getLogger(Contributions.class);

    /** What the kernel calls the module that provides a service. */
    private static final String PROVIDER = "mortise.gated.provider";

    private static final int STUCK = 8;

    private final Duration patience;
    private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Map.Entry<Map<String, Object>, TimelineContributor>> contributors = List.of();

    @Activate
    public Contributions() {
        this(Duration.ofMillis(500), List.of());
    }

    Contributions(Duration patience, List<Map.Entry<Map<String, Object>, TimelineContributor>> contributors) {
        this.patience = patience;
        this.contributors = contributors;
    }

    /**
     * What they said.
     *
     * @param missing modules whose answer could not be had
     */
    record Gathered(List<TimelineEntry> entries, List<String> missing) {}

    private record Asked(String module, FutureTask<List<TimelineEntry>> answer) {}

    Gathered ask(TimelineQuestion question) {
        var asked = new ArrayList<Asked>();
        var missing = new TreeSet<String>();
        for (Map.Entry<Map<String, Object>, TimelineContributor> one : contributors) {
            String module = String.valueOf(one.getKey().getOrDefault(PROVIDER, "unknown"));
            Semaphore place = places.computeIfAbsent(module, _ -> new Semaphore(STUCK));
            if (!place.tryAcquire()) {
                missing.add(module);
                continue;
            }
            var work = Caller.carrying(() -> checked(module, one.getValue().entries(question), question));
            var answer = new FutureTask<>(() -> {
                try {
                    return work.call();
                } finally {
                    place.release();
                }
            });
            Thread.ofVirtual().name("timeline-" + module).start(answer);
            asked.add(new Asked(module, answer));
        }
        var entries = new LinkedHashMap<Object, TimelineEntry>();
        long until = System.nanoTime() + patience.toNanos();
        for (Asked one : asked) {
            try {
                one.answer()
                        .get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)
                        .forEach(entry -> entries.putIfAbsent(entry.id(), entry));
            } catch (TimeoutException e) {
                missing.add(one.module());
                LOG.warn("Module {} was late with its part of a timeline.", one.module());
            } catch (ExecutionException e) {
                missing.add(one.module());
                LOG.warn("Module {} failed to give its part of a timeline.", one.module(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                missing.add(one.module());
            }
        }
        return new Gathered(List.copyOf(entries.values()), List.copyOf(missing));
    }

    /** What was asked for, under the contributor's own name; in its own unit of time, for the answer may be anything. */
    private static List<TimelineEntry> checked(String module, List<TimelineEntry> answer, TimelineQuestion question) {
        return answer.stream()
                .filter(entry -> entry.kind().startsWith(module + "."))
                .filter(entry -> question.wants(entry.at(), entry.id()))
                .sorted(TimelineEntry.NEWEST_FIRST)
                .limit(question.limit())
                .toList();
    }
}
