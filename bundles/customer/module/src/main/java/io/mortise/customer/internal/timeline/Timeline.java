package io.mortise.customer.internal.timeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.Caller;
import io.mortise.customer.CustomerException;
import io.mortise.customer.CustomerId;
import io.mortise.customer.CustomerProblem;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.customer.internal.persistence.CustomerStore;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.data.RecordFields;
import io.mortise.data.Row;
import io.mortise.rest.Texts;
import io.mortise.timeline.TimelineEntry;
import io.mortise.timeline.TimelineQuestion;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The timeline of a customer. What happens is written in the unit of work in which it happens, and read by whoever may read the
 * customer, as far as he may read the fields that it tells about (law 7).
 */
@Component(service = Timeline.class)
public final class Timeline {

    /** Longest text of a list of names in a row. */
    private static final int NAMES = 1900;

    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private static final String COLUMNS = "id, happened_at, done_by, kind, facts, about, changed, record_id";

    private final Database database;
    private final CustomerStore customers;
    private final Contributions contributions;
    private final Names names;
    private final Texts texts;
    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock = Clock.systemUTC();

    @Activate
    public Timeline(
            @Reference Database database,
            @Reference Contributions contributions,
            @Reference Names names,
            @Reference Texts texts) {
        this.database = database;
        this.customers = new CustomerStore(database);
        this.contributions = contributions;
        this.names = names;
        this.texts = texts;
    }

    /**
     * One entry as its reader sees it.
     *
     * @param entry what it says
     * @param fields names of changed fields that he may read
     * @param record what it is about beside the customer, or null
     */
    public record Shown(
            TimelineEntry entry,
            List<String> fields,
            @Nullable UUID record) {}

    /**
     * A page.
     *
     * @param next where the page after begins, or null
     * @param missing modules whose entries could not be had
     */
    public record ShownPage(List<Shown> items, @Nullable String next, List<String> missing) {}

    private record Kept(
            UUID id,
            Instant at,
            String by,
            String kind,
            Map<String, String> facts,
            List<String> about,
            List<String> changed,
            @Nullable UUID record) {}

    /** Writes down what happened to a customer; needs an open writing unit of work, and commits with it. */
    public void add(UUID customer, Happening what) {
        database.execute(
                "insert into customer_timeline"
                        + " (id, customer_id, happened_at, done_by, kind, facts, about, changed, record_id)"
                        + " values (:id, :customer, :at, :by, :kind, :facts, :about, :changed, "
                        + (what.record() == null ? "null" : ":record") + ")",
                parameters(customer, what));
    }

    private Map<String, Object> parameters(UUID customer, Happening what) {
        var values = new HashMap<String, Object>();
        values.put("id", Ids.next());
        values.put("customer", customer);
        values.put("at", Instant.now(clock).truncatedTo(ChronoUnit.MICROS));
        values.put("by", Caller.current().id());
        values.put("kind", what.kind());
        values.put("facts", write(what.facts()));
        values.put("about", String.join(",", what.about()));
        values.put("changed", names(what.changed()));
        UUID record = what.record();
        if (record != null) {
            values.put("record", record);
        }
        return values;
    }

