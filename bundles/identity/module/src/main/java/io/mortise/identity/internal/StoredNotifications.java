package io.mortise.identity.internal;

import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.Notifications;
import io.mortise.identity.internal.domain.Notice;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.NoticeStore;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Notifications in the database; a person reaches his own alone. */
@Component(service = {Notifications.class, io.mortise.notification.Notifications.class, StoredNotifications.class})
public final class StoredNotifications implements Notifications, io.mortise.notification.Notifications {

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9]{1,19}\\.[a-z][a-z0-9-]{0,58}");
    private static final int TEXT_LENGTH = 2000;
    private static final int LINK_LENGTH = 1000;

    private final Database database;
    private final NoticeStore store;
    private final Consequences consequences;

    @Activate
    public StoredNotifications(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.store = new NoticeStore(database);
        this.consequences = consequences;
    }

    @Override
    public void send(UUID person, String kind, Notifications.Words words, @Nullable String link) {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("kind \"" + kind + "\" is not written <module>.<kind>");
        }
        // Two slashes would lead to another host.
        if (link != null && (!link.startsWith("/") || link.startsWith("//") || link.length() > LINK_LENGTH)) {
            throw new IllegalArgumentException("link \"" + link + "\" is no path inside the product of up to "
                    + LINK_LENGTH + " characters, such as /customers/1");
        }
        database.write(() -> {
            store.language(person).ifPresent(language -> {
                String text = words.in(language);
                if (text.length() > TEXT_LENGTH) {
                    throw new IllegalArgumentException("a notification has at most " + TEXT_LENGTH
                            + " characters; this of kind " + kind + " has " + text.length());
                }
                store.insert(person, new Notice(Ids.next(), kind, text, link, consequences.now(), null));
            });
            return true;
        });
    }

    @Override
    public void tell(
            UUID person, String kind, io.mortise.notification.Notifications.Words words, @Nullable String link) {
        send(person, kind, words::in, link);
    }

    /** Newest first, those older than one. */
    public List<Notice> before(UUID person, UUID before, boolean unreadOnly, int limit) {
        return database.read(() -> store.before(person, before, unreadOnly, limit));
    }

    /** How many wait to be read. */
    public long unread(UUID person) {
        return database.read(() -> store.unread(person));
    }

    /** Marks one. */
    public void read(UUID person, UUID id) {
        if (!database.write(() -> store.read(person, id, consequences.now()))) {
            throw Refused.notFound("notification", id);
        }
    }

    /** Marks all. */
    public void readAll(UUID person) {
        database.write(() -> {
            store.readAll(person, consequences.now());
            return true;
        });
    }
}
