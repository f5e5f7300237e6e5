package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Row;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.internal.credential.Totp;
import io.mortise.identity.internal.domain.Account;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on how people sign in. */
public final class AccountStore {

    /** Addresses that are remembered of a person. */
    private static final int MOST_ADDRESSES = 20;

    private static final String SELECT = "select a.person_id, m.name, m.status, a.login, a.password_hash,"
            + " a.password_changed_at, a.must_change, a.totp_secret, a.totp_sealed, a.totp_offered_sealed, a.signed_in_at"
            + " from identity_account a join identity_member m on m.person_id = a.person_id where ";

    private final Database database;

    public AccountStore(Database database) {
        this.database = database;
    }

    public Optional<Account> find(UUID person) {
        return database.rows(SELECT + "a.person_id = :person", Map.of("person", person), AccountStore::read).stream()
                .findFirst();
    }

    /** Holds the person and the account until the end of the unit of work: nobody suspends him or changes his password meanwhile. */
    public Optional<Account> hold(UUID person) {
        database.rows(
                "select person_id from identity_member where person_id = :person for update",
                Map.of("person", person),
                row -> row.requireUuid("person_id"));
        database.rows(
                "select person_id from identity_account where person_id = :person for update",
                Map.of("person", person),
                row -> row.requireUuid("person_id"));
        return find(person);
    }

    /** By what is typed, in its one form. */
    public Optional<Account> byLogin(String key) {
        return database.rows(SELECT + "a.login_key = :login", Map.of("login", key), AccountStore::read).stream()
                .findFirst();
    }

    public void insert(UUID person, String login, String key, Instant now) {
        database.execute(
                "insert into identity_account (person_id, login, login_key, must_change, totp_step, created_at)"
                        + " values (:person, :login, :key, false, 0, :now)",
                Map.of("person", person, "login", login, "key", key, "now", now));
    }

    public void rename(UUID person, String login, String key) {
        database.execute(
                "update identity_account set login = :login, login_key = :key where person_id = :person",
                Map.of("person", person, "login", login, "key", key));
    }

    public void password(UUID person, String hash, boolean mustChange, Instant now) {
        database.execute(
                "update identity_account set password_hash = :hash, must_change = :must, password_changed_at = :now"
                        + " where person_id = :person",
                Map.of("person", person, "hash", hash, "must", mustChange, "now", now));
    }

    /** The same password, kept with more work. */
    public void rehash(UUID person, String hash) {
        database.execute(
                "update identity_account set password_hash = :hash where person_id = :person",
                Map.of("person", person, "hash", hash));
    }

    public void signedIn(UUID person, Instant now) {
        database.execute(
                "update identity_account set signed_in_at = :now where person_id = :person",
                Map.of("person", person, "now", now));
    }

    /** Keeps a secret that is to be confirmed, sealed. */
    public void offer(UUID person, String sealed) {
        database.execute(
                "update identity_account set totp_offered_sealed = :sealed, totp_offered = null"
                        + " where person_id = :person",
                Map.of("person", person, "sealed", sealed));
    }

    /** What was offered counts from now on; the code that proved it does not count again. */
    public void confirm(UUID person, long step) {
        database.execute(
                "update identity_account set totp_sealed = totp_offered_sealed, totp_offered_sealed = null,"
                        + " totp_secret = :nobodys, totp_step = :step where person_id = :person",
                Map.of("person", person, "step", step, "nobodys", Totp.fresh().secret()));
    }

    /**
     * Keeps the secret sealed from now on. In the column of the version before stands one that nobody has: should that
     * version serve again, it refuses each code instead of asking for none.
     */
    public void seal(UUID person, String secret, String sealed) {
        database.execute(
                "update identity_account set totp_sealed = :sealed, totp_offered = null, totp_secret = :nobodys"
                        + " where person_id = :person and totp_sealed is null and totp_secret = :secret",
                Map.of(
                        "person",
                        person,
                        "secret",
                        secret,
                        "sealed",
                        sealed,
                        "nobodys",
                        Totp.fresh().secret()));
    }

