package io.mortise.kernel.messaging;

import io.mortise.access.Caller;
import io.mortise.data.Ids;
import io.mortise.kernel.spi.KernelDatabase;
import io.mortise.kernel.spi.UnitsOfWork;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into the unit of work of the thread. Per listener and key the lane's row is locked to the end of that
 * unit, so places are given in the order of commits.
 */
final class Outbox {

    /** Varchar columns of H2 end at 1,048,576 characters. */
    private static final int LONGEST_PAYLOAD = 1_000_000;

    private static final int LONGEST_KEY = 200;

    private final UnitsOfWork units;
    private final boolean upsert;
    private final Subscriptions subscriptions;
    private final Clock clock;
    private final Consumer<List<Subscription>> wake;

    Outbox(KernelDatabase database, Subscriptions subscriptions, Clock clock, Consumer<List<Subscription>> wake) {
        this.units = database.units();
        this.upsert = database.kind() == KernelDatabase.Kind.POSTGRESQL;
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.wake = wake;
    }

    /** Writes one event for everybody who hears it; an event that nobody hears leaves no row. */
    void write(String name, int schema, String key, String payload) {
        if (!units.writing()) {
            throw new IllegalStateException(
                    "event " + name + " is published outside a writing unit of work: publish it inside Database.write");
        }
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new IllegalArgumentException("the key of event " + name + " has " + key.length()
                    + " characters; it must have 1 to " + LONGEST_KEY + ": use the record's id");
        }
        if (payload.length() > LONGEST_PAYLOAD) {
            throw new IllegalArgumentException("event " + name + " is " + payload.length()
                    + " characters of JSON; at most " + LONGEST_PAYLOAD + " can be kept: publish an id instead");
        }
        List<Subscription> listeners = subscriptions.to(name);
        if (listeners.isEmpty()) {
            return;
        }
        Connection connection = units.connection();
        UUID id = Ids.next();
        Caller caller = Caller.current();
        Sql.run(
                connection,
                "insert into kernel_messaging_event (id, name, event_key, schema_number, payload, published_at, caused_by,"
                        + " trace_id) values (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                name,
                key,
                schema,
                payload,
                clock.instant(),
                caller.id(),
                caller.traceId());
        var deliveries = new ArrayList<@Nullable Object[]>();
        for (Subscription listener : listeners) {
            long place = upsert ? upsert(connection, listener.id(), key) : advance(connection, listener.id(), key);
            deliveries.add(new @Nullable Object[] {listener.id(), key, place, id});
        }
        Sql.batch(
                connection,
                "insert into kernel_messaging_delivery (subscription_id, event_key, place, event_id) values (?, ?, ?, ?)",
                deliveries);
        units.afterCommit(() -> wake.accept(listeners));
    }

    private long upsert(Connection connection, long subscription, String key) {
        return Sql.first(
                        connection,
                        "insert into kernel_messaging_lane as l (subscription_id, event_key, last_place, due_at, attempts)"
                                + " values (?, ?, 1, ?, 0) on conflict (subscription_id, event_key)"
                                + " do update set last_place = l.last_place + 1 returning last_place",
                        row -> row.getLong(1),
                        subscription,
                        key,
                        clock.instant())
                .orElseThrow();
    }

    /** H2 has no upsert that two sessions survive; a failed insert costs it only the statement. */
    private long advance(Connection connection, long subscription, String key) {
        for (; ; ) {
            int changed = Sql.run(
                    connection,
                    "update kernel_messaging_lane set last_place = last_place + 1 where subscription_id = ? and event_key = ?",
                    subscription,
                    key);
            if (changed == 1) {
                return Sql.first(
                                connection,
                                "select last_place from kernel_messaging_lane where subscription_id = ? and event_key = ?",
                                row -> row.getLong(1),
                                subscription,
                                key)
                        .orElseThrow();
            }
            try {
                Sql.run(
                        connection,
                        "insert into kernel_messaging_lane (subscription_id, event_key, last_place, due_at, attempts)"
                                + " values (?, ?, 1, ?, 0)",
                        subscription,
                        key,
                        clock.instant());
                return 1;
            } catch (MessagingException e) {
                if (!Sql.taken(e)) {
                    throw e;
                }
            }
        }
    }
}
