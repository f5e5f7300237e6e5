package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Statements on identities of other systems, and on tries to sign in by them. */
public final class ExternalStore {

    private final Database database;

    public ExternalStore(Database database) {
        this.database = database;
    }

    /**
     * A try that has begun.
     *
     * @param browser digest of what the browser must still hold
     * @param returnTo path inside the product
     */
    public record Begun(String provider, String browser, String nonce, String returnTo) {}

    public Optional<UUID> person(String provider, String subject) {
        return database
                .rows(
                        "select person_id from identity_external where provider = :provider and subject = :subject",
                        Map.of("provider", provider, "subject", subject),
                        row -> row.requireUuid("person_id"))
                .stream()
                .findFirst();
    }

    public void link(String provider, String subject, UUID person, Instant now) {
        Map<String, ?> linked = Map.of("provider", provider, "subject", subject, "person", person, "now", now);
        if (database.execute(
                        "update identity_external set person_id = :person, linked_at = :now"
                                + " where provider = :provider and subject = :subject",
                        linked)
                == 0) {
            database.execute(
                    "insert into identity_external (provider, subject, person_id, linked_at)"
                            + " values (:provider, :subject, :person, :now)",
                    linked);
        }
    }

    public void unlink(String provider, String subject) {
        database.execute(
                "delete from identity_external where provider = :provider and subject = :subject",
                Map.of("provider", provider, "subject", subject));
    }

    public void begin(String digest, Begun begun, Instant until) {
        database.execute(
                "insert into identity_external_attempt (digest, provider, browser, return_to, nonce, ends_at)"
                        + " values (:digest, :provider, :browser, :target, :nonce, :ends)",
                Map.of(
                        "digest",
                        digest,
                        "provider",
                        begun.provider(),
                        "browser",
                        begun.browser(),
                        "target",
                        begun.returnTo(),
                        "nonce",
                        begun.nonce(),
                        "ends",
                        until));
    }

    /** Takes it for good; empty when it never was, is too old, or was taken. */
    public Optional<Begun> take(String digest, Instant now) {
        Optional<Begun> found = database
                .rows(
                        "select provider, browser, nonce, return_to from identity_external_attempt"
                                + " where digest = :digest and ends_at > :now",
                        Map.of("digest", digest, "now", now),
                        row -> new Begun(
                                row.requireText("provider"),
                                row.requireText("browser"),
                                row.requireText("nonce"),
                                row.requireText("return_to")))
                .stream()
                .findFirst();
        boolean mine = database.execute(
                        "delete from identity_external_attempt where digest = :digest", Map.of("digest", digest))
                > 0;
        return mine ? found : Optional.empty();
    }

    public void forget(Instant now) {
        database.execute("delete from identity_external_attempt where ends_at < :now", Map.of("now", now));
    }
}