    /**
     * One page, newest first.
     *
     * @param after the {@code next} of the page before, or null
     * @throws CustomerException {@code NotFound} for whoever may not read the customer
     */
    public ShownPage page(CustomerId customer, int limit, @Nullable String after) {
        TimelineCursor from = TimelineCursor.parse(customer.value(), after);
        Locale locale = Caller.current().locale();
        List<Shown> own = database.read(() -> {
            RecordFields fields = customers
                    .find(CustomerPermissions.READ, customer)
                    .map(CustomerStore.Found::fields)
                    .orElseThrow(() -> new CustomerException(new CustomerProblem.NotFound(customer)));
            return before(customer.value(), from, limit + 1).stream()
                    .map(kept -> shown(kept, fields, locale))
                    .toList();
        });
        var question = new TimelineQuestion(
                CustomerPermissions.CUSTOMER, customer.value(), from.at(), from.id(), limit + 1, locale);
        Contributions.Gathered others = contributions.ask(question);

        List<Shown> all = Stream.concat(
                        own.stream(), others.entries().stream().map(entry -> new Shown(entry, List.of(), null)))
                .sorted((left, right) -> TimelineEntry.NEWEST_FIRST.compare(left.entry(), right.entry()))
                .toList();
        List<Shown> page = all.subList(0, Math.min(limit, all.size()));
        String next = all.size() > limit
                ? TimelineCursor.after(customer.value(), page.getLast().entry())
                : null;
        return new ShownPage(List.copyOf(page), next, others.missing());
    }

    private List<Kept> before(UUID customer, TimelineCursor from, int limit) {
        var parameters = new HashMap<String, Object>(Map.of("customer", customer, "limit", limit));
        String older = "";
        if (from.at() != null && from.id() != null) {
            older = " and (happened_at < :at or (happened_at = :at and id < :id))";
            parameters.put("at", from.at());
            parameters.put("id", from.id());
        }
        return database.rows(
                "select " + COLUMNS + " from customer_timeline where customer_id = :customer" + older
                        + " order by customer_id desc, happened_at desc, id desc fetch first :limit rows only",
                parameters,
                this::read);
    }

    private Kept read(Row row) {
        return new Kept(
                row.requireUuid("id"),
                row.requireInstant("happened_at"),
                row.requireText("done_by"),
                row.requireText("kind"),
                facts(row.requireText("facts")),
                list(row.text("about")),
                list(row.text("changed")),
                row.uuid("record_id"));
    }

    private Shown shown(Kept kept, RecordFields fields, Locale locale) {
        boolean told = kept.about().stream().allMatch(field -> fields.of(field).isReadable());
        List<String> changed = kept.changed().stream()
                .filter(field -> fields.of(field).isReadable())
                .toList();
        boolean secret = !told || (changed.isEmpty() && !kept.changed().isEmpty());
        String kind = secret ? "changed" : kept.kind();
        var values = new HashMap<String, String>();
        if (!secret) {
            kept.facts().forEach((name, value) -> values.put(name, word(name, value, locale)));
        }
        var entry = new TimelineEntry(
                kept.id(),
                kept.at(),
                "customer." + kind,
                shortened(texts.text(locale, secret ? "timeline.hidden" : "timeline." + kind, values)),
                names.caller(kept.by()),
                null);
        return new Shown(entry, secret ? List.of() : changed, secret ? null : kept.record());
    }

    private String word(String name, String value, Locale locale) {
        if (name.startsWith("person")) {
            return names.caller(value);
        }
        String key = "timeline." + name + "." + value;
        String said = texts.text(locale, key, Map.of());
        return said.equals(key) ? value : said;
    }

    private static String shortened(String text) {
        return text.length() <= 2000 ? text : text.substring(0, 1999) + "…";
    }

    private static List<String> list(@Nullable String names) {
        return names == null || names.isEmpty() ? List.of() : List.of(names.split(","));
    }

    /** As many names as a row holds. */
    private static String names(List<String> names) {
        var taken = new ArrayList<String>();
        int length = 0;
        for (String name : names) {
            length += name.length() + 1;
            if (length > NAMES) {
                break;
            }
            taken.add(name);
        }
        return String.join(",", taken);
    }

    private String write(Map<String, String> facts) {
        try {
            String text = json.writeValueAsString(facts);
            if (text.length() > 4000) {
                throw new IllegalArgumentException("the facts of a happening are too long: " + facts.keySet());
            }
            return text;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts can't be written", e);
        }
    }

    private Map<String, String> facts(String text) {
        try {
            return json.readValue(text, FACTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry of a timeline holds broken facts", e);
        }
    }
}
