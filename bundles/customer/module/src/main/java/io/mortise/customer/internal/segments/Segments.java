package io.mortise.customer.internal.segments;

import io.mortise.access.Caller;
import io.mortise.customer.internal.lists.CustomerFilters;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.filter.Filter;
import io.mortise.filter.Filters;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Saved filters 分群. Whoever made one changes it; those it is shared with use it, each under his own rights. */
@Component(service = Segments.class)
public final class Segments {

    /** Most characters of a name. */
    public static final int LONGEST_NAME = 100;

    private static final int MOST = 500;
    private static final int MOST_SHARES = 100;
    private static final int MOST_COLUMNS = 100;
    private static final Pattern COLUMN = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.]{0,79}");
    private static final Pattern SORT = Pattern.compile("-?[a-zA-Z][a-zA-Z0-9_.]{0,79}");

    private final Database database;
    private final SegmentStore store;
    private final CustomerFilters filters;
    private final Clock clock;

    @Activate
    public Segments(@Reference Database database, @Reference CustomerFilters filters) {
        this.database = database;
        this.store = new SegmentStore(database);
        this.filters = filters;
        this.clock = Clock.systemUTC();
    }

    /** What somebody wants to save; checked by {@link Segments}. */
    public record Wanted(
            String name, String filter, @Nullable String sort, List<String> columns, List<String> sharedWith) {
        public Wanted {
            columns = columns.stream().distinct().toList();
            sharedWith = sharedWith.stream().distinct().toList();
        }
    }

    /** Those of the caller, and those that are shared with him, by name. */
    public List<Segment> mine() {
        return database.read(
                () -> store.of(me(), receivers()).stream().map(this::told).toList());
    }

    /** One that the caller may use. */
    public Segment require(UUID id) {
        return database.read(() -> told(found(id)));
    }

    /** The filter of one that the caller may use. */
    public String filter(UUID id) {
        return database.read(() -> found(id)).filter();
    }

    /**
     * A filter of a request together with that of a saved one, which the caller may use.
     *
     * @throws ProblemException {@code customer-segment-not-found} 404
     */
    public @Nullable String and(@Nullable UUID segment, @Nullable String filter) {
        if (segment == null) {
            return filter;
        }
        String saved = filter(segment);
        if (filter == null || filter.isBlank()) {
            return saved;
        }
        // Each is read for itself: what somebody writes must not reach into the other's brackets.
        Filter both = new Filter.All(List.of(
                filters.check(saved, "?segment").filter(),
                filters.check(filter, "?filter").filter()));
        return Filters.text(both);
    }

    /** Saves a filter. */
    public Segment create(Wanted wanted) {
        Wanted checked = checked(wanted);
        return database.write(() -> {
            if (store.countOf(me()) >= MOST) {
                throw new ProblemException(
                        Problem.of("customer-segments-full", 409).with("most", MOST));
            }
            Segment segment = of(Ids.next(), checked, 0);
            store.insert(segment, now(), me());
            return segment;
        });
    }

    /** Writes one of the caller's anew. */
    public Segment change(UUID id, long revision, Wanted wanted) {
        Wanted checked = checked(wanted);
        return database.write(() -> {
            Segment known = own(id);
            if (!store.update(of(id, checked, revision), now(), me())) {
                throw new ProblemException(
                        Problem.of("customer-segment-stale", 412).with("revision", known.revision()));
            }
            return told(found(id));
        });
    }

    /** Takes one of the caller's away. */
    public void delete(UUID id) {
        database.write(() -> {
            own(id);
            store.delete(id);
            return id;
        });
    }

    private Segment of(UUID id, Wanted wanted, long revision) {
        return new Segment(
                id,
                me(),
                wanted.name(),
                wanted.filter(),
                wanted.sort(),
                wanted.columns(),
                wanted.sharedWith(),
                revision);
    }

    /** With whom it is shared is its owner's business. */
    private Segment told(Segment segment) {
        return segment.owner().equals(me()) ? store.whole(segment) : segment;
    }

    private Segment own(UUID id) {
        Segment segment = found(id);
        if (!segment.owner().equals(me())) {
            throw new ProblemException(
                    Problem.of("customer-segment-not-yours", 403).with("name", segment.name()));
        }
        return segment;
    }

    private Segment found(UUID id) {
        return store.find(id)
                .filter(segment -> segment.owner().equals(me())
                        || store.whole(segment).sharedWith().stream().anyMatch(receivers()::contains))
                .orElseThrow(() -> new ProblemException(
                        Problem.of("customer-segment-not-found", 404).with("id", id.toString())));
    }

    private Wanted checked(Wanted wanted) {
        var faults = new ArrayList<FieldFault>();
        if (wanted.sort() != null && !SORT.matcher(wanted.sort()).matches()) {
            faults.add(new FieldFault("/sort", "wrong-type", Map.of("expected", "a field such as -createdAt")));
        }
        if (wanted.columns().size() > MOST_COLUMNS
                || !wanted.columns().stream()
                        .allMatch(column -> COLUMN.matcher(column).matches())) {
            faults.add(new FieldFault("/columns", "wrong-type", Map.of("expected", "names of fields")));
        }
        if (wanted.sharedWith().size() > MOST_SHARES
                || !wanted.sharedWith().stream().allMatch(Segments::isReceiver)) {
            faults.add(new FieldFault(
                    "/sharedWith", "wrong-type", Map.of("expected", "everybody, person:<uuid> or department:<uuid>")));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        String canonical =
                Filters.text(filters.check(wanted.filter(), "/filter").filter());
        return new Wanted(wanted.name(), canonical, wanted.sort(), wanted.columns(), wanted.sharedWith());
    }

    private static boolean isReceiver(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return text.equals(Segment.EVERYBODY);
        }
        String kind = text.substring(0, colon);
        String id = text.substring(colon + 1);
        try {
            return (kind.equals("person") || kind.equals("department"))
                    && UUID.fromString(id).toString().equals(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> receivers() {
        Caller person = person();
        var receivers = new ArrayList<String>();
        receivers.add(Segment.EVERYBODY);
        person.personId().ifPresent(id -> receivers.add("person:" + id));
        person.departments().forEach(department -> receivers.add("department:" + department));
        return receivers;
    }

    /** The person behind a program that acts for one. */
    private static Caller person() {
        Caller caller = Caller.current();
        Caller behind = caller.onBehalfOf();
        return behind == null ? caller : behind;
    }

    private static String me() {
        return person().id();
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MICROS);
    }
}
