package io.mortise.kernel.persistence;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.RowReader;
import io.mortise.data.Seen;
import io.mortise.data.Work;
import io.mortise.kernel.persistence.ModuleStore.EntityShape;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.ScopePredicate.SqlArray;
import io.mortise.kernel.persistence.StatementRules.Verb;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Page;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.StaleStateException;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/**
 * One module instance's view of the database. Holds nothing: what it needs hangs on the instance and on the unit of work
 * of the calling thread.
 *
 * <p>Every change locks its row first and judges it under the lock, so what was judged is what is changed; after the
 * change the row is judged again, in the database, by the same predicate that lists use.
 */
final class ModuleDatabase implements Database {

    /** Rows in one batch of inserts, and keys in one check after it. */
    private static final int BATCH = 500;

    /** Ids of records that a refusal names. */
    private static final int MOST_NAMED = 20;

    private final ModuleInstance instance;
    private final Transactions units;
    private final Supplier<Guard> guard;

    ModuleDatabase(ModuleInstance instance, Transactions units, Supplier<Guard> guard) {
        this.instance = instance;
        this.units = units;
        this.guard = guard;
    }

    @Override
    public <T, X extends Exception> T read(Work<T, X> work) throws X {
        return units.read(work);
    }

    @Override
    public <T, X extends Exception> T write(Work<T, X> work) throws X {
        return units.write(work);
    }

