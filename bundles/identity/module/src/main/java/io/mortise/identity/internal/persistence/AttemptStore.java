package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.identity.internal.credential.Lockout;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Statements on failed sign-ins, by account or address. */
public final class AttemptStore {

    private static final String SELECT =
            "select failures, last_at, locked_until from identity_attempt where subject = :subject";

    private final Database database;

    public AttemptStore(Database database) {
        this.database = database;
    }

    /** Holds the row until the end of the unit of work, so that tries at once are counted one after another. */
    public Optional<Lockout> lock(String subject) {
        return read(SELECT + " for update", subject);
    }

    /** Without holding it. */
    public Optional<Lockout> find(String subject) {
        return read(SELECT, subject);
    }

    public void insert(String subject, Lockout lockout) {
        database.execute(
                "insert into identity_attempt (subject, failures, last_at, locked_until)"
                        + " values (:subject, :failures, :last, :until)",
                parameters(subject, lockout));
    }

    public void update(String subject, Lockout lockout) {
        database.execute(
                "update identity_attempt set failures = :failures, last_at = :last, locked_until = :until"
                        + " where subject = :subject",
                parameters(subject, lockout));
    }

    public void clear(String subject) {
        database.execute("delete from identity_attempt where subject = :subject", Map.of("subject", subject));
    }

    public void forget(Instant before) {
        database.execute("delete from identity_attempt where last_at < :before", Map.of("before", before));
    }

    private Optional<Lockout> read(String sql, String subject) {
        return database
                .rows(
                        sql,
                        Map.of("subject", subject),
                        row -> new Lockout(
                                Math.toIntExact(row.requireNumber("failures")),
                                row.requireInstant("last_at"),
                                row.instant("locked_until")))
                .stream()
                .findFirst();
    }

    private static Map<String, ?> parameters(String subject, Lockout lockout) {
        return PersonStore.with(
                "until",
                lockout.lockedUntil(),
                "subject",
                subject,
                "failures",
                lockout.failures(),
                "last",
                lockout.lastAt());
    }
}
