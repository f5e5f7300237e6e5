package io.mortise.customer.internal.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.LiveFields;
import io.mortise.customer.internal.domain.CustomerPermissions;
import io.mortise.data.Database;
import io.mortise.data.Row;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The defined fields as they are now, told to the kernel. What is changed here holds at once; what another node changed within
 * a second, which is how often the number of the definitions is looked at.
 */
@Component(service = FieldBook.class)
public final class FieldBook {

    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final LiveFields live;
    private volatile Page page = new Page(-1, Map.of(), Map.of());
    private volatile long checked;

    /**
     * What is written in it.
     *
     * @param live live customer fields by key
     * @param formulas of those that are computed, by key
     */
    private record Page(long version, Map<String, FieldDefinition> live, Map<String, Formula> formulas) {}

    @Activate
    public FieldBook(@Reference Database database, @Reference LiveFields live) {
        this.database = database;
        this.live = live;
        this.checked = System.nanoTime() - 2 * FRESH;
        refresh();
    }

    /** The live fields of customers, by key, in the order in which they were defined. */
    public Map<String, FieldDefinition> customers() {
        return now().live();
    }

    /** The formulas of those that are computed, by key. */
    Map<String, Formula> formulas() {
        return now().formulas();
    }

    private Page now() {
        if (System.nanoTime() - checked > FRESH) {
            refresh();
        }
        return page;
    }

    /** Looks whether there is anything new. */
    void refresh() {
        database.read(() -> {
            load();
            return page;
        });
    }

    private synchronized void load() {
        long version = database.rows(
                        "select version from customer_field_version where id = 1",
                        Map.of(),
                        row -> row.requireNumber("version"))
                .getFirst();
        checked = System.nanoTime();
        if (version == page.version()) {
            return;
        }
        var fields = new LinkedHashMap<String, FieldDefinition>();
        var formulas = new LinkedHashMap<String, Formula>();
        for (FieldDefinition field : all()) {
            if (field.isLive()) {
                fields.put(field.said().key(), field);
                String formula = field.said().formula();
                if (formula != null) {
                    formulas.put(field.said().key(), Formula.parse(formula));
                }
            }
        }
        live.declare(
                CustomerPermissions.CUSTOMER,
                fields.values().stream().map(FieldDefinition::declared).toList());
        page = new Page(
                version,
                java.util.Collections.unmodifiableMap(fields),
                java.util.Collections.unmodifiableMap(formulas));
    }

    /** All that were ever defined; needs an open unit of work. */
    List<FieldDefinition> all() {
        return database.rows("select * from customer_field order by id", Map.of(), FieldBook::read);
    }

    static FieldDefinition read(Row row) {
        try {
            String columns = row.text("stored_in");
            return new FieldDefinition(
                    row.requireUuid("id"),
                    JSON.readValue(row.requireText("definition"), FieldDefinition.Said.class),
                    FieldDefinition.State.valueOf(row.requireText("state").toUpperCase(Locale.ROOT)),
                    columns == null || columns.isBlank() ? List.of() : Arrays.asList(columns.split(",")),
                    Boolean.TRUE.equals(row.truth("is_indexed")),
                    row.requireNumber("revision"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the definition of field " + row.uuid("id") + " can't be read", e);
        }
    }

    static String write(FieldDefinition.Said said) {
        try {
            return JSON.writeValueAsString(said);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