    @Override
    public <E> Optional<E> find(Permission permission, Class<E> entity, Object id) {
        UnitOfWork unit = units.require();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity);
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            return Optional.empty();
        }
        Fragment predicate = scope.sql("r", store.dialect());
        String sql =
                "select r.* from " + shape.table() + " r where r." + shape.idColumn() + " = ? and " + predicate.sql();
        Session session = store.session(unit).session();
        return translated(unit, () -> {
            try {
                // One statement: what the scope reached is what is read.
                var query = session.createNativeQuery(sql, entity).setParameter(1, id);
                parameters(query, 2, predicate.values());
                return ScopedValue.where(Handle.CURRENT, new Handle(scope.reads(permission.object()), Verb.SELECT, 1))
                        .call(() -> query.getResultList().stream().findFirst());
            } finally {
                session.clear();
            }
        });
    }

    @Override
    public <E> Optional<Seen<E>> see(Permission permission, Class<E> entity, Object id) {
        UnitOfWork unit = units.require();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity);
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            return Optional.empty();
        }
        FieldSight sight = sight(store, permission, scope);
        Fragment flags = sight.flags("r", store.dialect());
        Fragment predicate = scope.sql("r", store.dialect());
        String sql = "select {r.*}" + flags.sql() + " from " + shape.table() + " r where r." + shape.idColumn()
                + " = ? and " + predicate.sql();
        Set<String> objects = sight.reads(permission.object());
        objects.addAll(scope.reads(permission.object()));
        Session session = store.session(unit).session();
        return translated(unit, () -> {
            try {
                var query = session.createNativeQuery(sql, Object[].class).addEntity("r", entity);
                for (int i = 0; i < sight.asked().size(); i++) {
                    query.addScalar(FieldSight.flag(i), Integer.class);
                }
                int next = parameters(query, 1, flags.values());
                query.setParameter(next, id);
                parameters(query, next + 1, predicate.values());
                return ScopedValue.where(Handle.CURRENT, new Handle(objects, Verb.SELECT, 1))
                        .call(() -> query.getResultList().stream().findFirst())
                        .map(found -> seen(entity, sight, found));
            } finally {
                session.clear();
            }
        });
    }

    /** Hibernate answers with the entity alone when there are no flags. */
    private static <E> Seen<E> seen(Class<E> entity, FieldSight sight, Object found) {
        Object[] parts = found instanceof Object[] several ? several : new Object[] {found};
        return new Seen<>(
                entity.cast(parts[0]), sight.record(i -> Integer.valueOf(1).equals(parts[i + 1])));
    }

    /** Sets the values from a position on; the position after them. */
    private static int parameters(NativeQuery<?> query, int from, List<? extends @Nullable Object> values) {
        int position = from;
        for (Object value : values) {
            query.setParameter(position++, value instanceof SqlArray array ? elements(array) : value);
        }
        return position;
    }

    private static Object elements(SqlArray array) {
        Object first = array.elements().getFirst();
        var typed = (Object[]) java.lang.reflect.Array.newInstance(
                first.getClass(), array.elements().size());
        return array.elements().toArray(typed);
    }

    @Override
    public <E> void insert(Permission permission, E entity, Set<String> derived) {
        UnitOfWork unit = requireWriting();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity.getClass());
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            throw forbidden(permission);
        }
        Session session = store.session(unit).session();
        doomed(unit, () -> {
            try {
                under(permission, Verb.INSERT, 1, () -> {
                    session.persist(entity);
                    session.flush();
                });
            } finally {
                session.clear();
            }
            requireReached(unit, store, permission, scope, shape, List.of(entity));
        });
    }

    @Override
    public <E> void insertAll(Permission permission, Collection<E> entities, Set<String> derived) {
        UnitOfWork unit = requireWriting();
        if (entities.isEmpty()) {
            return;
        }
        ModuleStore store = store();
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            throw forbidden(permission);
        }
        var all = List.copyOf(entities);
        EntityShape shape = store.entity(permission.object(), all.getFirst().getClass());
        doomed(unit, () -> {
            for (int from = 0; from < all.size(); from += BATCH) {
                List<E> some = all.subList(from, Math.min(from + BATCH, all.size()));
                // One statement for a batch, and one more for its last, shorter part.
                under(permission, Verb.INSERT, 2, () -> store.session(unit).insertBatch(some));
                requireReached(unit, store, permission, scope, shape, some);
            }
        });
    }

    @Override
    public <E> E change(
            Permission permission,
            Class<E> entity,
            Object id,
            @Nullable Long revision,
            Set<String> derived,
            Consumer<E> mutation) {
        UnitOfWork unit = requireWriting();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity);
        ScopePredicate scope = scope(store, permission);
        judge(unit, store, permission, scope, shape, id, revision);
        Session session = store.session(unit).session();
        try {
            E found = load(unit, session, permission, entity, id);
            mutation.accept(found);
            doomed(unit, () -> {
                under(permission, Verb.UPDATE, 1, session::flush);
                requireReached(unit, store, permission, scope, shape, List.of(found));
            });
            return found;
        } finally {
            session.clear();
        }
    }

    @Override
    public <E> int changeAll(
            Permission permission, Class<E> entity, Collection<?> ids, Set<String> derived, Consumer<E> mutation) {
        UnitOfWork unit = requireWriting();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity);
        ScopePredicate scope = scope(store, permission);
        // As the database orders them, so that two such changes at once wait for each other instead of dead-locking.
        List<?> all = ids.stream()
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<?> some = all.subList(from, Math.min(from + BATCH, all.size()));
            judgeAll(unit, store, permission, scope, shape, some);
            doomed(unit, () -> changeSome(unit, store, permission, scope, shape, entity, some, mutation));
        }
        return all.size();
    }

    private <E> void changeSome(
            UnitOfWork unit,
            ModuleStore store,
            Permission permission,
            ScopePredicate scope,
            EntityShape shape,
            Class<E> entity,
            List<?> ids,
            Consumer<E> mutation) {
        Session session = store.session(unit).session();
        Fragment among = among(store, shape, ids);
        String sql = "select r.* from " + shape.table() + " r where " + among.sql() + " order by r." + shape.idColumn();
        try {
            var query = session.createNativeQuery(sql, entity);
            parameters(query, 1, among.values());
            List<E> found = ScopedValue.where(Handle.CURRENT, new Handle(Set.of(permission.object()), Verb.SELECT, 1))
                    .call(query::getResultList);
            found.forEach(mutation);
            // One statement for a batch in which the same columns change.
            under(permission, Verb.UPDATE, ids.size(), () -> store.session(unit).flushBatch());
            requireReached(unit, store, permission, scope, shape, found);
        } finally {
            session.clear();
        }
    }

    /** Rows with one of these ids. */
    private static Fragment among(ModuleStore store, EntityShape shape, List<?> ids) {
        String column = shape.idColumn();
        return ScopePredicate.of(Scope.keyIn(column, ids), store.tableOf(shape)).sql("r", store.dialect());
    }

    /** Locks the rows and says 404 or 403 about all of them. */
    private void judgeAll(
            UnitOfWork unit,
            ModuleStore store,
            Permission permission,
            ScopePredicate scope,
            EntityShape shape,
            List<?> ids) {
        ScopePredicate readable = scope(store, new Permission(permission.object(), "read"));
        Fragment read = readable.sql("r", store.dialect());
        Fragment act = scope.sql("r", store.dialect());
        Fragment among = among(store, shape, ids);
        String id = "r." + shape.idColumn();
        String sql = "select " + id + ", case when " + act.sql() + " then 1 else 0 end from " + shape.table()
                + " r where " + among.sql() + " and " + read.sql() + " order by " + id + " for update";
        var values = new ArrayList<@Nullable Object>(act.values());
        values.addAll(among.values());
        values.addAll(read.values());
        Set<String> objects = scope.reads(permission.object());
        objects.addAll(readable.reads(permission.object()));
        ColumnType type = store.tableOf(shape).column(shape.idColumn());
        var permitted = statement(unit, store, objects, sql, values, statement -> {
            var judged = new HashMap<@Nullable Object, Boolean>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    judged.put(type.read(rows, 1), rows.getInt(2) == 1);
                }
            }
            return judged;
        });
        List<String> unreadable = named(ids, one -> !permitted.containsKey(type.value(one)));
        if (!unreadable.isEmpty()) {
            throw new ProblemException(Problem.of("not-found", 404).with("records", unreadable));
        }
        List<String> refused = named(ids, one -> !permitted.getOrDefault(type.value(one), false));
        if (!refused.isEmpty()) {
            throw new ProblemException(Problem.of("forbidden", 403)
                    .with("permission", permission.toString().toLowerCase(Locale.ROOT))
                    .with("records", refused));
        }
    }

    /** The first of the ids that are meant. */
    private static List<String> named(List<?> ids, Predicate<Object> meant) {
        return ids.stream()
                .filter(meant)
                .limit(MOST_NAMED)
                .map(Object::toString)
                .toList();
    }

    @Override
    public <E> void delete(Permission permission, Class<E> entity, Object id, @Nullable Long revision) {
        UnitOfWork unit = requireWriting();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity);
        judge(unit, store, permission, scope(store, permission), shape, id, revision);
        Session session = store.session(unit).session();
        try {
            E found = load(unit, session, permission, entity, id);
            doomed(unit, () -> {
                session.remove(found);
                under(permission, Verb.DELETE, 1, session::flush);
            });
        } finally {
            session.clear();
        }
    }

    private <E> E load(UnitOfWork unit, Session session, Permission permission, Class<E> entity, Object id) {
        return translated(
                unit,
                () -> ScopedValue.where(Handle.CURRENT, new Handle(Set.of(permission.object()), Verb.SELECT, 1))
                        .call(() -> Optional.ofNullable(session.find(entity, id))
                                .orElseThrow(() -> new ProblemException(Problem.of("not-found", 404)))));
    }

    /** Locks the row and says 404, 403 or 412, in this order (DECISIONS.md 10). */
    private void judge(
            UnitOfWork unit,
            ModuleStore store,
            Permission permission,
            ScopePredicate scope,
            EntityShape shape,
            Object id,
            @Nullable Long revision) {
        if (revision != null && shape.revisionColumn() == null) {
            throw new IllegalArgumentException(
                    "a revision was given, but the entity in " + shape.table() + " has no @Version attribute");
        }
        ScopePredicate readable = scope(store, new Permission(permission.object(), "read"));
        if (readable.isNothing()) {
            throw new ProblemException(Problem.of("not-found", 404));
        }
        Fragment read = readable.sql("r", store.dialect());
        Fragment act = scope.sql("r", store.dialect());
        String sql = "select case when " + read.sql() + " then 1 else 0 end, case when " + act.sql()
                + " then 1 else 0 end"
                + (shape.revisionColumn() == null ? "" : ", r." + shape.revisionColumn())
                + " from " + shape.table() + " r where r." + shape.idColumn() + " = ? for update";
        var values = new ArrayList<@Nullable Object>(read.values());
        values.addAll(act.values());
        values.add(id);
        Set<String> objects = scope.reads(permission.object());
        objects.addAll(readable.reads(permission.object()));
        Judgement judgement = statement(unit, store, objects, sql, values, (statement) -> {
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next() || rows.getInt(1) == 0) {
                    return new Judgement(false, false, null);
                }
                return new Judgement(
                        true, rows.getInt(2) == 1, shape.revisionColumn() == null ? null : rows.getLong(3));
            }
        });
        if (!judgement.readable()) {
            throw new ProblemException(Problem.of("not-found", 404));
        }
        if (!judgement.permitted()) {
            throw forbidden(permission);
        }
        Long current = judgement.revision();
        if (revision != null && current != null && !revision.equals(current)) {
            throw new ProblemException(Problem.of("stale-revision", 412).with("revision", current));
        }
    }

    private record Judgement(
            boolean readable, boolean permitted, @Nullable Long revision) {}

    /** The rows as they are now must be reached; asked of the database, so that its defaults count. */
    private void requireReached(
            UnitOfWork unit,
            ModuleStore store,
            Permission permission,
            ScopePredicate scope,
            EntityShape shape,
            List<?> entities) {
        if (scope.isEverything()) {
            return;
        }
        Fragment predicate = scope.sql("r", store.dialect());
        var values = new ArrayList<@Nullable Object>();
        for (Object entity : entities) {
            values.add(shape.persister().getIdentifier(entity));
        }
        String marks = String.join(", ", Collections.nCopies(values.size(), "?"));
        values.addAll(predicate.values());
        String sql = "select count(*) from " + shape.table() + " r where r." + shape.idColumn() + " in (" + marks
                + ") and " + predicate.sql();
        long reached = statement(unit, store, scope.reads(permission.object()), sql, values, ModuleDatabase::single);
        if (reached != entities.size()) {
            throw forbidden(permission);
        }
    }

    @Override
    public <R> Page<R> page(Listing<R> listing) {
        UnitOfWork unit = units.require();
        ModuleStore store = store();
        Permission permission = listing.permission();
        TableShape table = store.table(permission.object());
        String question = Cursor.question(listing);
        Cursor after = listing.after() == null ? null : Cursor.decode(listing.after(), question);
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            return new Page<>(List.of(), null);
        }
        FieldSight sight = sight(store, permission, scope);
        Set<String> objects = scope.reads(permission.object());
        objects.addAll(sight.reads(permission.object()));
        var statement = new PageStatement(listing, table, sight, store.dialect());
        return new PageSearch<>(new Asking(this, unit, store, objects), listing, statement, scope, after, question)
                .page();
    }

    @Override
    public long count(Permission permission, List<Condition> conditions, long cap) {
        UnitOfWork unit = units.require();
        if (cap < 1) {
            throw new IllegalArgumentException("a count's cap is 1 or more, not " + cap);
        }
        ModuleStore store = store();
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            return 0;
        }
        var asking = new Asking(this, unit, store, scope.reads(permission.object()));
        return new CappedCount(asking, scope, conditions, cap).count();
    }

    @Override
    public <R> List<R> query(Permission permission, String sql, Map<String, ?> parameters, RowReader<R> reader) {
        UnitOfWork unit = units.require();
        ModuleStore store = store();
        TableShape table = store.table(permission.object());
        SqlText text = SqlText.statement(sql);
        ScopePlaces.check(text, table.table());
        requireOnly(store, text, Set.of(permission.object()));
        ScopePredicate scope = scope(store, permission);
        Fragment marks = NamedSql.marks(text, parameters, alias -> scope.sql(alias, store.dialect()));
        return statement(unit, store, scope.reads(permission.object()), marks.sql(), marks.values(), all(reader));
    }

    @Override
    public <R> List<R> rows(String sql, Map<String, ?> parameters, RowReader<R> reader) {
        UnitOfWork unit = units.require();
        Fragment marks = NamedSql.marks(sql, parameters);
        return statement(unit, store(), Set.of(), marks.sql(), marks.values(), all(reader));
    }

    @Override
    public int execute(String sql, Map<String, ?> parameters) {
        UnitOfWork unit = requireWriting();
        Fragment marks = NamedSql.marks(sql, parameters);
        return statement(unit, store(), Set.of(), marks.sql(), marks.values(), PreparedStatement::executeUpdate);
    }

    @Override
    public void afterCommit(Runnable action) {
        units.require().afterCommit(action);
    }

    private static <R> Use<List<R>> all(RowReader<R> reader) {
        return statement -> {
            var items = new ArrayList<R>();
            try (ResultSet rows = statement.executeQuery()) {
                var row = new ResultRow(rows);
                while (rows.next()) {
                    items.add(reader.read(row));
                }
            }
            return items;
        };
    }

    static long single(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** What is done with a prepared statement. */
    @FunctionalInterface
    interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Prepares by the rules of the guard, with a handle for this one statement when it reads protected objects. */
    <T> T statement(
            UnitOfWork unit,
            ModuleStore store,
            Set<String> objects,
            String sql,
            List<? extends @Nullable Object> values,
            Use<T> use) {
        if (objects.isEmpty()) {
            store.rules().check(sql, unit.writing());
        } else {
            ScopedValue.where(Handle.CURRENT, new Handle(objects, Verb.SELECT, 1))
                    .run(() -> store.rules().check(sql, unit.writing()));
        }
        return translated(unit, () -> {
            try (PreparedStatement statement = unit.connection().prepareStatement(sql)) {
                bind(statement, 1, values);
                return use.of(statement);
            }
        });
    }

    /** Sets the values from a position on. */
    static void bind(PreparedStatement statement, int from, List<? extends @Nullable Object> values)
            throws SQLException {
        int position = from;
        for (Object value : values) {
            if (value instanceof SqlArray array) {
                Object[] elements =
                        array.elements().stream().map(TableShape::toJdbc).toArray();
                statement.setArray(position++, statement.getConnection().createArrayOf(array.type(), elements));
            } else {
                statement.setObject(position++, TableShape.toJdbc(value));
            }
        }
    }

    private static void under(Permission permission, Verb verb, int statements, Runnable action) {
        ScopedValue.where(Handle.CURRENT, new Handle(Set.of(permission.object()), verb, statements))
                .run(action);
    }

    /** A failure here leaves something written: the unit of work can only be rolled back. */
    private void doomed(UnitOfWork unit, Runnable action) {
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

    @FunctionalInterface
    private interface Act<T> {
        T run() throws SQLException;
    }

    private <T> T translated(UnitOfWork unit, Act<T> act) {
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

    private UnitOfWork requireWriting() {
        UnitOfWork unit = units.require();
        if (!unit.writing()) {
            throw new IllegalStateException("the unit of work of this thread reads only; open it with write(...)");
        }
        return unit;
    }

    private ModuleStore store() {
        return instance.attachment(ModuleStore.class)
                .orElseThrow(() -> new IllegalStateException("module " + instance + " has been closed"));
    }

    /** What the module wrote itself names no other protected object: the predicate alone may bring those in. */
    private static void requireOnly(ModuleStore store, SqlText text, Set<String> objects) {
        Set<String> named = store.rules().named(text);
        if (!objects.containsAll(named)) {
            throw new UnscopedStatementException("it names the tables of " + String.join(", ", named)
                    + " where "
                    + (objects.isEmpty() ? "no protected table" : "only that of " + String.join(", ", objects))
                    + " may stand: " + text.sql());
        }
    }

    private FieldSight sight(ModuleStore store, Permission permission, ScopePredicate scope) {
        return FieldSight.of(
                guard.get().fields(Caller.current(), permission),
                store.fields(permission.object()),
                scope,
                part -> ScopePredicate.of(part, scope.shape(), store::table));
    }

    private ScopePredicate scope(ModuleStore store, Permission permission) {
        if (!permission.module().equals(instance.id())) {
            throw new IllegalArgumentException(permission + " is of module " + permission.module() + "; module "
                    + instance.id() + " reaches its own objects only");
        }
        TableShape table = store.table(permission.object());
        Scope scope = guard.get().scope(Caller.current(), permission);
        return ScopePredicate.of(scope, table, store::table);
    }

    private static ProblemException forbidden(Permission permission) {
        return new ProblemException(Problem.of("forbidden", 403)
                .with("permission", permission.toString().toLowerCase(Locale.ROOT)));
    }
}
