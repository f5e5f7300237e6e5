package io.mortise.permissions.internal.shadow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.Access;
import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.PolicyEpoch;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.module.Departure;
import io.mortise.permissions.internal.administration.Drafts;
import io.mortise.permissions.internal.administration.Refusals;
import io.mortise.permissions.internal.decision.Beside;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.decision.Profiles;
import io.mortise.permissions.internal.decision.Reasons;
import io.mortise.permissions.internal.persistence.PolicyStore;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.PolicySource;
import io.mortise.permissions.internal.rulebook.Draft;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.shadow.Finding.Effect;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a draft beside the policy: one at a time, off unless somebody starts it, over by itself. What it finds is counted in memory
 * and written every few seconds; a crash loses those. Beginning and ending end the epoch, so that profiles come with or without
 * somebody looking on.
 */
@Component(service = {Beside.class, Shadows.class, Departure.class})
public final class Shadows implements Beside, Departure {

    /** Longest run. */
    static final int MOST_DAYS = 30;

    private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Permission START = new Permission("access.shadow", "start");
    private static final Permission STOP = new Permission("access.shadow", "stop");
    private static final int SECONDS = 3;
    private static final int KEPT_RUNS = 20;
    private static final int WAITING = 10_000;
    private static final long ROWS_CAP = 10_000;

    /** A run that looks on. */
    private record Running(Run run, Policy policy, Counts counts) {}

    /** What was true in an epoch; nothing runs when it is null. */
    private record Known(long epoch, @Nullable Running running) {}

    /** A decision about a record, to be looked at soon. */
    record Decided(UUID person, Permission permission, UUID record, boolean done) {}

