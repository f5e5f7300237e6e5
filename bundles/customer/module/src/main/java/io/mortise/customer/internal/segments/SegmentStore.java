package io.mortise.customer.internal.segments;

import io.mortise.data.Database;
import io.mortise.data.Row;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on saved filters. Needs an open unit of work. */
final class SegmentStore {

    private final Database database;

    SegmentStore(Database database) {
        this.database = database;
    }

    /** Those that he made or that are shared with one of these. */
    List<Segment> of(String owner, Collection<String> receivers) {
        return database.rows(
                "select s.* from customer_segment s where s.owner = :owner or s.id in (select w.segment_id from"
                        + " customer_segment_share w where w.receiver in (:receivers)) order by s.name, s.id",
                Map.of("owner", owner, "receivers", List.copyOf(receivers)),
                this::read);
    }

    Optional<Segment> find(UUID id) {
        return database.rows("select * from customer_segment where id = :id", Map.of("id", id), this::read).stream()
                .findFirst();
    }

    long countOf(String owner) {
        return database.rows(
                        "select count(*) as n from customer_segment where owner = :owner",
                        Map.of("owner", owner),
                        row -> row.requireNumber("n"))
                .getFirst();
    }

    void insert(Segment segment, Instant now, String by) {
        database.execute(
                "insert into customer_segment (id, owner, name, filter, sort, columns, revision, updated_at, updated_by)"
                        + " values (:id, :owner, :name, :filter, :sort, :columns, :revision, :now, :by)",
                values(segment, now, by));
        share(segment);
    }

    /** Whether it was still at the revision. */
    boolean update(Segment segment, Instant now, String by) {
        boolean written = database.execute(
                        "update customer_segment set name = :name, filter = :filter, sort = :sort, columns = :columns,"
                                + " revision = revision + 1, updated_at = :now, updated_by = :by"
                                + " where id = :id and owner = :owner and revision = :revision",
                        values(segment, now, by))
                == 1;
        if (written) {
            share(segment);
        }
        return written;
    }

    void delete(UUID id) {
        database.execute("delete from customer_segment where id = :id", Map.of("id", id));
    }

    private void share(Segment segment) {
        database.execute("delete from customer_segment_share where segment_id = :id", Map.of("id", segment.id()));
        for (String receiver : segment.sharedWith()) {
            database.execute(
                    "insert into customer_segment_share (segment_id, receiver) values (:id, :receiver)",
                    Map.of("id", segment.id(), "receiver", receiver));
        }
    }

    private static Map<String, @Nullable Object> values(Segment segment, Instant now, String by) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("id", segment.id());
        values.put("owner", segment.owner());
        values.put("name", segment.name());
        values.put("filter", segment.filter());
        values.put("sort", segment.sort());
        values.put("columns", segment.columns().isEmpty() ? null : String.join(",", segment.columns()));
        values.put("revision", segment.revision());
        values.put("now", now);
        values.put("by", by);
        return values;
    }

    private Segment read(Row row) {
        UUID id = row.requireUuid("id");
        String columns = row.text("columns");
        return new Segment(
                id,
                row.requireText("owner"),
                row.requireText("name"),
                row.requireText("filter"),
                row.text("sort"),
                columns == null ? List.of() : List.of(columns.split(",")),
                List.of(),
                row.requireNumber("revision"));
    }

    /** The same with whom it is shared. */
    Segment whole(Segment segment) {
        List<String> receivers = database.rows(
                "select receiver from customer_segment_share where segment_id = :id order by receiver",
                Map.of("id", segment.id()),
                row -> row.requireText("receiver"));
        return new Segment(
                segment.id(),
                segment.owner(),
                segment.name(),
                segment.filter(),
                segment.sort(),
                segment.columns(),
                receivers,
                segment.revision());
    }
}
