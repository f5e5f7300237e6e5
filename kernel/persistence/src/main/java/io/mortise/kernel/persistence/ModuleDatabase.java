package io.mortise.kernel.persistence;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.RowReader;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.StaleStateException;
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
                int position = 2;
                for (Object value : predicate.values()) {
                    if (value instanceof SqlArray array) {
                        query.setParameter(position++, elements(array));
                    } else {
                        query.setParameter(position++, value);
                    }
                }
                return ScopedValue.where(Handle.CURRENT, new Handle(permission.object(), Verb.SELECT, 1))
                        .call(() -> query.getResultList().stream().findFirst());
            } finally {
                session.clear();
            }
        });
    }

    private static Object elements(SqlArray array) {
        Object first = array.elements().getFirst();
        var typed = (Object[]) java.lang.reflect.Array.newInstance(
                first.getClass(), array.elements().size());
        return array.elements().toArray(typed);
    }

    @Override
    public <E> void insert(Permission permission, E entity) {
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
    public <E> void insertAll(Permission permission, Collection<E> entities) {
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
            Permission permission, Class<E> entity, Object id, @Nullable Long revision, Consumer<E> mutation) {
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
                () -> ScopedValue.where(Handle.CURRENT, new Handle(permission.object(), Verb.SELECT, 1))
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
        Judgement judgement = statement(unit, store, permission, sql, values, (statement) -> {
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
        long reached = statement(unit, store, permission, sql, values, ModuleDatabase::single);
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
        Fragment sql = new PageStatement(listing, table, store.dialect()).with(scope, after);
        return statement(unit, store, permission, sql.sql(), sql.values(), statement -> {
            ColumnType keyType = table.column(listing.order().column());
            ColumnType idType = table.column("id");
            var items = new ArrayList<R>();
            String next = null;
            try (ResultSet rows = statement.executeQuery()) {
                var row = new ResultRow(rows);
                Object key = null;
                Object id = null;
                while (rows.next()) {
                    if (items.size() == listing.limit()) {
                        next = new Cursor(question, String.valueOf(key), String.valueOf(id)).encode();
                        break;
                    }
                    items.add(listing.reader().read(row));
                    key = keyType.read(rows, 1);
                    id = idType.read(rows, 2);
                }
            }
            return new Page<>(items, next);
        });
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
        Fragment where = PageStatement.where(scope, conditions, store.dialect());
        String table = store.table(permission.object()).table();
        String sql = "select count(*) from (select 1 as one from " + table + " r" + where.sql() + " fetch first " + cap
                + " rows only) c";
        return statement(unit, store, permission, sql, where.values(), ModuleDatabase::single);
    }

    @Override
    public <R> List<R> query(Permission permission, String sql, Map<String, ?> parameters, RowReader<R> reader) {
        UnitOfWork unit = units.require();
        ModuleStore store = store();
        TableShape table = store.table(permission.object());
        SqlText text = SqlText.statement(sql);
        ScopePlaces.check(text, table.table());
        ScopePredicate scope = scope(store, permission);
        Fragment marks = NamedSql.marks(text, parameters, alias -> scope.sql(alias, store.dialect()));
        return statement(unit, store, permission, marks.sql(), marks.values(), all(reader));
    }

    @Override
    public <R> List<R> rows(String sql, Map<String, ?> parameters, RowReader<R> reader) {
        UnitOfWork unit = units.require();
        Fragment marks = NamedSql.marks(sql, parameters);
        return statement(unit, store(), null, marks.sql(), marks.values(), all(reader));
    }

    @Override
    public int execute(String sql, Map<String, ?> parameters) {
        UnitOfWork unit = requireWriting();
        Fragment marks = NamedSql.marks(sql, parameters);
        return statement(unit, store(), null, marks.sql(), marks.values(), PreparedStatement::executeUpdate);
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

    private static long single(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** What is done with a prepared statement. */
    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** Prepares by the rules of the guard, with a handle for this one statement when there is a permission. */
    private <T> T statement(
            UnitOfWork unit,
            ModuleStore store,
            @Nullable Permission permission,
            String sql,
            List<? extends @Nullable Object> values,
            Use<T> use) {
        if (permission == null) {
            store.rules().check(sql, unit.writing());
        } else {
            under(permission, Verb.SELECT, 1, () -> store.rules().check(sql, unit.writing()));
        }
        return translated(unit, () -> {
            try (PreparedStatement statement = unit.connection().prepareStatement(sql)) {
                int position = 1;
                for (Object value : values) {
                    if (value instanceof SqlArray array) {
                        statement.setArray(
                                position++,
                                unit.connection()
                                        .createArrayOf(
                                                array.type(),
                                                array.elements().stream()
                                                        .map(TableShape::toJdbc)
                                                        .toArray()));
                    } else {
                        statement.setObject(position++, TableShape.toJdbc(value));
                    }
                }
                return use.of(statement);
            }
        });
    }

    private static void under(Permission permission, Verb verb, int statements, Runnable action) {
        ScopedValue.where(Handle.CURRENT, new Handle(permission.object(), verb, statements))
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

    private ScopePredicate scope(ModuleStore store, Permission permission) {
        if (!permission.module().equals(instance.id())) {
            throw new IllegalArgumentException(permission + " is of module " + permission.module() + "; module "
                    + instance.id() + " reaches its own objects only");
        }
        TableShape table = store.table(permission.object());
        Scope scope = guard.get().scope(Caller.current(), permission);
        return ScopePredicate.of(scope, table);
    }

    private static ProblemException forbidden(Permission permission) {
        return new ProblemException(Problem.of("forbidden", 403)
                .with("permission", permission.toString().toLowerCase(Locale.ROOT)));
    }
}
