package io.mortise.kernel.persistence;

import io.mortise.kernel.spi.Idempotency;
import io.mortise.kernel.spi.UnitsOfWork;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keys and answers in {@code kernel_persistence_idempotency}. A reservation is a short transaction of its own, so a second
 * caller is told at once that the first one runs; a lease frees the key when the first one's server died.
 */
final class StoredIdempotency implements Idempotency {

    /** Longer than any request may take. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration CLEANING = Duration.ofMinutes(10);

    private final UnitsOfWork units;
    private final Clock clock;
    private final AtomicLong cleaned = new AtomicLong();

    StoredIdempotency(UnitsOfWork units, Clock clock) {
        this.units = units;
        this.clock = clock;
    }

    @Override
    public Reservation reserve(String space, String key, String bodyDigest) {
        String slot = slot(space, key);
        clean();
        for (int attempt = 1; ; attempt++) {
            try {
                return units.separately(() -> tryReserve(units.connection(), slot, bodyDigest));
            } catch (SQLException e) {
                // Two first calls at once: the loser looks again and finds the winner's row. Only this transaction of
                // our own is repeated, so nothing happens twice.
                if (attempt == 5 || !DatabaseFailures.isUnique(e) && !DatabaseFailures.isContention(e)) {
                    throw DatabaseFailures.translate("an Idempotency-Key could not be reserved", e);
                }
            }
        }
    }

    private Reservation tryReserve(Connection connection, String slot, String bodyDigest) throws SQLException {
        Instant now = clock.instant();
        try (PreparedStatement select = connection.prepareStatement(
                "select body_digest, answered, lease_until, expires_at, status, content_type, location, etag, body"
                        + " from kernel_persistence_idempotency where slot = ? for update")) {
            select.setString(1, slot);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return insert(connection, slot, bodyDigest, now);
                }
                boolean answered = rows.getBoolean(2);
                boolean over = answered
                        ? !instant(rows, 4).isAfter(now)
                        : !instant(rows, 3).isAfter(now);
                if (over) {
                    return takeOver(connection, slot, bodyDigest, now);
                }
                if (!rows.getString(1).equals(bodyDigest)) {
                    return new Reservation.OtherBody();
                }
                return answered ? new Reservation.Done(answer(rows, 5)) : new Reservation.Running();
            }
        }
    }

    private static Reservation insert(Connection connection, String slot, String bodyDigest, Instant now)
            throws SQLException {
        UUID token = UUID.randomUUID();
        try (PreparedStatement insert = connection.prepareStatement("insert into kernel_persistence_idempotency"
                + " (slot, body_digest, token, answered, lease_until, expires_at) values (?, ?, ?, false, ?, ?)")) {
            insert.setString(1, slot);
            insert.setString(2, bodyDigest);
            insert.setObject(3, token);
            insert.setObject(4, TableShape.toJdbc(now.plus(LEASE)));
            insert.setObject(5, TableShape.toJdbc(now.plus(KEPT)));
            insert.executeUpdate();
        }
        return new Reservation.Granted(token.toString());
    }

    private static Reservation takeOver(Connection connection, String slot, String bodyDigest, Instant now)
            throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from kernel_persistence_idempotency where slot = ?")) {
            delete.setString(1, slot);
            delete.executeUpdate();
        }
        return insert(connection, slot, bodyDigest, now);
    }

    @Override
    public void complete(String token, Answer answer) {
        try (PreparedStatement update = units.connection()
                .prepareStatement("update kernel_persistence_idempotency set answered = true, status = ?,"
                        + " content_type = ?, location = ?, etag = ?, body = ?, expires_at = ?"
                        + " where token = ? and answered = false")) {
            update.setInt(1, answer.status());
            text(update, 2, answer.contentType());
            text(update, 3, answer.location());
            text(update, 4, answer.etag());
            update.setBytes(5, answer.body());
            update.setObject(6, TableShape.toJdbc(clock.instant().plus(KEPT)));
            update.setObject(7, UUID.fromString(token));
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("the lease of this Idempotency-Key is over and another call has it;"
                        + " this work must be rolled back");
            }
        } catch (SQLException e) {
            throw DatabaseFailures.translate("the answer to an Idempotency-Key could not be kept", e);
        }
    }

    @Override
    public void release(String token) {
        try {
            units.separately(() -> {
                try (PreparedStatement delete = units.connection()
                        .prepareStatement(
                                "delete from kernel_persistence_idempotency where token = ? and answered = false")) {
                    delete.setObject(1, UUID.fromString(token));
                    return delete.executeUpdate();
                }
            });
        } catch (SQLException e) {
            throw DatabaseFailures.translate("an Idempotency-Key could not be given free", e);
        }
    }

    @Override
    public Optional<Answer> find(String space, String key) {
        try {
            return units.read(() -> {
                try (PreparedStatement select = units.connection()
                        .prepareStatement(
                                "select status, content_type, location, etag, body"
                                        + " from kernel_persistence_idempotency where slot = ? and answered and expires_at > ?")) {
                    select.setString(1, slot(space, key));
                    select.setObject(2, TableShape.toJdbc(clock.instant()));
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next() ? Optional.of(answer(rows, 1)) : Optional.empty();
                    }
                }
            });
        } catch (SQLException e) {
            throw DatabaseFailures.translate("an Idempotency-Key could not be looked up", e);
        }
    }

    /** Now and then, by whoever comes. */
    private void clean() {
        Instant now = clock.instant();
        long last = cleaned.get();
        if (now.toEpochMilli() - last < CLEANING.toMillis() || !cleaned.compareAndSet(last, now.toEpochMilli())) {
            return;
        }
        try {
            units.separately(() -> {
                try (PreparedStatement delete = units.connection()
                        .prepareStatement("delete from kernel_persistence_idempotency"
                                + " where expires_at <= ? and (answered or lease_until <= ?)")) {
                    delete.setObject(1, TableShape.toJdbc(now));
                    delete.setObject(2, TableShape.toJdbc(now));
                    return delete.executeUpdate();
                }
            });
        } catch (SQLException e) {
            throw DatabaseFailures.translate("old Idempotency-Keys could not be removed", e);
        }
    }

    private static void text(PreparedStatement statement, int index, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, text);
        }
    }

    private static Answer answer(ResultSet rows, int from) throws SQLException {
        return new Answer(
                rows.getInt(from),
                Optional.ofNullable(rows.getString(from + 1)).orElse(""),
                Optional.ofNullable(rows.getString(from + 2)).orElse(""),
                Optional.ofNullable(rows.getString(from + 3)).orElse(""),
                rows.getBytes(from + 4));
    }

    private static Instant instant(ResultSet rows, int index) throws SQLException {
        return rows.getObject(index, java.time.OffsetDateTime.class).toInstant();
    }

    /** One text of fixed length for space and key, whatever callers send. */
    private static String slot(String space, String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(space.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
