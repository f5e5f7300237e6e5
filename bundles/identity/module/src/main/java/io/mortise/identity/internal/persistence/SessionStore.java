package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.identity.internal.domain.SignInSession.Pending;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on sessions. */
public final class SessionStore {

    private static final String SELECT =
            "select id, person_id, began_at, seen_at, ends_at, address, agent, method, pending"
                    + " from identity_session where ";

    private final Database database;

    public SessionStore(Database database) {
        this.database = database;
    }

    /**
     * A session and whose it is.
     *
     * @param name of the person
     * @param active whether he works here
     */
    public record Found(SignInSession session, String name, boolean active, Set<UUID> departments) {}

    /** By the digest of its secret. */
    public Optional<Found> byDigest(String digest) {
        return database.rows(SELECT + "digest = :digest", Map.of("digest", digest), SessionStore::read).stream()
                .findFirst()
                .flatMap(session -> holder(session.person())
                        .map(holder ->
                                new Found(session, holder.name(), holder.active(), departments(session.person()))));
    }

    /**
     * Whom something lets in.
     *
     * @param active whether he works here
     */
    public record Holder(String name, boolean active) {}

    public Optional<Holder> holder(UUID person) {
        return database
                .rows(
                        "select name, status from identity_member where person_id = :person",
                        Map.of("person", person),
                        row -> new Holder(
                                row.requireText("name"),
                                row.requireText("status").equals("active")))
                .stream()
                .findFirst();
    }

    public Set<UUID> departments(UUID person) {
        return Set.copyOf(database.rows(
                "select department_id from identity_membership where person_id = :person",
                Map.of("person", person),
                row -> row.requireUuid("department_id")));
    }

    /** Of a person, the newest first. */
    public List<SignInSession> of(UUID person) {
        return database.rows(
                SELECT + "person_id = :person order by id desc", Map.of("person", person), SessionStore::read);
    }

    public void insert(SignInSession session, String digest) {
        Pending pending = session.pending();
        database.execute(
                "insert into identity_session (id, digest, person_id, began_at, seen_at, ends_at, address, agent,"
                        + " method, pending) values (:id, :digest, :person, :began, :seen, :ends, :address, :agent,"
                        + " :method, :pending)",
                PersonStore.with(
                        "pending",
                        pending == null ? null : key(pending),
                        "id",
                        session.id(),
                        "digest",
                        digest,
                        "person",
                        session.person(),
                        "began",
                        session.beganAt(),
                        "seen",
                        session.seenAt(),
                        "ends",
                        session.endsAt(),
                        "address",
                        session.address(),
                        "agent",
                        session.agent(),
                        "method",
                        session.method()));
    }

    /** The same session goes on under another secret. */
    public void rotate(UUID id, String digest, @Nullable Pending pending) {
        database.execute(
                "update identity_session set digest = :digest, pending = :pending where id = :id",
                PersonStore.with("pending", pending == null ? null : key(pending), "digest", digest, "id", id));
    }

    public void seen(UUID id, Instant now) {
        database.execute("update identity_session set seen_at = :now where id = :id", Map.of("id", id, "now", now));
    }

    /** Whether there was such a session of this person. */
    public boolean end(UUID person, UUID id) {
        return database.execute(
                        "delete from identity_session where id = :id and person_id = :person",
                        Map.of("id", id, "person", person))
                > 0;
    }

    /** Whether there was such a session. */
    public boolean endByDigest(String digest) {
        return database.execute("delete from identity_session where digest = :digest", Map.of("digest", digest)) > 0;
    }

    /** All of a person but one. */
    public int endAll(UUID person, UUID but) {
        return database.execute(
                "delete from identity_session where person_id = :person and id <> :but",
                Map.of("person", person, "but", but));
    }

    /** Those that nobody can use any more. */
    public int forget(Instant now, Instant idleSince) {
        return database.execute(
                "delete from identity_session where ends_at < :now or seen_at < :idle",
                Map.of("now", now, "idle", idleSince));
    }

    private static String key(Pending pending) {
        return pending.name().toLowerCase(Locale.ROOT);
    }

    private static SignInSession read(Row row) {
        String pending = row.text("pending");
        return new SignInSession(
                row.requireUuid("id"),
                row.requireUuid("person_id"),
                row.requireInstant("began_at"),
                row.requireInstant("seen_at"),
                row.requireInstant("ends_at"),
                row.requireText("address"),
                row.requireText("agent"),
                row.requireText("method"),
                pending == null ? null : Pending.valueOf(pending.toUpperCase(Locale.ROOT)));
    }
}
