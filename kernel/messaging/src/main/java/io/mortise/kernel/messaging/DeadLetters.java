package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.UnitsOfWork;
import io.mortise.rest.Page;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What failed at the last try: shown, repeated or discarded by an operator. */
final class DeadLetters {

    private static final String COLUMNS = "id, kind, module, name, letter_key, attempts, error, occurred_at, dead_at,"
            + " trace_id, subscription_id, place, job_id";

    private final UnitsOfWork units;
    private final JobStore jobs;
    private final Clock clock;

    DeadLetters(UnitsOfWork units, JobStore jobs, Clock clock) {
        this.units = units;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** What a dead letter points to. */
    sealed interface Source {

        /** A delivery that blocks its lane. */
        record OfEvent(long subscription, long place) implements Source {}

        /** A run. */
        record OfJob(UUID run) implements Source {}
    }

    /**
     * One dead letter.
     *
     * @param kind {@code event} or {@code job}
     * @param module whose listener or job failed
     * @param name of the event or the job
     * @param key the record's id, or the run's key
     * @param attempts tries so far
     * @param error what the last one said
     * @param occurredAt when the event was published or the run enqueued
     */
    record DeadLetter(
            UUID id,
            String kind,
            String module,
            String name,
            String key,
            int attempts,
            String error,
            Instant occurredAt,
            Instant deadAt,
            String traceId,
            Source source) {}

    /** Newest first. */
    Page<DeadLetter> page(int limit, @Nullable UUID after) {
        String where = after == null ? "" : " where id < ?";
        @Nullable Object[] values = after == null ? new @Nullable Object[0] : new @Nullable Object[] {after};
        List<DeadLetter> found = units.read(() -> Sql.list(
                units.connection(),
                "select " + COLUMNS + " from kernel_messaging_dead_letter" + where + " order by id desc fetch first "
                        + (limit + 1) + " rows only",
                DeadLetters::read,
                values));
        boolean more = found.size() > limit;
        List<DeadLetter> items = more ? found.subList(0, limit) : found;
        return new Page<>(items, more ? Cursor.write(items.getLast().id()) : null);
    }

    /** Tries it again from the first attempt; empty when there is none. */
    Optional<DeadLetter> repeat(UUID id) {
        return units.write(() -> {
            Optional<DeadLetter> letter = remove(id);
            letter.ifPresent(one -> {
                switch (one.source()) {
                    case Source.OfEvent event -> unblock(units.connection(), event, one.key());
                    case Source.OfJob(UUID run) -> jobs.repeat(run);
                }
            });
            return letter;
        });
    }

    /** Gives it up: what waits behind it goes on; empty when there is none. */
    Optional<DeadLetter> discard(UUID id) {
        return units.write(() -> {
            Optional<DeadLetter> letter = remove(id);
            letter.ifPresent(one -> {
                switch (one.source()) {
                    case Source.OfEvent event -> {
                        Sql.run(
                                units.connection(),
                                "delete from kernel_messaging_delivery where subscription_id = ? and event_key = ? and place = ?",
                                event.subscription(),
                                one.key(),
                                event.place());
                        unblock(units.connection(), event, one.key());
                    }
                    case Source.OfJob(UUID run) -> jobs.discard(run);
                }
            });
            return letter;
        });
    }

    private void unblock(Connection connection, Source.OfEvent event, String key) {
        Sql.run(
                connection,
                "update kernel_messaging_lane set due_at = ?, attempts = 0 where subscription_id = ? and event_key = ?",
                clock.instant(),
                event.subscription(),
                key);
    }

    private Optional<DeadLetter> remove(UUID id) {
        Connection connection = units.connection();
        Optional<DeadLetter> letter = Sql.first(
                connection,
                "select " + COLUMNS + " from kernel_messaging_dead_letter where id = ? for update",
                DeadLetters::read,
                id);
        letter.ifPresent(one -> Sql.run(connection, "delete from kernel_messaging_dead_letter where id = ?", id));
        return letter;
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        UUID run = row.getObject("job_id", UUID.class);
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("module"),
                row.getString("name"),
                row.getString("letter_key"),
                row.getInt("attempts"),
                row.getString("error"),
                Sql.instant(row, "occurred_at"),
                Sql.instant(row, "dead_at"),
                row.getString("trace_id"),
                run == null
                        ? new Source.OfEvent(row.getLong("subscription_id"), row.getLong("place"))
                        : new Source.OfJob(run));
    }
}
