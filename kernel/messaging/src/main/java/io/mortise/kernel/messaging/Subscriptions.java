package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.UnitsOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who hears what. Publishers read a copy in memory; changes of other nodes arrive with the next {@link #refresh}. */
final class Subscriptions {

    private final UnitsOfWork units;
    private final Clock clock;
    private volatile Map<String, List<Subscription>> byEvent = Map.of();

    Subscriptions(UnitsOfWork units, Clock clock) {
        this.units = units;
        this.clock = clock;
    }

    /** Who hears the event. */
    List<Subscription> to(String event) {
        return byEvent.getOrDefault(event, List.of());
    }

    /** What these modules hear. */
    List<Subscription> of(Set<String> modules) {
        return byEvent.values().stream()
                .flatMap(Collection::stream)
                .filter(subscription -> modules.contains(subscription.module()))
                .toList();
    }

    /** Reads the table again. */
    void refresh() {
        List<Subscription> all = units.separately(() -> Sql.list(
                units.connection(),
                "select id, module, event from kernel_messaging_subscription order by id",
                row -> new Subscription(row.getLong(1), row.getString(2), row.getString(3))));
        byEvent = all.stream().collect(Collectors.groupingBy(Subscription::event));
    }

    /**
     * Subscribes a module before it serves: what is published from then on reaches it. Until {@link #heard} confirms, the
     * rows count as unheard, so that an installation that fails leaves nothing for ever.
     */
    void prepare(String module, Set<String> events) {
        Instant now = clock.instant();
        for (String event : events) {
            if (to(event).stream().noneMatch(known -> known.module().equals(module))) {
                try {
                    units.separately(() -> Sql.run(
                            units.connection(),
                            "insert into kernel_messaging_subscription (module, event, since, unheard_since)"
                                    + " select ?, ?, ?, ? where not exists (select 1 from kernel_messaging_subscription"
                                    + " where module = ? and event = ?)",
                            module,
                            event,
                            now,
                            now,
                            module,
                            event));
                } catch (MessagingException e) {
                    if (!Sql.taken(e)) {
                        throw e;
                    }
                }
            }
        }
        refresh();
    }

    /** The serving version of a module hears these events and no others. */
    void heard(String module, Set<String> events) {
        units.separately(() -> {
            List<Subscription> known = Sql.list(
                    units.connection(),
                    "select id, module, event from kernel_messaging_subscription where module = ?",
                    row -> new Subscription(row.getLong(1), row.getString(2), row.getString(3)),
                    module);
            for (Subscription subscription : known) {
                if (events.contains(subscription.event())) {
                    Sql.run(
                            units.connection(),
                            "update kernel_messaging_subscription set unheard_since = null"
                                    + " where id = ? and unheard_since is not null",
                            subscription.id());
                } else {
                    Sql.run(
                            units.connection(),
                            "update kernel_messaging_subscription set unheard_since = ?"
                                    + " where id = ? and unheard_since is null",
                            clock.instant(),
                            subscription.id());
                }
            }
            return known.size();
        });
    }

    /** Removes what a module hears, with everything that waits for it. */
    void forget(String module) {
        units.separately(() -> {
            var connection = units.connection();
            for (String table : List.of("kernel_messaging_delivery", "kernel_messaging_lane")) {
                Sql.run(
                        connection,
                        "delete from " + table + " where subscription_id in"
                                + " (select id from kernel_messaging_subscription where module = ?)",
                        module);
            }
            Sql.run(connection, "delete from kernel_messaging_subscription where module = ?", module);
            return Sql.run(
                    connection, "delete from kernel_messaging_dead_letter where module = ? and kind = 'event'", module);
        });
        refresh();
    }

    /** Removes what nobody asked for any more since that long, and what a forgotten subscription left behind. */
    void sweep(Duration keep) {
        Instant limit = clock.instant().minus(keep);
        units.separately(() -> {
            var connection = units.connection();
            Sql.run(
                    connection,
                    "delete from kernel_messaging_subscription where unheard_since is not null and unheard_since < ?",
                    limit);
            for (String table : List.of("kernel_messaging_delivery", "kernel_messaging_lane")) {
                Sql.run(
                        connection,
                        "delete from " + table + " where not exists (select 1 from kernel_messaging_subscription s"
                                + " where s.id = subscription_id)");
            }
            return Sql.run(
                    connection,
                    "delete from kernel_messaging_dead_letter where kind = 'event' and not exists"
                            + " (select 1 from kernel_messaging_subscription s where s.id = subscription_id)");
        });
        refresh();
        int gone;
        do {
            gone = units.separately(() -> Sql.run(
                    units.connection(),
                    "delete from kernel_messaging_event where id in (select e.id from kernel_messaging_event e"
                            + " where e.published_at < ? and not exists (select 1 from kernel_messaging_delivery d"
                            + " where d.event_id = e.id) order by e.published_at fetch first 1000 rows only)",
                    limit));
        } while (gone > 0);
    }
}
