package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.identity.internal.domain.StandIn;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on stand-ins. */
public final class StandInStore {

    private static final String SELECT = "select id, person_id, standin_id, from_day, until_day, reason, "
            + Stamps.COLUMNS + " from identity_standin ";

    private final Database database;

    public StandInStore(Database database) {
        this.database = database;
    }

    public Optional<StandIn> find(UUID id) {
        return database.rows(SELECT + "where id = :id", Map.of("id", id), StandInStore::read).stream()
                .findFirst();
    }

    /** In the order of their ids; of one person, or of all. */
    public List<StandIn> after(@Nullable UUID person, UUID after, int limit) {
        String end = " order by id fetch first " + limit + " rows only";
        return person == null
                ? database.rows(SELECT + "where id > :after" + end, Map.of("after", after), StandInStore::read)
                : database.rows(
                        SELECT + "where id > :after and person_id = :person" + end,
                        Map.of("after", after, "person", person),
                        StandInStore::read);
    }

    /** Whom a person stands in for on a day. */
    public Set<UUID> behind(UUID standIn, LocalDate day) {
        return new HashSet<>(database.rows(
                "select person_id from identity_standin where standin_id = :standin and from_day <= :today"
                        + " and until_day >= :today",
                Map.of("standin", standIn, "today", day),
                row -> row.requireUuid("person_id")));
    }

    public void insert(StandIn given) {
        database.execute(
                "insert into identity_standin (id, person_id, standin_id, from_day, until_day, reason, created_at,"
                        + " created_by, updated_at, updated_by, revision)"
                        + " values (:id, :person, :standin, :first, :last, :reason, :now, :who, :now, :who, 0)",
                Map.of(
                        "id",
                        given.id(),
                        "person",
                        given.person(),
                        "standin",
                        given.standIn(),
                        "first",
                        given.from(),
                        "last",
                        given.until(),
                        "reason",
                        given.reason(),
                        "now",
                        given.stamp().createdAt(),
                        "who",
                        given.stamp().createdBy()));
    }

    public void delete(UUID id) {
        database.execute("delete from identity_standin where id = :id", Map.of("id", id));
    }

    private static StandIn read(Row row) {
        return new StandIn(
                row.requireUuid("id"),
                row.requireUuid("person_id"),
                row.requireUuid("standin_id"),
                Objects.requireNonNull(row.day("from_day")),
                Objects.requireNonNull(row.day("until_day")),
                row.requireText("reason"),
                Stamps.read(row));
    }
}
