package io.mortise.customer.internal.search;

import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.domain.Pinyin;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.module.ThisModule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The index of names: for a rare text it names the few customers that may have it, so that a list need not look through all. The
 * condition itself still decides: what the index says is never shown.
 */
@Component(service = NameIndex.class)
public final class NameIndex {

    static final int BLOCK = 65_536;

    /** More than these are not rare: lists find them faster on the way of their order. */
    static final int RARE = 2_000;

    private static final int MOST_PARTS = 4;

    /** So many new or renamed customers are looked through one by one before a block is built. */
    private static final int FRESH = 1_000;

    /** More that are not indexed yet are not looked through: then a list goes the way of its order. */
    private static final int FEW_TO_READ = 20_000;

    /** So many of the highest numbers are never in a block. */
    private static final int LATE = 1_000;

    private static final int MARKED_AT_ONCE = 500;

    private final Database database;
    private final NameIndexStore store;
    private final CustomerStore customers;
    private final ThisModule module;

    /** Whoever writes customers marks them: once all are marked, they stay so. */
    private volatile boolean marked;

    private volatile UUID markedTo = new UUID(0, 0);

    @Activate
    public NameIndex(@Reference Database database, @Reference SearchMarks marks, @Reference ThisModule module) {
        this.customers = new CustomerStore(database, marks);
        this.database = database;
        this.store = new NameIndexStore(database, CustomerPermissions.LIST);
        this.module = module;
    }

    /** The rows whose names hold this text, where they may be read. */
    Condition match(String key) {
        String written = "%" + key.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        String typed = Pinyin.isTyped(key) ? Pinyin.typed(key) : "";
        return typed.isEmpty()
                ? Condition.of("r.name_key like :written escape '!'", "written", written)
                : new Condition(
                        "(r.name_key like :written escape '!' or r.name_pinyin like :typed)",
                        Map.of("written", written, "typed", "%" + typed + "%"));
    }

    /** All customers whose names may hold this text, when they are few; needs an open unit of work. */
    Optional<List<UUID>> few(String key) {
        List<Set<String>> wanted = NameParts.wanted(key);
        return wanted.isEmpty() ? Optional.empty() : module.asItself(() -> few(key, wanted));
    }

    private Optional<List<UUID>> few(String key, List<Set<String>> wanted) {
        long indexed = indexedTo(store.blocks());
        var numbers = new TreeSet<Long>();
        for (Set<String> parts : wanted) {
            if (!add(parts, numbers) || numbers.size() > RARE) {
                return Optional.empty();
            }
        }
        if (store.highest() - indexed > FEW_TO_READ) {
            return Optional.empty();
        }
        Condition match = match(key);
        var ids = new LinkedHashSet<>(store.ids(numbers));
        ids.addAll(store.fresh(indexed, match.sql(), match.parameters(), RARE + 1));
        return ids.size() > RARE ? Optional.empty() : Optional.of(List.copyOf(ids));
    }

    /** Up to which number every customer is in its block. */
    private static long indexedTo(List<NameIndexStore.Block> blocks) {
        long to = -1;
        for (NameIndexStore.Block block : blocks) {
            if (block.block() != (to + 1) / BLOCK) {
                return to;
            }
            to = block.indexedTo();
        }
        return to;
    }

    /** Adds the numbers of customers that have all parts; false when they are many. */
    private boolean add(Set<String> parts, Set<Long> numbers) {
        Map<String, Long> counts = store.counts(parts);
        if (!counts.keySet().containsAll(parts)) {
            return true;
        }
        List<String> rarest = parts.stream()
                .sorted(Comparator.comparing(counts::get))
                .limit(MOST_PARTS)
                .toList();
        Map<Long, int[]> places = store.places(rarest.getFirst());
        for (String next : rarest.subList(1, rarest.size())) {
            if (count(places) <= RARE / 4) {
                break;
            }
            Map<Long, int[]> others = store.places(next);
            var both = new HashMap<Long, int[]>();
            places.forEach((block, some) -> both.put(block, Places.both(some, others.getOrDefault(block, new int[0]))));
            places = both;
        }
        if (count(places) > RARE) {
            return false;
        }
        places.forEach((block, some) -> {
            for (int place : some) {
                numbers.add(block * BLOCK + place);
            }
        });
        return true;
    }

    private static long count(Map<Long, int[]> places) {
        return places.values().stream().mapToLong(some -> some.length).sum();
    }

    /** The next block to be built again; empty while what it lacks is little enough to be looked through. */
    Optional<Long> due() {
        return database.read(() -> {
            List<Long> changed = store.changed();
            if (changed.size() >= FRESH) {
                return Optional.of(changed.getFirst() / BLOCK);
            }
            long indexed = indexedTo(store.blocks());
            return store.highest() - indexed >= FRESH + LATE
                    ? Optional.of((indexed + 1) / BLOCK)
                    : Optional.<Long>empty();
        });
    }

    /**
     * Builds a block anew, in a unit of work of its own. The last numbers are left for the next time: a customer may be saved a little
     * later than one with a higher number.
     */
    void build(long block) {
        database.write(() -> {
            long from = block * BLOCK;
            long to = Math.clamp(store.highest() - LATE + 1, from, from + BLOCK);
            store.settled(from, from + BLOCK);
            var parts = new HashMap<String, Growing>();
            for (NameIndexStore.Named one : store.named(from, to)) {
                String said = one.pinyin() == null ? Pinyin.text(one.key()) : one.pinyin();
                int place = (int) (one.number() - from);
                for (String part : NameParts.of(one.key(), said)) {
                    parts.computeIfAbsent(part, _ -> new Growing()).add(place);
                }
            }
            var rows = new ArrayList<NameIndexStore.Part>();
            parts.forEach((part, places) ->
                    rows.add(new NameIndexStore.Part(part, Places.write(places.all, places.count), places.count)));
            store.replace(block, to - 1, rows, Instant.now().truncatedTo(ChronoUnit.MICROS));
            return rows.size();
        });
    }

    /**
     * Marks some customers that were saved before there were marks.
     *
     * @return whether there may be more
     */
    boolean markSome() {
        if (marked) {
            return false;
        }
        List<UUID> some = database.write(() -> {
            List<UUID> ids = store.unmarked(markedTo, MARKED_AT_ONCE);
            customers.markAll(CustomerPermissions.INDEX, ids);
            return ids;
        });
        marked = some.size() < MARKED_AT_ONCE;
        markedTo = some.isEmpty() ? markedTo : some.getLast();
        return !marked;
    }

    private static final class Growing {
        private int[] all = new int[4];
        private int count;

        private void add(int place) {
            if (count == all.length) {
                all = Arrays.copyOf(all, count * 2);
            }
            all[count++] = place;
        }
    }
}