    /** Secrets that an older version kept as they are, by person. */
    public Map<UUID, String> unsealed() {
        var secrets = new HashMap<UUID, String>();
        database.rows(
                        "select person_id, totp_secret from identity_account"
                                + " where totp_secret is not null and totp_sealed is null",
                        Map.of(),
                        row -> Map.entry(row.requireUuid("person_id"), row.requireText("totp_secret")))
                .forEach(entry -> secrets.put(entry.getKey(), entry.getValue()));
        return secrets;
    }

    public void removeSecondFactor(UUID person) {
        database.execute(
                "update identity_account set totp_secret = null, totp_offered = null, totp_sealed = null,"
                        + " totp_offered_sealed = null where person_id = :person",
                Map.of("person", person));
        database.execute("delete from identity_recovery_code where person_id = :person", Map.of("person", person));
    }

    /** Takes a step of time for good; false when it, or a later one, was taken before. */
    public boolean take(UUID person, long step) {
        return database.execute(
                        "update identity_account set totp_step = :step where person_id = :person and totp_step < :step",
                        Map.of("person", person, "step", step))
                > 0;
    }

    public void recoveryCodes(UUID person, Collection<String> digests) {
        database.execute("delete from identity_recovery_code where person_id = :person", Map.of("person", person));
        for (String digest : digests) {
            database.execute(
                    "insert into identity_recovery_code (person_id, digest) values (:person, :digest)",
                    Map.of("person", person, "digest", digest));
        }
    }

    /** Uses a recovery code up; false when there is no such one, or not any more. */
    public boolean useRecoveryCode(UUID person, String digest) {
        return database.execute(
                        "delete from identity_recovery_code where person_id = :person and digest = :digest",
                        Map.of("person", person, "digest", digest))
                > 0;
    }

    public long recoveryCodes(UUID person) {
        return database.rows(
                        "select count(*) as codes from identity_recovery_code where person_id = :person",
                        Map.of("person", person),
                        row -> row.requireNumber("codes"))
                .getFirst();
    }

    /** Whether the person signed in from this address before. */
    public boolean knows(UUID person, String address) {
        return !database.rows(
                        "select seen_at from identity_known_address where person_id = :person and address = :address",
                        Map.of("person", person, "address", address),
                        row -> row.requireInstant("seen_at"))
                .isEmpty();
    }

    /** He signed in from this address; the oldest of too many is forgotten. */
    public void remember(UUID person, String address, Instant now) {
        Map<String, ?> known = Map.of("person", person, "address", address, "now", now);
        if (database.execute(
                        "update identity_known_address set seen_at = :now where person_id = :person and address ="
                                + " :address",
                        known)
                == 0) {
            database.execute(
                    "insert into identity_known_address (person_id, address, seen_at)"
                            + " select a.person_id, :address, cast(:now as timestamp with time zone)"
                            + " from identity_account a where a.person_id = :person and not exists"
                            + " (select 1 from identity_known_address k where k.person_id = :person"
                            + " and k.address = :address)",
                    known);
        }
        List<String> all = database.rows(
                "select address from identity_known_address where person_id = :person order by seen_at desc",
                Map.of("person", person),
                row -> row.requireText("address"));
        for (String forgotten : all.subList(Math.min(MOST_ADDRESSES, all.size()), all.size())) {
            database.execute(
                    "delete from identity_known_address where person_id = :person and address = :address",
                    Map.of("person", person, "address", forgotten));
        }
    }

    private static Account read(Row row) {
        String sealed = row.text("totp_sealed");
        return new Account(
                row.requireUuid("person_id"),
                row.requireText("name"),
                PersonStatus.valueOf(row.requireText("status").toUpperCase(Locale.ROOT)),
                row.requireText("login"),
                row.text("password_hash"),
                row.instant("password_changed_at"),
                truth(row.truth("must_change")),
                sealed != null ? sealed : row.text("totp_secret"),
                sealed != null,
                row.text("totp_offered_sealed"),
                row.instant("signed_in_at"));
    }

    private static boolean truth(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
