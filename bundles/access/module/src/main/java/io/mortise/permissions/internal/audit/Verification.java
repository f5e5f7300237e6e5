package io.mortise.permissions.internal.audit;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Walks the chain and says where it is broken first. */
@Component(service = Verification.class)
public final class Verification {

    private static final Permission VERIFY = new Permission("access.audit", "verify");
    private static final int CHUNK = 2000;

    /** What is wrong at a place. */
    public enum Fault {
        /** An entry is not there: deleted, or the tail was cut. */
        MISSING,
        /** An entry, or its order, is not what was sealed. */
        CHANGED,
        /** Names, reason, changes or facts are not what was sealed; an erasure is no fault. */
        PERSONAL_CHANGED,
        /** The end of the chain, kept apart, is not where the chain ends. */
        HEAD,
        /** The chain is another one than that whose end was noted outside. */
        ANCHOR
    }

    /**
     * An end of the chain that was noted outside the database: printed, mailed, or in the log.
     *
     * @param position 1 or more
     * @param hash as noted
     */
    public record Anchor(long position, String hash) {}

    /**
     * A walk.
     *
     * @param at when
     * @param by caller's id
     * @param entries how many were found whole
     * @param hash of the last of them: the next anchor
     * @param fault null when all is whole
     * @param place of the fault, or null
     */
    public record Check(
            Instant at,
            String by,
            long entries,
            String hash,
            @Nullable Fault fault,
            @Nullable Long place) {

        /** Whether nothing was found. */
        public boolean whole() {
            return fault == null;
        }
    }

    private final Database database;
    private final AuditStore store;
    private final Access access;

    @Activate
    public Verification(@Reference Database database, @Reference Access access) {
        this.database = database;
        this.store = new AuditStore(database);
        this.access = access;
    }

    /** The last walk that was kept. */
    public Optional<Check> last() {
        return database.read(() -> database
                .rows(
                        "select happened_at, caller_id, entries, hash, fault, fault_place from access_audit_check"
                                + " where id = 1",
                        Map.of(),
                        row -> {
                            String fault = row.text("fault");
                            return new Check(
                                    row.requireInstant("happened_at"),
                                    row.requireText("caller_id"),
                                    row.requireNumber("entries"),
                                    row.requireText("hash"),
                                    fault == null ? null : Fault.valueOf(fault),
                                    row.number("fault_place"));
                        })
                .stream()
                .findFirst());
    }

    /** How many entries wait for their place. */
    public long waiting() {
        return database.read(store::waiting);
    }

    /** Walks, and keeps the answer; that somebody looked is itself in the trail. */
    public Check verify(@Nullable Anchor anchor) {
        Check check = walk(anchor);
        database.write(() -> {
            keep(check);
            access.audit(
                    VERIFY,
                    null,
                    null,
                    Map.of(
                            "entries",
                            Long.toString(check.entries()),
                            "whole",
                            Boolean.toString(check.whole()),
                            "hash",
                            check.hash()));
            return true;
        });
        return check;
    }

    private Check walk(@Nullable Anchor anchor) {
        Instant now = EntryWriter.micros(Instant.now());
        String by = Caller.current().id();
        Optional<AuditStore.Head> noted = database.read(store::head);
        long position = 0;
        String hash = Chain.START;
        while (true) {
            long from = position + 1;
            List<Entry> chunk = database.read(() -> store.chain(from, CHUNK));
            for (Entry entry : chunk) {
                Fault fault = fault(entry, position + 1, hash, anchor, noted);
                if (fault != null) {
                    return new Check(now, by, position, hash, fault, position + 1);
                }
                position++;
                hash = java.util.Objects.requireNonNull(entry.hash());
            }
            if (chunk.size() < CHUNK) {
                break;
            }
        }
        long end = noted.map(AuditStore.Head::position).orElse(0L);
        if (position < end || anchor != null && position < anchor.position()) {
            return new Check(now, by, position, hash, Fault.MISSING, position + 1);
        }
        // Sealed since, or appended by somebody who forgot the head?
        long endNow = database.read(store::head).map(AuditStore.Head::position).orElse(0L);
        return position > endNow
                ? new Check(now, by, position, hash, Fault.HEAD, position)
                : new Check(now, by, position, hash, null, null);
    }

    private static @Nullable Fault fault(
            Entry entry, long expected, String before, @Nullable Anchor anchor, Optional<AuditStore.Head> noted) {
        if (entry.position() == null || entry.position() != expected) {
            return Fault.MISSING;
        }
        String hash = Chain.hash(before, expected, entry);
        if (!hash.equals(entry.hash())) {
            return Fault.CHANGED;
        }
        String personal = entry.personal();
        String salt = entry.salt();
        boolean erased = personal == null && salt == null;
        if (!erased
                && (personal == null
                        || salt == null
                        || !Chain.personalDigest(salt, personal).equals(entry.personalDigest()))) {
            return Fault.PERSONAL_CHANGED;
        }
        if (anchor != null && anchor.position() == expected && !anchor.hash().equals(hash)) {
            return Fault.ANCHOR;
        }
        if (noted.isPresent()
                && noted.get().position() == expected
                && !noted.get().hash().equals(hash)) {
            return Fault.HEAD;
        }
        return null;
    }

    private void keep(Check check) {
        database.execute("delete from access_audit_check where id = 1", Map.of());
        var values = new HashMap<String, Object>(Map.of(
                "id", 1,
                "happened_at", check.at(),
                "caller_id", check.by(),
                "entries", check.entries(),
                "hash", check.hash(),
                "whole", check.whole()));
        if (check.fault() != null) {
            values.put("fault", check.fault().name());
        }
        if (check.place() != null) {
            values.put("fault_place", check.place());
        }
        List<String> columns = values.keySet().stream().sorted().toList();
        database.execute(
                "insert into access_audit_check (" + String.join(", ", columns) + ") values (:"
                        + String.join(", :", columns) + ")",
                values);
    }
}
