package io.mortise.kernel.messaging;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.mortise.access.Caller;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.messaging.JobStore.Run;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs. db-scheduler picks one due row per cluster, keeps a heartbeat and revives what a dead node left; it knows one
 * task of ours, whose instances are the ids of {@link JobStore}'s rows.
 */
final class JobRunner {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final String TABLE = "kernel_messaging_task";

    /** How long a run waits for a module that is off before it asks again; publishing the module wakes it at once. */
    private static final Duration OFF = Duration.ofSeconds(10);

    /** How long a run waits for another one of its key. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** db-scheduler's own least number. */
    private static final int MISSED_HEARTBEATS = 4;

    /** The store has removed db-scheduler's row already, in the transaction that ended the run. */
    private static final CompletionHandler<Void> GONE = (complete, operations) -> {};

    private final MessagingSettings settings;
    private final Entrance entrance;
    private final Clock clock;
    private final ZoneId zone;
    private final JobStore store;
    private final Scheduler scheduler;
    private volatile boolean stopping;

    JobRunner(MessagingSettings settings, KernelDatabase database, Entrance entrance, Clock clock, ZoneId zone) {
        this.settings = settings;
        this.entrance = entrance;
        this.clock = clock;
        this.zone = zone;
        CustomTask<Void> task = Tasks.custom("job", Void.class)
                .onDeadExecutionRevive()
                .execute((instance, context) -> execute(UUID.fromString(instance.getId())));
        // Named, because looking for it asks for a connection outside any unit of work.
        JdbcCustomization dialect = switch (database.kind()) {
            case H2 -> new DefaultJdbcCustomization(false);
            case POSTGRESQL -> new PostgreSqlJdbcCustomization(false, false);
        };
        SchedulerClient client = SchedulerClient.Builder.create(new UnitDataSource(database.units()), task)
                .tableName(TABLE)
                .serializer(new NoData())
                .jdbcCustomization(dialect)
                .build();
        this.store = new JobStore(database, client, task, clock);
        Duration heartbeat = settings.lease().dividedBy(MISSED_HEARTBEATS);
        this.scheduler = Scheduler.create(database.dataSource(), task)
                .tableName(TABLE)
                .serializer(new NoData())
                .jdbcCustomization(dialect)
                .threads(settings.jobWorkers())
                // Jobs are few and compute for long; virtual ones would keep the carriers from the requests.
                .executorService(Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("mortise-job-", 0).factory()))
                .pollingInterval(settings.poll())
                .heartbeatInterval(heartbeat)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(settings.stopLimit())
                .failureLogging(LogLevel.ERROR, true)
                .clock(clock::instant)
                .build();
    }

    JobStore store() {
        return store;
    }

    void start() {
        scheduler.start();
    }

    /** Something became due. */
    void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    /** Asks running jobs to end, and waits for them. */
    void stop() {
        stopping = true;
        scheduler.stop();
    }

    /** The instance serves now: its schedules hold. */
    void follow(ModuleInstance instance) {
        var schedules = new HashMap<String, String>();
        var first = new HashMap<String, Instant>();
        var changed = new HashMap<String, Instant>();
        Instant now = clock.instant();
        InstanceMessages.of(instance).jobs().forEach((name, job) -> {
            Schedule schedule = job.schedule();
            RunTimes.text(schedule).ifPresent(text -> {
                schedules.put(name, text);
                first.put(name, RunTimes.first(schedule, now, zone));
                changed.put(name, RunTimes.next(schedule, now, zone));
            });
        });
        store.follow(instance.id(), schedules, first, changed);
        wake();
    }

    private CompletionHandler<Void> execute(UUID id) {
        Optional<Run> found = store.find(id);
        if (found.isEmpty() || found.get().dead()) {
            return (complete, operations) -> operations.stop();
        }
        Run run = found.get();
        ModuleInstance instance = entrance.enter(run.module()).orElse(null);
        if (instance == null) {
            return park(run);
        }
        try {
            Job job = instance.attachment(InstanceMessages.class)
                    .map(messages -> messages.jobs().get(run.name()))
                    .orElse(null);
            if (job == null) {
                return park(run);
            }
            if (!store.begin(run)) {
                return at(clock.instant().plus(BUSY));
            }
            return run(instance, job, run);
        } finally {
            instance.gate().exit();
        }
    }

    private CompletionHandler<Void> park(Run run) {
        store.park(run);
        return at(clock.instant().plus(OFF));
    }

    private CompletionHandler<Void> run(ModuleInstance instance, Job job, Run run) {
        var thisRun = new GatedRun(instance, run);
        Caller caller = Callers.module(run.module(), run.schedule() == null ? run.traceId() : Callers.newTraceId());
        try {
            ScopedValue.where(CallerBinding.CURRENT, caller).call(() -> {
                job.run(thisRun);
                return run.id();
            });
        } catch (Throwable e) {
            return thisRun.told ? again(run) : failed(run, job, e);
        }
        if (thisRun.told) {
            return again(run);
        }
        store.done(run);
        return run.schedule() == null ? GONE : at(RunTimes.next(schedule(run, job), clock.instant(), zone));
    }

    /** It stopped because it was asked to: the successor goes on. */
    private CompletionHandler<Void> again(Run run) {
        store.waitAgain(run, run.attempts(), null);
        return at(clock.instant());
    }

    private CompletionHandler<Void> failed(Run run, Job job, Throwable error) {
        int attempts = run.attempts() + 1;
        if (attempts < settings.attempts()) {
            Duration pause = settings.pauseAfter(attempts);
            LOG.warn(
                    "job {}/{} run {} failed {} times, again in {}",
                    run.module(),
                    run.name(),
                    run.id(),
                    attempts,
                    pause,
                    error);
            store.waitAgain(run, attempts, Lanes.text(error));
            return at(clock.instant().plus(pause));
        }
        LOG.error(
                "job {}/{} run {} is a dead letter after {} tries",
                run.module(),
                run.name(),
                run.id(),
                attempts,
                error);
        store.bury(run, attempts, Lanes.text(error));
        return run.schedule() == null ? GONE : at(RunTimes.next(schedule(run, job), clock.instant(), zone));
    }

    /** The schedule of the version that serves now: it may be another one than the run began with. */
    private Schedule schedule(Run run, Job job) {
        return entrance.current(run.module())
                .flatMap(instance -> instance.attachment(InstanceMessages.class))
                .map(messages -> messages.jobs().get(run.name()))
                .map(Job::schedule)
                .filter(schedule -> !(schedule instanceof Schedule.OnDemand))
                .orElseGet(job::schedule);
    }

    private static CompletionHandler<Void> at(Instant time) {
        return (complete, operations) -> operations.reschedule(complete, time);
    }

    private final class GatedRun implements JobRun {

        private final ModuleInstance instance;
        private final Run run;
        private volatile boolean told;

        GatedRun(ModuleInstance instance, Run run) {
            this.instance = instance;
            this.run = run;
        }

        @Override
        public String payload() {
            return run.payload();
        }

        @Override
        public int attempt() {
            return run.attempts() + 1;
        }

        @Override
        public boolean lastAttempt() {
            return attempt() >= settings.attempts();
        }

        @Override
        public boolean stopRequested() {
            if (stopping || instance.gate().retired()) {
                told = true;
            }
            return told;
        }
    }

    /** Our rows carry no data: nothing is ever serialised. */
    private static final class NoData implements Serializer {

        @Override
        public byte @Nullable [] serialize(@Nullable Object data) {
            if (data != null) {
                throw new IllegalStateException("a run carries no data, but " + data);
            }
            return null;
        }

        @Override
        public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] serialized) {
            return null;
        }
    }
}
