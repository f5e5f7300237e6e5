package io.mortise.kernel.persistence;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Ids;
import io.mortise.data.Sharing;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Teams and shares of one module's records. A record is locked while its team or its shares change. */
final class ModuleSharing extends ScopedStatements implements Sharing {

    private static final int LONGEST_REASON = 500;

    /** What belongs to the record's keeper alone (PERMISSIONS.md, section 7). */
    private static final Set<String> NEVER = Set.of("delete", "purge", "grant", "share");

    private static final Pattern RECEIVER = Pattern.compile(
            "(person|department|role|group):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    ModuleSharing(ModuleInstance instance, Transactions units, Supplier<Guard> guard) {
        super(instance, units, guard);
    }

    @Override
    public List<Member> team(Permission permission, UUID record) {
        Target target = target(units().require(), permission);
        judge(target, record);
        String sql = "select member_id, writing, from_at, until_at, reason, joined_by from "
                + target.scope().shape().teamTable()
                + " where record_id = ? and (until_at is null or until_at > ?) order by member_id";
        return prepared(target.unit(), sql, List.of(record, now()), statement -> {
            var members = new ArrayList<Member>();
            try (ResultSet rows = statement.executeQuery()) {
                var row = new ResultRow(rows);
                while (rows.next()) {
                    members.add(new Member(
                            row.requireUuid("member_id"),
                            Boolean.TRUE.equals(row.truth("writing")),
                            row.requireInstant("from_at"),
                            row.instant("until_at"),
                            row.requireText("reason"),
                            row.requireText("joined_by")));
                }
            }
            return members;
        });
    }

