package io.mortise.kernel.persistence;

import io.mortise.access.AuditEntry;
import io.mortise.access.Caller;
import io.mortise.access.ObjectCatalog.Gate;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.RecordFields;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.StatementRules.Verb;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hibernate.StaleStateException;
import org.jspecify.annotations.Nullable;

/**
 * What all statements for a module instance have in common: the unit of work, the caller's scopes, the handle, the judgement of
 * a record under its lock, and the words in which a failure is told. Holds nothing: what it needs hangs on the instance and on
 * the unit of work of the calling thread.
 */
abstract class ScopedStatements {

    /** Ids of records that a refusal names. */
    private static final int MOST_NAMED = 20;

    private final ModuleInstance instance;
    private final Transactions units;
    private final Supplier<Guard> guard;

    ScopedStatements(ModuleInstance instance, Transactions units, Supplier<Guard> guard) {
        this.instance = instance;
        this.units = units;
        this.guard = guard;
    }

    /** May fail in the database. */
    @FunctionalInterface
    interface Act<T> {
        T run() throws SQLException;
    }

    /**
     * What a statement is about.
     *
     * @param scope the rows of the permission
     * @param sight what may be done with their fields
     * @param table the object's
     * @param idColumn of the table
     * @param revisionColumn of the table, or null
     */
    record Target(
            UnitOfWork unit,
            ModuleStore store,
            Permission permission,
            ScopePredicate scope,
            FieldSight sight,
            String table,
            String idColumn,
            @Nullable String revisionColumn) {

        String object() {
            return permission.object();
        }
    }

    final ModuleInstance instance() {
        return instance;
    }

    final Transactions units() {
        return units;
    }

    final UnitOfWork requireWriting() {
        UnitOfWork unit = units.require();
        if (!unit.writing()) {
            throw new IllegalStateException("the unit of work of this thread reads only; open it with write(...)");
        }
        return unit;
    }

    final ModuleStore store() {
        return instance.attachment(ModuleStore.class)
                .orElseThrow(() -> new IllegalStateException("module " + instance + " has been closed"));
    }

    /** The rows that the caller reaches; of this module's objects alone. */
    final ScopePredicate scope(ModuleStore store, Permission permission) {
        if (!permission.module().equals(instance.id())) {
            throw new IllegalArgumentException(permission + " is of module " + permission.module() + "; module "
                    + instance.id() + " reaches its own objects only");
        }
        return predicate(store, callers(store, permission), store.table(permission.object()));
    }

    /** What the caller's grants reach, as far as no gate is closed. */
    final Scope callers(ModuleStore store, Permission permission) {
        Scope scope = guard.get().scope(Caller.current(), permission);
        Instant now = Instant.now();
        for (Gate gate : store.gates(permission)) {
            scope = Scope.allOf(scope, new Scope.Not(gate.closed(now)));
        }
        return scope;
    }

    /** What the caller reaches without any share; only that can he share. */
    final ScopePredicate granted(ModuleStore store, Permission permission) {
        Scope scope = ScopePredicate.withoutShares(guard.get().scope(Caller.current(), permission), true);
        return predicate(store, scope, store.table(permission.object()));
    }

    /** The rows that the caller may share so. */
    final ScopePredicate sharing(ModuleStore store, Permission permission, String receiver, @Nullable Instant until) {
        return predicate(
                store,
                guard.get().sharing(Caller.current(), permission, receiver, until),
                store.table(permission.object()));
    }

    /** A scope over a table of the store, in normal form. */
    final ScopePredicate predicate(ModuleStore store, Scope scope, TableShape table) {
        return ScopePredicate.of(
                scope, table, store::table, (shared, subjects, action) -> givers(store, shared, subjects, action));
    }

    /** What each who shared so reaches; also what is shared with him. */
    final Map<String, Scope> givers(ModuleStore store, TableShape table, List<String> subjects, String action) {
        Set<String> ids = units.sharedBy()
                .of(
                        new SharedBy.Asked(table.table(), subjects, action),
                        () -> units.read(() -> givers(table, subjects, action)));
        var permission = new Permission(store.objectOf(table), action);
        var reach = new HashMap<String, Scope>();
        for (String id : ids) {
            giver(id).ifPresent(caller -> reach.put(id, guard.get().granted(caller, permission)));
        }
        return reach;
    }

