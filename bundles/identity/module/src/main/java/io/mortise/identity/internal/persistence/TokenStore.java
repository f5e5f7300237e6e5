package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.identity.internal.domain.ApiToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on tokens of programs; one that was revoked is kept for the record and never found again. */
public final class TokenStore {

    private static final String SELECT = "select id, person_id, name, created_at, created_by, ends_at, used_at"
            + " from identity_token where revoked_at is null and ";

    private final Database database;

    public TokenStore(Database database) {
        this.database = database;
    }

    public Optional<ApiToken> byDigest(String digest) {
        return database.rows(SELECT + "digest = :digest", Map.of("digest", digest), TokenStore::read).stream()
                .findFirst();
    }

    public Optional<ApiToken> find(UUID id) {
        return database.rows(SELECT + "id = :id", Map.of("id", id), TokenStore::read).stream()
                .findFirst();
    }

    /** Of a person, or of all, in the order of their ids. */
    public List<ApiToken> after(@Nullable UUID person, UUID after, int limit) {
        String end = " order by id fetch first " + limit + " rows only";
        return person == null
                ? database.rows(SELECT + "id > :after" + end, Map.of("after", after), TokenStore::read)
                : database.rows(
                        SELECT + "id > :after and person_id = :person" + end,
                        Map.of("after", after, "person", person),
                        TokenStore::read);
    }

    public long living(UUID person, Instant now) {
        return database.rows(
                        "select count(*) as tokens from identity_token where person_id = :person"
                                + " and revoked_at is null and ends_at > :now",
                        Map.of("person", person, "now", now),
                        row -> row.requireNumber("tokens"))
                .getFirst();
    }

    public void insert(ApiToken token, String digest) {
        database.execute(
                "insert into identity_token (id, digest, person_id, name, created_at, created_by, ends_at)"
                        + " values (:id, :digest, :person, :name, :now, :who, :ends)",
                PersonStore.with(
                        "person",
                        token.person(),
                        "id",
                        token.id(),
                        "digest",
                        digest,
                        "name",
                        token.name(),
                        "now",
                        token.createdAt(),
                        "who",
                        token.createdBy(),
                        "ends",
                        token.endsAt()));
    }

    public void used(UUID id, Instant now) {
        database.execute("update identity_token set used_at = :now where id = :id", Map.of("id", id, "now", now));
    }

    public void revoke(UUID id, Instant now) {
        database.execute(
                "update identity_token set revoked_at = :now where id = :id and revoked_at is null",
                Map.of("id", id, "now", now));
    }

    public void revokeAll(UUID person, Instant now) {
        database.execute(
                "update identity_token set revoked_at = :now where person_id = :person and revoked_at is null",
                Map.of("person", person, "now", now));
    }

    private static ApiToken read(Row row) {
        return new ApiToken(
                row.requireUuid("id"),
                row.uuid("person_id"),
                row.requireText("name"),
                row.requireInstant("created_at"),
                row.requireText("created_by"),
                row.requireInstant("ends_at"),
                row.instant("used_at"));
    }
}
