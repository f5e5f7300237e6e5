package io.mortise.permissions.internal.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.mortise.access.Access;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What people read of the trail, and what they may take out of it. */
@Component(service = AuditPages.class)
public final class AuditPages {

    /** Before the newest. */
    static final UUID END = new UUID(-1, -1);

    private static final Permission EXPORT = new Permission("access.audit", "export");
    private static final Permission ERASE = new Permission("access.audit", "erase");
    private static final int CHUNK = 1000;

    private final Database database;
    private final AuditStore store;
    private final Access access;

    @Activate
    public AuditPages(@Reference Database database, @Reference Access access) {
        this.database = database;
        this.store = new AuditStore(database);
        this.access = access;
    }

    /** One entry, for whoever may read the trail. */
    public Optional<Entry> find(UUID id) {
        return database.read(() -> store.find(id));
    }

    /** Newest first. */
    List<Entry> before(AuditFilter filter, UUID before, int limit) {
        return database.read(() -> store.before(filter, before, limit));
    }

    /** Takes a person's values out of the trail; what was done stays. */
    int erase(UUID person, String reason) {
        return database.write(() -> {
            int rows = store.erase(person);
            access.audit(ERASE, person, reason, Map.of("entries", Integer.toString(rows)));
            return rows;
        });
    }

    /** Writes into the trail that it was exported, before a row leaves. */
    void exporting() {
        database.write(() -> {
            access.audit(EXPORT, null, null, Map.of());
            return true;
        });
    }

    /** Streams; no more than a chunk is in memory. */
    void export(AuditFilter filter, OutputStream out) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            csv.writeRecord(
                    "at",
                    "callerId",
                    "callerKind",
                    "onBehalfOf",
                    "object",
                    "action",
                    "recordId",
                    "outcome",
                    "times",
                    "traceId",
                    "policyVersion",
                    "details",
                    "position",
                    "hash");
            UUID before = END;
            List<Entry> chunk;
            do {
                chunk = before(filter, before, CHUNK);
                chunk.forEach(entry -> csv.writeRecord(
                        entry.at().toString(),
                        entry.callerId(),
                        entry.callerKind(),
                        text(entry.behalfId()),
                        entry.object(),
                        entry.action(),
                        text(entry.record()),
                        entry.outcome(),
                        Long.toString(entry.times()),
                        entry.traceId(),
                        text(entry.policyVersion()),
                        // A JSON object: begins with a brace, so that no spreadsheet takes it for a formula.
                        text(entry.personal()),
                        text(entry.position()),
                        text(entry.hash())));
                before = chunk.isEmpty() ? before : chunk.getLast().id();
            } while (chunk.size() == CHUNK);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
