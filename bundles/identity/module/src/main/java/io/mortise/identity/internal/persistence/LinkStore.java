package io.mortise.identity.internal.persistence;

import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.internal.domain.LinkKind;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements on links that let somebody in once; a link that was used is gone. */
public final class LinkStore {

    private final Database database;

    public LinkStore(Database database) {
        this.database = database;
    }

    /** A link; {@code person} is null for that of the first administrator. */
    public record Link(LinkKind kind, @Nullable UUID person) {}

    public void insert(LinkKind kind, @Nullable UUID person, String digest, Instant now, String by) {
        database.execute(
                "insert into identity_link (id, digest, kind, person_id, created_at, created_by, ends_at)"
                        + " values (:id, :digest, :kind, :person, :now, :who, :ends)",
                PersonStore.with(
                        "person",
                        person,
                        "id",
                        Ids.next(),
                        "digest",
                        digest,
                        "kind",
                        key(kind),
                        "now",
                        now,
                        "who",
                        by,
                        "ends",
                        now.plus(kind.lasts())));
    }

    /** The link, as long as it may be used. */
    public Optional<Link> find(String digest, Instant now) {
        return database
                .rows(
                        "select kind, person_id from identity_link where digest = :digest and ends_at > :now",
                        Map.of("digest", digest, "now", now),
                        row -> new Link(
                                LinkKind.valueOf(row.requireText("kind").toUpperCase(Locale.ROOT)),
                                row.uuid("person_id")))
                .stream()
                .findFirst();
    }

    /** Uses it up; false when somebody else was quicker. */
    public boolean use(String digest) {
        return database.execute("delete from identity_link where digest = :digest", Map.of("digest", digest)) > 0;
    }

    /** Takes back all of a person. */
    public void endAll(UUID person) {
        database.execute("delete from identity_link where person_id = :person", Map.of("person", person));
    }

    /** Takes back all of a kind. */
    public void endAll(LinkKind kind) {
        database.execute("delete from identity_link where kind = :kind", Map.of("kind", key(kind)));
    }

    public void forget(Instant now) {
        database.execute("delete from identity_link where ends_at < :now", Map.of("now", now));
    }

    private static String key(LinkKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