    private final Database database;
    private final ShadowStore store;
    private final PolicyStore policies;
    private final PolicyEpoch epoch;
    private final PolicySource current;
    private final Profiles profiles;
    private final Organisation organisation;
    private final Drafts drafts;
    private final Access access;
    private final Clock clock;
    private final ArrayBlockingQueue<Decided> decided = new ArrayBlockingQueue<>(WAITING);
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("access-shadow").factory());

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ProtectedRecords records;

    private volatile @Nullable Known known;
    private boolean begun;

    /** Whether a run may be open: nothing is asked of the database while none is. */
    private volatile boolean watching = true;

    @Activate
    public Shadows(
            @Reference Database database,
            @Reference PolicyEpoch epoch,
            @Reference PolicySource current,
            @Reference Profiles profiles,
            @Reference Organisation organisation,
            @Reference Drafts drafts,
            @Reference Access access) {
        this.database = database;
        this.store = new ShadowStore(database);
        this.policies = new PolicyStore(database);
        this.epoch = epoch;
        this.current = current;
        this.profiles = profiles;
        this.organisation = organisation;
        this.drafts = drafts;
        this.access = access;
        this.clock = Clock.systemUTC();
        writer.scheduleWithFixedDelay(this::tick, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /** Nothing that was counted is lost in a swap: by now the successor counts, and this one writes what it has. */
    @Override
    public void beforeClose() {
        close();
        tick();
    }

    @Deactivate
    void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(5, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Newest first. */
    List<Run> runs() {
        return database.read(store::runs);
    }

    /** One run. */
    Run require(UUID id) {
        return database.read(() -> store.find(id)).orElseThrow(() -> Refusals.notFound("shadow", id));
    }

    /** By permission, what it found. */
    List<ShadowStore.Total> totals(UUID id) {
        return database.read(() -> store.totals(id));
    }

    /** One page of what it found. */
    List<Finding> findings(UUID id, @Nullable Finding after, int limit) {
        return database.read(() -> store.page(id, after, limit));
    }

    /** Starts a run of an open draft, as its content is now. */
    Run start(UUID draftId, Instant until) {
        return database.write(() -> {
            epoch.advance();
            database.afterCommit(() -> watching = true);
            // Two who start at once queue here.
            policies.lock();
            Instant now = now();
            store.open().ifPresent(open -> {
                if (open.runsAt(now)) {
                    throw new ProblemException(Problem.of("shadow-running", 409).with("name", open.name()));
                }
                store.end(open.id(), open.until(), "module:access");
            });
            Draft draft = drafts.require(draftId);
            if (!draft.open()) {
                throw new ProblemException(Problem.of("draft-closed", 409).with("status", draft.status()));
            }
            var run = new Run(
                    Ids.next(), draftId, draft.name(), now, Caller.current().id(), until, null, null, 0);
            store.insert(run, PolicyText.write(drafts.content(draft)).toString());
            store.runs().stream().skip(KEPT_RUNS).forEach(old -> store.remove(old.id()));
            access.audit(START, run.id(), null, Map.of("draft", draft.name(), "until", until.toString()));
            return run;
        });
    }

    /** Ends it before its time; what it found stays. */
    Run stop(UUID id) {
        tick();
        return database.write(() -> {
            epoch.advance();
            Run run = require(id);
            Instant now = now();
            if (!run.runsAt(now) || !store.end(id, now, Caller.current().id())) {
                throw new ProblemException(Problem.of("shadow-ended", 409).with("name", run.name()));
            }
            access.audit(STOP, id, null, Map.of("draft", run.name()));
            return require(id);
        });
    }

    @Override
    public @Nullable Look of(Subject person, Profile profile, Instant now) {
        Running running = running();
        if (running == null || !running.run().runsAt(now)) {
            return null;
        }
        Profile then = profiles.profile(running.policy(), person, now, Reasons.UNASKED);
        return new BesideLook(
                person.id(),
                profile,
                then,
                running.counts(),
                clock,
                running.run().until().toEpochMilli());
    }

    /** {@inheritDoc} A record is looked at a moment later, and not in the unit of work that decided about it. */
    @Override
    public void recorded(AuditEntry entry) {
        Known now = known;
        Running running = now == null ? null : now.running();
        UUID record = entry.record();
        if (running == null || record == null) {
            return;
        }
        entry.caller()
                .personId()
                .filter(_ -> entry.caller().onBehalfOf() == null)
                .ifPresent(person -> {
                    boolean done = entry.outcome() == AuditEntry.Outcome.DONE;
                    if (!decided.offer(new Decided(person, entry.permission(), record, done))) {
                        running.counts().miss();
                    }
                });
    }

    private @Nullable Running running() {
        long before = epoch.current();
        Known now = known;
        if (now != null && before >= 0 && now.epoch() == before) {
            return now.running();
        }
        Running read = database.read(() ->
                        store.open().filter(run -> run.runsAt(clock.instant())).map(run -> running(run, now)))
                .orElse(null);
        if (before >= 0 && epoch.current() == before) {
            known = new Known(before, read);
        }
        return read;
    }

    /** The same run goes on with what it has counted. */
    private Running running(Run run, @Nullable Known before) {
        Running same = before == null ? null : before.running();
        if (same != null && same.run().id().equals(run.id())) {
            return same;
        }
        try {
            return new Running(
                    run,
                    new PolicyReader("?", Instant.EPOCH, null)
                            .rulebook(JSON.readTree(store.content(run.id())), 0)
                            .policy(),
                    new Counts());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the shadow run " + run.id() + " has no policy that can be read", e);
        }
    }

    /** Judges, writes, and ends what is over. One thread at a time. */
    private synchronized void tick() {
        try {
            Known now = known;
            Running running = now == null ? null : now.running();
            if (running != null) {
                judge(running);
                write(running);
            }
            if (watching) {
                // First, so that a run that starts meanwhile is not overlooked.
                watching = false;
                endWhatIsOver();
            }
        } catch (RuntimeException e) {
            watching = true;
            LOG.error("what a shadow run found can't be written now; it is kept and tried again", e);
        }
    }

    /** Also once after a start: profiles that were made before this component looked on have nobody beside them. */
    private void endWhatIsOver() {
        Run open = database.read(store::open).orElse(null);
        boolean over = open != null && !open.runsAt(clock.instant());
        if (open != null && (over || !begun)) {
            database.write(() -> {
                epoch.advance();
                return !over || store.end(open.id(), open.until(), "module:access");
            });
        }
        if (open != null && !over) {
            watching = true;
        }
        begun = true;
    }

    /** Whether the draft would have decided otherwise about these records. */
    private void judge(Running running) {
        var some = new ArrayList<Decided>();
        decided.drainTo(some);
        ProtectedRecords tests = records;
        Map<String, Profile> had = new HashMap<>();
        Map<String, Profile> has = new HashMap<>();
        Map<UUID, Subject> people = organisation.subjects(
                some.stream().map(Decided::person).distinct().toList());
        Instant now = clock.instant();
        for (Decided one : some) {
            Subject person = people.get(one.person());
            if (tests == null || person == null) {
                running.counts().miss();
                continue;
            }
            String key = one.person().toString();
            Scope before = had.computeIfAbsent(
                            key, _ -> profiles.profile(current.current(), person, now, Reasons.UNASKED))
                    .scope(one.permission());
            Scope then = has.computeIfAbsent(key, _ -> profiles.profile(running.policy(), person, now, Reasons.UNASKED))
                    .scope(one.permission());
            if (!before.equals(then)) {
                judge(running.counts(), one, tests, before, then);
            }
        }
    }

    static void judge(Counts counts, Decided one, ProtectedRecords tests, Scope before, Scope then) {
        List<Boolean> reached;
        try {
            reached = tests.reaches(one.permission().object(), one.record(), List.of(before, then))
                    .orElse(List.of());
        } catch (IllegalArgumentException e) {
            // An object without records, or of a module that is off by now.
            reached = List.of();
        }
        // What was done may have changed the record itself: then nobody can say any more how it was decided.
        if (reached.isEmpty() || reached.getFirst() != one.done()) {
            counts.miss();
        } else if (reached.getLast() != one.done()) {
            counts.add(one.person(), one.permission(), one.record(), one.done() ? Effect.REFUSED : Effect.OPENED);
        }
    }

    private void write(Running running) {
        Instant now = now();
        UUID run = running.run().id();
        for (Counts.Count count : running.counts().open()) {
            long more = count.times.sum() - count.written;
            if (database.write(() -> store.again(run, count, more, now))) {
                count.written += more;
                continue;
            }
            Long gained = beyond(count.permission, count.has, count.had);
            Long lost = beyond(count.permission, count.had, count.has);
            boolean kept = database.write(() -> {
                boolean space = store.findings(run) < Counts.MOST;
                if (space) {
                    store.insert(run, count, more, now, gained, lost);
                }
                return space;
            });
            if (!kept) {
                running.counts().miss();
            }
            count.written += more;
        }
        long missed = running.counts().missed();
        if (missed > 0) {
            database.write(() -> {
                store.miss(run, missed);
                return true;
            });
            running.counts().wrote(missed);
        }
    }

    private @Nullable Long beyond(Permission permission, @Nullable Scope wide, @Nullable Scope narrow) {
        ProtectedRecords counts = records;
        if (counts == null || wide == null || narrow == null) {
            return null;
        }
        try {
            return counts.count(permission.object(), Scope.allOf(wide, new Scope.Not(narrow)), ROWS_CAP);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** To the microsecond, as both databases keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
