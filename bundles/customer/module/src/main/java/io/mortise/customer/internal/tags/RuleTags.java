package io.mortise.customer.internal.tags;

import io.mortise.access.Scope;
import io.mortise.customer.CustomerEvent;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.lists.CustomerFilters;
import io.mortise.customer.internal.persistence.CustomerEntity;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.message.Events;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tags that a rule gives and takes away. Customers that were changed are looked at within seconds; all of them once a day, since
 * a rule may ask for the last 30 days, and whenever a rule changes. Each step is a unit of work, and what is done is done.
 */
@Component(service = RuleTags.class)
public final class RuleTags {

    private static final int PAGE = 500;

    /** Units of work that began so long before they ended are looked at again. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private final Database database;
    private final TagStore store;
    private final CustomerStore customers;
    private final CustomerFilters filters;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public RuleTags(@Reference Database database, @Reference CustomerFilters filters, @Reference Events events) {
        this.database = database;
        this.store = new TagStore(database);
        this.customers = new CustomerStore(database);
        this.filters = filters;
        this.events = events;
    }

    /** The rules that hold now: the customers that each reaches. */
    private Map<UUID, Scope> rules() {
        Set<UUID> retired = new HashSet<>();
        store.groups().stream().filter(TagGroup::retired).forEach(group -> retired.add(group.id()));
        var rules = new LinkedHashMap<UUID, Scope>();
        for (Tag tag : store.tags()) {
            String rule = tag.rule();
            if (rule != null && !tag.retired() && !retired.contains(tag.group())) {
                scope(rule).ifPresent(scope -> rules.put(tag.id(), scope));
            }
        }
        return rules;
    }

    /** None while a field of the rule is not there: then who has the tag keeps it. */
    private Optional<Scope> scope(String rule) {
        try {
            return Optional.of(filters.forNobody(filters.check(rule, "/rule")));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /**
     * Applies the rules to some more customers; runs as the module itself.
     *
     * @return whether there is more to do at once
     */
    boolean step() {
        return database.write(() -> {
            Map<UUID, Scope> rules = rules();
            Instant now = now();
            TagStore.Progress progress = store.progress(now);
            LocalDate today = LocalDate.ofInstant(now, filters.zone());
            if (!today.equals(progress.wholeDay())) {
                return whole(rules, progress, today, now);
            }
            Instant since = progress.seenTo().minus(OVERLAP);
            List<UUID> changed = customers.changedSince(CustomerPermissions.INDEX, since, PAGE + 1);
            if (changed.size() > PAGE) {
                // More than a few: look at all of them.
                store.progress(new TagStore.Progress(now, null, null));
                return true;
            }
            apply(changed, rules, now);
            store.progress(new TagStore.Progress(now, today, null));
            return false;
        });
    }

    private boolean whole(Map<UUID, Scope> rules, TagStore.Progress progress, LocalDate today, Instant now) {
        UUID after = progress.afterId();
        Instant seenTo = after == null ? now : progress.seenTo();
        List<UUID> ids = rules.isEmpty()
                ? List.of()
                : customers.idsAfter(CustomerPermissions.INDEX, after == null ? new UUID(0, 0) : after, PAGE);
        apply(ids, rules, now);
        boolean more = ids.size() == PAGE;
        store.progress(new TagStore.Progress(seenTo, more ? null : today, more ? ids.getLast() : null));
        return more;
    }

    private void apply(List<UUID> ids, Map<UUID, Scope> rules, Instant now) {
        if (ids.isEmpty() || rules.isEmpty()) {
            return;
        }
        Condition these = Condition.of("r.id in (:ids)", "ids", ids);
        Map<UUID, Set<UUID>> had = customers.tags(CustomerPermissions.INDEX, these);
        var add = new HashMap<UUID, Set<UUID>>();
        var remove = new HashMap<UUID, Set<UUID>>();
        rules.forEach((tag, scope) -> {
            Set<UUID> reached = customers
                    .tags(CustomerPermissions.INDEX, these, Condition.within(scope, Set.of()))
                    .keySet();
            had.forEach((id, tags) -> {
                if (reached.contains(id) != tags.contains(tag)) {
                    (reached.contains(id) ? add : remove)
                            .computeIfAbsent(id, _ -> new LinkedHashSet<>())
                            .add(tag);
                }
            });
        });
        var differing = new LinkedHashSet<>(add.keySet());
        differing.addAll(remove.keySet());
        if (differing.isEmpty()) {
            return;
        }
        var changed = new LinkedHashMap<CustomerEntity, CustomerEntity.Tagging>();
        customers.tagAll(CustomerPermissions.INDEX, differing, row -> {
            CustomerEntity.Tagging change =
                    row.tagQuietly(add.getOrDefault(row.id(), Set.of()), remove.getOrDefault(row.id(), Set.of()));
            if (!change.isNone()) {
                changed.put(row, change);
            }
        });
        store.keep(changed, now, "rule");
        changed.keySet()
                .forEach(row -> events.publish(new CustomerEvent.Changed(row.id(), row.revision(), List.of("tags"))));
    }

    /** A rule was made or changed: all customers are looked at anew. */
    void ruleChanged() {
        Instant now = now();
        store.progress(now);
        store.progress(new TagStore.Progress(now, null, null));
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }
}