    private Set<String> givers(TableShape table, List<String> subjects, String action) {
        String sql = "select distinct s.shared_by from " + table.shareTable() + " s where s.action = ?"
                + " and s.receiver in (" + ScopePredicate.marks(subjects.size()) + ")";
        var values = new ArrayList<@Nullable Object>(List.of(action));
        values.addAll(subjects);
        return prepared(units.require(), sql, values, statement -> {
            var ids = new HashSet<String>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        });
    }

    /** Who shared, as the one of whom it is asked what he may do; empty for an id that is nobody's. */
    private static Optional<Caller> giver(String id) {
        Caller.Kind kind = id.equals("operator")
                ? Caller.Kind.OPERATOR
                : id.startsWith("module:")
                        ? Caller.Kind.MODULE
                        : id.startsWith("token:") ? Caller.Kind.TOKEN : Caller.Kind.PERSON;
        if (kind == Caller.Kind.PERSON) {
            try {
                UUID.fromString(id);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        Caller now = Caller.current();
        return Optional.of(new Caller(id, id, kind, Set.of(), now.locale(), now.traceId(), null));
    }

    /**
     * Why the permission does not reach a record that the caller may read: a gate that is closed and alone in the way, else
     * simply forbidden. Who can't do it anyhow is not told about the gate.
     */
    final ProblemException refused(Target target, Object id) {
        ModuleStore store = target.store();
        List<Gate> gates = store.gates(target.permission());
        if (gates.isEmpty()) {
            return forbidden(target.permission());
        }
        TableShape table = target.scope().shape();
        Instant now = Instant.now();
        ScopePredicate ungated = predicate(store, guard.get().scope(Caller.current(), target.permission()), table);
        var columns = new StringBuilder("select r.id");
        var values = new ArrayList<@Nullable Object>();
        for (Gate gate : gates) {
            Fragment closed = ScopePredicate.of(gate.closed(now), table).sql("r", store.dialect());
            columns.append(", case when ").append(closed.sql()).append(" then 1 else 0 end");
            columns.append(", ").append(gate.by() == null ? "null" : "r." + gate.by());
            columns.append(", ").append(gate.until() == null ? "null" : "r." + gate.until());
            values.addAll(closed.values());
        }
        Fragment allowed = ungated.sql("r", store.dialect());
        String sql =
                columns + " from " + target.table() + " r where r." + target.idColumn() + " = ? and " + allowed.sql();
        values.add(id);
        values.addAll(allowed.values());
        return statement(target.unit(), store, ungated.reads(target.object()), sql, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    for (int i = 0; i < gates.size(); i++) {
                        if (rows.getInt(2 + 3 * i) == 1) {
                            return closed(gates.get(i), table, rows, 3 + 3 * i);
                        }
                    }
                }
            }
            return forbidden(target.permission());
        });
    }

    private static ProblemException closed(Gate gate, TableShape table, ResultSet row, int column) throws SQLException {
        Problem problem = Problem.of("record-locked", 409).with("gate", gate.name());
        Object by = gate.by() == null ? null : table.column(gate.by()).read(row, column);
        Object until = gate.until() == null ? null : table.column(gate.until()).read(row, column + 1);
        problem = by == null ? problem : problem.with("by", by.toString());
        return new ProblemException(until == null ? problem : problem.with("until", until.toString()));
    }

    /** What the caller may do with the fields of these rows. */
    final FieldSight sight(ModuleStore store, Permission permission, ScopePredicate scope) {
        return FieldSight.of(
                guard.get().fields(Caller.current(), permission),
                store.fields(permission.object()),
                scope,
                part -> predicate(store, part, scope.shape()));
    }

    /**
     * Locks the row and says 404, 403 or 412, in this order (DECISIONS.md 10).
     *
     * @param revision the one the caller saw, or null for any
     * @return what the caller may do with its fields, as it is now
     */
    final RecordFields judge(Target target, Object id, @Nullable Long revision) {
        return judge(target, id, revision, " for update");
    }

    /** The same without a lock, for reading. */
    final RecordFields judge(Target target, Object id) {
        return judge(target, id, null, "");
    }

    private RecordFields judge(Target target, Object id, @Nullable Long revision, String lock) {
        if (revision != null && target.revisionColumn() == null) {
            throw new IllegalArgumentException(
                    "a revision was given, but the entity in " + target.table() + " has no @Version attribute");
        }
        ModuleStore store = target.store();
        ScopePredicate readable = scope(store, new Permission(target.object(), "read"));
        if (readable.isNothing()) {
            throw new ProblemException(Problem.of("not-found", 404));
        }
        Fragment read = readable.sql("r", store.dialect());
        Fragment act = target.scope().sql("r", store.dialect());
        Fragment flags = target.sight().flags("r", store.dialect());
        String number = target.revisionColumn() == null ? "0" : "r." + target.revisionColumn();
        String sql = "select case when " + read.sql() + " then 1 else 0 end, case when " + act.sql()
                + " then 1 else 0 end, " + number + " as mortise_revision" + flags.sql() + " from " + target.table()
                + " r where r." + target.idColumn() + " = ?" + lock;
        var values = new ArrayList<@Nullable Object>(read.values());
        values.addAll(act.values());
        values.addAll(flags.values());
        values.add(id);
        Set<String> objects = readable.reads(target.object());
        objects.addAll(reads(target));
        Judgement judgement = statement(target.unit(), store, objects, sql, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next() || rows.getInt(1) == 0) {
                    throw new ProblemException(Problem.of("not-found", 404));
                }
                return new Judgement(
                        rows.getInt(2) == 1, rows.getLong(3), target.sight().read(rows, 4));
            }
        });
        if (!judgement.permitted()) {
            throw refused(target, id);
        }
        if (revision != null && revision != judgement.revision()) {
            throw new ProblemException(Problem.of("stale-revision", 412).with("revision", judgement.revision()));
        }
        return judgement.fields();
    }

    private record Judgement(boolean permitted, long revision, RecordFields fields) {}

    /**
     * Says 404, 403 or 409 about all of the rows; what may be done with the fields of each.
     *
     * @param lock {@code " for update"}, or nothing for reading
     */
    final Map<Object, RecordFields> judgeAll(Target target, List<?> ids, String lock) {
        ModuleStore store = target.store();
        ScopePredicate readable = scope(store, new Permission(target.object(), "read"));
        Fragment read = readable.sql("r", store.dialect());
        Fragment act = target.scope().sql("r", store.dialect());
        Fragment flags = target.sight().flags("r", store.dialect());
        Fragment among = among(target, ids);
        String id = "r." + target.idColumn();
        String sql = "select " + id + ", case when " + act.sql() + " then 1 else 0 end" + flags.sql() + " from "
                + target.table() + " r where " + among.sql() + " and " + read.sql() + " order by " + id
                + lock;
        var values = new ArrayList<@Nullable Object>(act.values());
        values.addAll(flags.values());
        values.addAll(among.values());
        values.addAll(read.values());
        Set<String> objects = readable.reads(target.object());
        objects.addAll(reads(target));
        ColumnType type = target.scope().shape().column(target.idColumn());
        var permitted = new TreeSet<String>();
        Map<Object, RecordFields> found = statement(target.unit(), store, objects, sql, values, statement -> {
            var fields = new HashMap<Object, RecordFields>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Object one = Objects.requireNonNull(type.read(rows, 1));
                    fields.put(one, target.sight().read(rows, 3));
                    if (rows.getInt(2) == 1) {
                        permitted.add(one.toString());
                    }
                }
            }
            return fields;
        });
        List<String> unreadable = named(ids, one -> !found.containsKey(type.value(one)));
        if (!unreadable.isEmpty()) {
            throw new ProblemException(Problem.of("not-found", 404).with("records", unreadable));
        }
        List<String> refused =
                named(ids, one -> !permitted.contains(type.value(one).toString()));
        if (!refused.isEmpty()) {
            Problem first = refused(target, type.value(refused.getFirst())).problem();
            throw new ProblemException(first.with("records", refused));
        }
        return found;
    }

    /** The first of the ids that are meant. */
    private static List<String> named(List<?> ids, Predicate<Object> meant) {
        return ids.stream()
                .filter(meant)
                .limit(MOST_NAMED)
                .map(Object::toString)
                .toList();
    }

    /** What a handle must cover for a statement with the scope and the flags of the fields. */
    static Set<String> reads(Target target) {
        Set<String> objects = target.scope().reads(target.object());
        objects.addAll(target.sight().reads(target.object()));
        return objects;
    }

    /** Rows with one of these ids. */
    static Fragment among(Target target, List<?> ids) {
        return ScopePredicate.of(
                        Scope.keyIn(target.idColumn(), ids), target.scope().shape())
                .sql("r", target.store().dialect());
    }

    /** Writes into the audit trail, in the unit of work. */
    final void audit(
            Permission permission,
            @Nullable Object record,
            @Nullable String reason,
            Map<String, AuditEntry.Change> changes,
            Map<String, String> facts) {
        guard.get()
                .audit(new AuditEntry(
                        Instant.now(),
                        Caller.current(),
                        permission,
                        record instanceof UUID id ? id : null,
                        AuditEntry.Outcome.DONE,
                        reason,
                        changes,
                        facts));
    }

    /** Prepares by the rules of the guard, with a handle for this one statement when it reads protected objects. */
    final <T> T statement(
            UnitOfWork unit,
            ModuleStore store,
            Set<String> objects,
            String sql,
            List<? extends @Nullable Object> values,
            Prepared.Use<T> use) {
        return statement(unit, store, objects, Verb.SELECT, sql, values, use);
    }

    /** The same with another sort of handle. */
    final <T> T statement(
            UnitOfWork unit,
            ModuleStore store,
            Set<String> objects,
            Verb verb,
            String sql,
            List<? extends @Nullable Object> values,
            Prepared.Use<T> use) {
        if (objects.isEmpty()) {
            store.rules().check(sql, unit.writing());
        } else {
            ScopedValue.where(Handle.CURRENT, new Handle(objects, verb, 1))
                    .run(() -> store.rules().check(sql, unit.writing()));
        }
        return prepared(unit, sql, values, use);
    }

    /** Without asking the guard: for tables that the kernel keeps itself. */
    final <T> T prepared(UnitOfWork unit, String sql, List<? extends @Nullable Object> values, Prepared.Use<T> use) {
        return translated(unit, () -> Prepared.run(unit.connection(), sql, values, use));
    }

    static void under(Permission permission, Verb verb, int statements, Runnable action) {
        ScopedValue.where(Handle.CURRENT, new Handle(Set.of(permission.object()), verb, statements))
                .run(action);
    }

    /** A failure here leaves something written: the unit of work can only be rolled back. */
    final void doomed(UnitOfWork unit, Runnable action) {
        try {
            translated(unit, () -> {
                action.run();
                return true;
            });
        } catch (RuntimeException failure) {
            unit.doom(failure);
            throw failure;
        }
    }

    /** In the words of a problem, when it is one for the caller. */
    final <T> T translated(UnitOfWork unit, Act<T> act) {
        try {
            return act.run();
        } catch (ProblemException | UnscopedStatementException known) {
            throw known;
        } catch (StaleStateException | jakarta.persistence.OptimisticLockException stale) {
            throw new ProblemException(Problem.of("stale-revision", 412), stale);
        } catch (RuntimeException | SQLException failure) {
            Optional<SQLException> sql = DatabaseFailures.sql(failure);
            if (sql.isEmpty()) {
                throw failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
            }
            // PostgreSQL ends a transaction at its first failed statement; H2 shall do no other.
            unit.doom(failure);
            if (DatabaseFailures.isUnique(sql.get())) {
                throw new ProblemException(
                        Problem.of("unique-taken", 409)
                                .with("constraint", UniqueNames.of(sql.get(), unit.connection())),
                        failure);
            }
            throw DatabaseFailures.translate("a statement of module " + instance.id() + " failed", sql.get());
        }
    }

    static long single(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static ProblemException forbidden(Permission permission) {
        return new ProblemException(Problem.of("forbidden", 403)
                .with("permission", permission.toString().toLowerCase(Locale.ROOT)));
    }
}
