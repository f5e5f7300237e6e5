package io.mortise.kernel.messaging;

import io.mortise.data.Ids;
import io.mortise.kernel.spi.UnitsOfWork;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The queues, one per listener and key. A claim is a lease on a lane; publishers and claims never wait for each other
 * ({@code skip locked}). What really keeps two nodes from delivering one event at a time is {@link #take}: the delivery's
 * row is deleted, and so locked, first thing in the unit of work that delivers it.
 */
final class Lanes {

    /** The longest error text kept. */
    private static final int ERROR_LENGTH = 2000;

    private final UnitsOfWork units;
    private final Clock clock;
    private final Duration lease;

    Lanes(UnitsOfWork units, Clock clock, Duration lease) {
        this.units = units;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * A lane this node may work on.
     *
     * @param lastPlace the newest place when it was claimed
     * @param attempts failures of its first delivery so far
     * @param claim proves the lease
     */
    record Lane(Subscription subscription, String key, long lastPlace, int attempts, UUID claim) {}

    /** A delivery with its event. */
    record Waiting(
            long place, UUID event, String payload, int schema, Instant publishedAt, String causedBy, String traceId) {}

    /** How work on a lane ended. */
    sealed interface Outcome {

        /** Everything up to this place is delivered. */
        record Drained(long place) implements Outcome {}

        /** Look again then. */
        record Again(Instant at, int attempts) implements Outcome {}

        /** A dead letter blocks it; the lane is given back already. */
        record Blocked() implements Outcome {}
    }

    /** A lane to give back. */
    record Settlement(Lane lane, Outcome outcome) {}

    /** Claims lanes that are due. To be called in a unit of work. */
    List<Lane> claim(Subscription subscription, int limit) {
        Connection connection = units.connection();
        Instant now = clock.instant();
        UUID claim = Ids.next();
        List<Lane> lanes = Sql.list(
                connection,
                "select event_key, last_place, attempts from kernel_messaging_lane where subscription_id = ? and due_at <= ?"
                        + " order by due_at fetch first " + limit + " rows only for update skip locked",
                row -> new Lane(subscription, row.getString(1), row.getLong(2), row.getInt(3), claim),
                subscription.id(),
                now);
        Instant until = now.plus(lease);
        var rows = new ArrayList<@Nullable Object[]>();
        for (Lane lane : lanes) {
            rows.add(new @Nullable Object[] {until, claim, subscription.id(), lane.key()});
        }
        Sql.batch(
                connection,
                "update kernel_messaging_lane set due_at = ?, claim = ? where subscription_id = ? and event_key = ?",
                rows);
        return lanes;
    }

    /**
     * Gives lanes back. To be called in a unit of work.
     *
     * @return those that a publisher holds locked: to be tried again
     */
    List<Settlement> settle(Collection<Settlement> settlements) {
        Connection connection = units.connection();
        var later = new ArrayList<Settlement>();
        for (Settlement settlement : settlements) {
            if (!settle(connection, settlement)) {
                later.add(settlement);
            }
        }
        return later;
    }

    private boolean settle(Connection connection, Settlement settlement) {
        Lane lane = settlement.lane();
        if (settlement.outcome() instanceof Outcome.Blocked) {
            return true;
        }
        long id = lane.subscription().id();
        if (!lock(connection, lane)) {
            // Locked by a publisher, or no longer ours: then there is nothing to give back.
            return Sql.first(
                            connection,
                            "select 1 from kernel_messaging_lane where subscription_id = ? and event_key = ? and claim = ?",
                            row -> true,
                            id,
                            lane.key(),
                            lane.claim())
                    .isEmpty();
        }
        switch (settlement.outcome()) {
            case Outcome.Drained(long place) -> {
                // A publisher that came in between has moved last_place on; then the lane is due again.
                int gone = Sql.run(
                        connection,
                        "delete from kernel_messaging_lane where subscription_id = ? and event_key = ? and claim = ? and last_place = ?",
                        id,
                        lane.key(),
                        lane.claim(),
                        place);
                if (gone == 0) {
                    due(connection, lane, clock.instant(), 0);
                }
            }
            case Outcome.Again(Instant at, int attempts) -> due(connection, lane, at, attempts);
            case Outcome.Blocked() -> throw new IllegalStateException("a blocked lane is given back already");
        }
        return true;
    }

    private static boolean lock(Connection connection, Lane lane) {
        return Sql.first(
                        connection,
                        "select 1 from kernel_messaging_lane where subscription_id = ? and event_key = ? and claim = ?"
                                + " for update skip locked",
                        row -> true,
                        lane.subscription().id(),
                        lane.key(),
                        lane.claim())
                .isPresent();
    }

    private static void due(Connection connection, Lane lane, @Nullable Instant at, int attempts) {
        Sql.run(
                connection,
                "update kernel_messaging_lane set due_at = ?, claim = null, attempts = ?"
                        + " where subscription_id = ? and event_key = ? and claim = ?",
                at,
                attempts,
                lane.subscription().id(),
                lane.key(),
                lane.claim());
    }

    /** Says that this node still works on the lanes. To be called in a unit of work. */
    void renew(Collection<Lane> lanes) {
        Connection connection = units.connection();
        Instant until = clock.instant().plus(lease);
        for (Lane lane : lanes) {
            if (lock(connection, lane)) {
                Sql.run(
                        connection,
                        "update kernel_messaging_lane set due_at = ? where subscription_id = ? and event_key = ? and claim = ?",
                        until,
                        lane.subscription().id(),
                        lane.key(),
                        lane.claim());
            }
        }
    }

    /** The next deliveries of a lane, in order. */
    List<Waiting> waiting(Lane lane, int limit) {
        return units.read(() -> Sql.list(
                units.connection(),
                "select d.place, e.id, e.payload, e.schema_number, e.published_at, e.caused_by, e.trace_id"
                        + " from kernel_messaging_delivery d join kernel_messaging_event e on e.id = d.event_id"
                        + " where d.subscription_id = ? and d.event_key = ? order by d.place fetch first " + limit
                        + " rows only",
                row -> new Waiting(
                        row.getLong("place"),
                        row.getObject("id", UUID.class),
                        row.getString("payload"),
                        row.getInt("schema_number"),
                        Sql.instant(row, "published_at"),
                        row.getString("caused_by"),
                        row.getString("trace_id")),
                lane.subscription().id(),
                lane.key()));
    }

    /**
     * Takes a delivery out of its lane for the unit of work of this thread.
     *
     * @return false when somebody else delivered it: then nothing must be done
     */
    boolean take(Lane lane, long place) {
        return Sql.run(
                        units.connection(),
                        "delete from kernel_messaging_delivery where subscription_id = ? and event_key = ? and place = ?",
                        lane.subscription().id(),
                        lane.key(),
                        place)
                == 1;
    }

    /** Puts a delivery among the dead letters and blocks its lane, unless the lane is no longer ours. */
    void bury(Lane lane, Waiting delivery, int attempts, Throwable error) {
        units.separately(() -> {
            Connection connection = units.connection();
            int mine = Sql.run(
                    connection,
                    "update kernel_messaging_lane set due_at = null, claim = null, attempts = ?"
                            + " where subscription_id = ? and event_key = ? and claim = ?",
                    attempts,
                    lane.subscription().id(),
                    lane.key(),
                    lane.claim());
            if (mine == 1) {
                Sql.run(
                        connection,
                        "insert into kernel_messaging_dead_letter (id, kind, module, name, letter_key, attempts, error,"
                                + " occurred_at, dead_at, trace_id, subscription_id, place)"
                                + " values (?, 'event', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        Ids.next(),
                        lane.subscription().module(),
                        lane.subscription().event(),
                        lane.key(),
                        attempts,
                        text(error),
                        delivery.publishedAt(),
                        clock.instant(),
                        delivery.traceId(),
                        lane.subscription().id(),
                        delivery.place());
            }
            return mine;
        });
    }

    /** An error in one bounded text. */
    static String text(Throwable error) {
        var text = new StringBuilder(error.toString());
        for (Throwable cause = error.getCause();
                cause != null && text.length() < ERROR_LENGTH;
                cause = cause.getCause()) {
            text.append("; caused by ").append(cause);
        }
        return text.length() > ERROR_LENGTH ? text.substring(0, ERROR_LENGTH) : text.toString();
    }
}
