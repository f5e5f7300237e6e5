package io.mortise.permissions.internal.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.RequestHead;
import io.mortise.data.Ids;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes rows of what the kernel hands over. */
final class EntryWriter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private EntryWriter() {}

    /** A row that is not in the chain yet. */
    static Entry of(AuditEntry entry, @Nullable UUID record, long times, @Nullable Long policyVersion) {
        Caller caller = entry.caller();
        Caller behalf = caller.onBehalfOf();
        String personal = personal(entry).toString();
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        String salted = HexFormat.of().formatHex(salt);
        return new Entry(
                Ids.next(),
                micros(entry.at()),
                caller.id(),
                caller.kind().name(),
                behalf == null ? null : behalf.id(),
                entry.permission().object(),
                entry.permission().action(),
                record,
                entry.outcome().name(),
                times,
                caller.traceId(),
                policyVersion,
                personal,
                salted,
                Chain.personalDigest(salted, personal),
                null,
                null);
    }

    /** To the microsecond, as both databases keep it: what is hashed is what is read later. */
    static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    private static ObjectNode personal(AuditEntry entry) {
        ObjectNode json = JSON.createObjectNode();
        json.put("caller", entry.caller().name());
        RequestHead.current().ifPresent(head -> json.put("from", head.remoteAddress()));
        Caller behalf = entry.caller().onBehalfOf();
        if (behalf != null) {
            json.put("onBehalfOf", behalf.name());
        }
        if (entry.reason() != null) {
            json.put("reason", entry.reason());
        }
        if (!entry.changes().isEmpty()) {
            ObjectNode changes = json.putObject("changes");
            new TreeMap<>(entry.changes()).forEach((field, change) -> {
                ObjectNode one = changes.putObject(field);
                put(one, "before", change.before());
                put(one, "after", change.after());
            });
        }
        if (!entry.facts().isEmpty()) {
            ObjectNode facts = json.putObject("facts");
            new TreeMap<>(Map.copyOf(entry.facts())).forEach(facts::put);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