    @Override
    public Member join(
            Permission permission, UUID record, UUID person, boolean writing, @Nullable Instant until, String reason) {
        Target target = target(requireWriting(), permission);
        var faults = new ArrayList<FieldFault>();
        String why = reason(reason, faults);
        Instant end = end(until, faults);
        refuse(faults);
        judge(target, record, null);
        requireShareable(target, record, "person:" + person, end);
        String team = target.scope().shape().teamTable();
        Instant now = now();
        String by = giver();
        int gone = delete(target, team + " where record_id = ? and member_id = ?", List.of(record, person));
        requireRoom(target, team, "record_id = ? and (until_at is null or until_at > ?)", record, "/person");
        var values = new ArrayList<@Nullable Object>(List.of(record, person, writing, now));
        values.add(end);
        values.addAll(List.of(why, by));
        write(
                target,
                "insert into " + team + " (record_id, member_id, writing, from_at, until_at, reason, joined_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                values);
        audit(
                permission,
                record,
                why,
                Map.of(),
                facts(gone == 0 ? "joined" : "rejoined", person.toString(), "writing", Boolean.toString(writing), end));
        return new Member(person, writing, now, end, why, by);
    }

    @Override
    public boolean leave(Permission permission, UUID record, UUID person) {
        Target target = target(requireWriting(), permission);
        judge(target, record, null);
        boolean gone = delete(
                        target,
                        target.scope().shape().teamTable() + " where record_id = ? and member_id = ?",
                        List.of(record, person))
                > 0;
        if (gone) {
            audit(permission, record, null, Map.of(), Map.of("left", person.toString()));
        }
        return gone;
    }

    @Override
    public List<Share> shares(Permission permission, UUID record) {
        Target target = target(units().require(), permission);
        judge(target, record);
        String sql = "select share_id, receiver, action, until_at, reason, shared_by, shared_at from "
                + target.scope().shape().shareTable()
                + " where record_id = ? and (until_at is null or until_at > ?) order by shared_at, share_id, action";
        return prepared(target.unit(), sql, List.of(record, now()), statement -> {
            var shares = new LinkedHashMap<UUID, Share>();
            try (ResultSet rows = statement.executeQuery()) {
                var row = new ResultRow(rows);
                while (rows.next()) {
                    var one = new Share(
                            row.requireUuid("share_id"),
                            row.requireText("receiver"),
                            Set.of(row.requireText("action")),
                            row.instant("until_at"),
                            row.requireText("reason"),
                            row.requireText("shared_by"),
                            row.requireInstant("shared_at"));
                    shares.merge(one.id(), one, ModuleSharing::both);
                }
            }
            return List.copyOf(shares.values());
        });
    }

    /** The rows of one share differ in their action alone. */
    private static Share both(Share one, Share other) {
        var actions = new TreeSet<>(one.actions());
        actions.addAll(other.actions());
        return new Share(one.id(), one.receiver(), actions, one.until(), one.reason(), one.by(), one.at());
    }

    @Override
    public Share share(
            Permission permission,
            UUID record,
            String receiver,
            Set<String> actions,
            @Nullable Instant until,
            String reason) {
        Target target = target(requireWriting(), permission);
        var faults = new ArrayList<FieldFault>();
        if (!RECEIVER.matcher(receiver).matches()) {
            faults.add(FieldFault.of("/receiver", "invalid-value"));
        }
        if (actions.isEmpty()) {
            faults.add(FieldFault.of("/actions", "required"));
        }
        List<String> wanted = actions.stream().sorted().toList();
        for (int i = 0; i < wanted.size(); i++) {
            if (NEVER.contains(wanted.get(i)) || !isDeclared(target, wanted.get(i))) {
                faults.add(new FieldFault("/actions/" + i, "not-shareable", Map.of("action", wanted.get(i))));
            }
        }
        String why = reason(reason, faults);
        Instant end = end(until, faults);
        refuse(faults);
        judge(target, record, null);
        requireShareable(target, record, receiver, end);
        requireHeld(target, record, wanted);
        String table = target.scope().shape().shareTable();
        requireRoom(target, table, "record_id = ? and (until_at is null or until_at > ?)", record, "/receiver");
        var share = new Share(Ids.next(), receiver, actions, end, why, giver(), now());
        units().sharedBy().changed(target.unit());
        for (String action : wanted) {
            var values = new ArrayList<@Nullable Object>(List.of(share.id(), record, receiver, action));
            values.add(end);
            values.addAll(List.of(why, share.by(), share.at()));
            write(
                    target,
                    "insert into " + table
                            + " (share_id, record_id, receiver, action, until_at, reason, shared_by, shared_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                    values);
        }
        audit(permission, record, why, Map.of(), facts("shared", receiver, "actions", String.join(", ", wanted), end));
        return share;
    }

    @Override
    public boolean end(Permission permission, UUID record, UUID share) {
        Target target = target(requireWriting(), permission);
        judge(target, record, null);
        boolean gone = delete(
                        target,
                        target.scope().shape().shareTable() + " where record_id = ? and share_id = ?",
                        List.of(record, share))
                > 0;
        if (gone) {
            audit(permission, record, null, Map.of(), Map.of("share-ended", share.toString()));
        }
        return gone;
    }

    @Override
    public int endAll(Permission permission, UUID person) {
        Target target = target(requireWriting(), permission);
        TableShape shape = target.scope().shape();
        Fragment reached = target.scope().sql("r", target.store().dialect());
        String among = " and record_id in (select r.id from " + shape.table() + " r where " + reached.sql() + ")";
        var seats = new ArrayList<@Nullable Object>(List.of(person));
        seats.addAll(reached.values());
        var shares = new ArrayList<@Nullable Object>(List.of("person:" + person, person.toString()));
        shares.addAll(reached.values());
        int gone = delete(target, shape.teamTable() + " where member_id = ?" + among, seats)
                + delete(target, shape.shareTable() + " where (receiver = ? or shared_by = ?)" + among, shares);
        if (gone > 0) {
            audit(
                    permission,
                    null,
                    null,
                    Map.of(),
                    Map.of("sharing-ended", person.toString(), "rows", Integer.toString(gone)));
        }
        return gone;
    }

    private Target target(UnitOfWork unit, Permission permission) {
        ModuleStore store = store();
        ScopePredicate scope = scope(store, permission);
        if (!scope.shape().shareable()) {
            throw new IllegalArgumentException(
                    "module.json does not call " + permission.object() + " shareable; it has no teams and no shares");
        }
        FieldSight sight = FieldSight.unasked(store.fields(permission.object()), scope);
        return new Target(unit, store, permission, scope, sight, scope.shape().table(), "id", null);
    }

    private boolean isDeclared(Target target, String action) {
        return instance()
                .descriptor()
                .object(target.object())
                .flatMap((ModuleDescriptor.ObjectType type) -> type.action(action))
                .isPresent();
    }

    /** The share hangs on what the person has, whichever program he used: nobody can tell later what a token could do. */
    private static String giver() {
        Caller caller = Caller.current();
        Caller behalf = caller.onBehalfOf();
        return behalf == null ? caller.id() : behalf.id();
    }

    /** Whether the limits of sharing allow it for this record. */
    private void requireShareable(Target target, UUID record, String receiver, @Nullable Instant until) {
        ScopePredicate allowed = sharing(target.store(), target.permission(), receiver, until);
        Fragment reached = allowed.sql("r", target.store().dialect());
        var values = new ArrayList<@Nullable Object>(List.of(record));
        values.addAll(reached.values());
        String sql = "select count(*) from " + target.table() + " r where r.id = ? and " + reached.sql();
        long rows = statement(
                target.unit(), target.store(), allowed.reads(target.object()), sql, values, ScopedStatements::single);
        if (rows == 0) {
            throw new ProblemException(Problem.of("share-limited", 403));
        }
    }

    /** Nobody gives what he does not have in this record without others' shares. */
    private void requireHeld(Target target, UUID record, List<String> actions) {
        var texts = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        Set<String> objects = target.scope().reads(target.object());
        for (String action : actions) {
            ScopePredicate scope = granted(target.store(), new Permission(target.object(), action));
            Fragment reached = scope.sql("r", target.store().dialect());
            texts.add("case when " + reached.sql() + " then 1 else 0 end");
            values.addAll(reached.values());
            objects.addAll(scope.reads(target.object()));
        }
        values.add(record);
        String sql = "select " + String.join(", ", texts) + " from " + target.table() + " r where r.id = ?";
        List<String> exceeding = statement(target.unit(), target.store(), objects, sql, values, statement -> {
            var missing = new ArrayList<String>();
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                for (int i = 0; i < actions.size(); i++) {
                    if (rows.getInt(i + 1) == 0) {
                        missing.add(actions.get(i));
                    }
                }
            }
            return missing;
        });
        if (!exceeding.isEmpty()) {
            throw new ProblemException(Problem.of("share-exceeds", 403).with("actions", exceeding));
        }
    }

    private void requireRoom(Target target, String table, String where, UUID record, String pointer) {
        long count = prepared(
                target.unit(),
                "select count(*) from " + table + " where " + where,
                List.of(record, now()),
                ScopedStatements::single);
        if (count >= MOST) {
            refuse(List.of(new FieldFault(pointer, "too-many", Map.of("max", MOST))));
        }
    }

    private int delete(Target target, String rest, List<? extends @Nullable Object> values) {
        return write(target, "delete from " + rest, values);
    }

    private int write(Target target, String sql, List<? extends @Nullable Object> values) {
        return prepared(target.unit(), sql, values, PreparedStatement::executeUpdate);
    }

    private static String reason(String reason, List<FieldFault> faults) {
        String why = reason.strip();
        if (why.isEmpty()) {
            faults.add(FieldFault.of("/reason", "required"));
        } else if (why.length() > LONGEST_REASON) {
            faults.add(new FieldFault("/reason", "too-long", Map.of("max", LONGEST_REASON)));
        }
        return why;
    }

    private static @Nullable Instant end(@Nullable Instant until, List<FieldFault> faults) {
        if (until != null && !until.isAfter(Instant.now())) {
            faults.add(FieldFault.of("/until", "past"));
        }
        return until == null ? null : until.truncatedTo(ChronoUnit.MICROS);
    }

    private static void refuse(List<FieldFault> faults) {
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.of("invalid-request", 400).with(faults));
        }
    }

    private static Map<String, String> facts(
            String act, String whom, String name, String value, @Nullable Instant until) {
        var facts = new LinkedHashMap<>(Map.of(act, whom, name, value));
        if (until != null) {
            facts.put("until", until.toString());
        }
        return facts;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
