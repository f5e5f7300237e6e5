package io.mortise.kernel.persistence;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.RowReader;
import io.mortise.data.Seen;
import io.mortise.data.Work;
import io.mortise.kernel.persistence.EntityMapping.EntityShape;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.StatementRules.Verb;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Page;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** One module instance's view of the database: it reads itself, and lets {@link ModuleWrites} write. */
final class ModuleDatabase extends ScopedStatements implements Database {

    private final ModuleWrites writes;
    private final CarriedParts parts;

    ModuleDatabase(ModuleInstance instance, Transactions units, Supplier<Guard> guard) {
        super(instance, units, guard);
        this.writes = new ModuleWrites(instance, units, guard);
        this.parts = new CarriedParts(instance, units, guard);
    }

    @Override
    public <T, X extends Exception> T read(Work<T, X> work) throws X {
        return units().read(work);
    }

    @Override
    public <T, X extends Exception> T write(Work<T, X> work) throws X {
        return units().write(work);
    }

    @Override
    public <E> Optional<E> find(Permission permission, Class<E> entity, Object id) {
        UnitOfWork unit = units().require();
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
                NativeParameters.set(query, 2, predicate.values());
                return ScopedValue.where(Handle.CURRENT, new Handle(scope.reads(permission.object()), Verb.SELECT, 1))
                        .call(() -> query.getResultList().stream().findFirst());
            } finally {
                session.clear();
            }
        });
    }

    @Override
    public <E> Optional<Seen<E>> see(Permission permission, Class<E> entity, Object id) {
        UnitOfWork unit = units().require();
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
                int next = NativeParameters.set(query, 1, flags.values());
                query.setParameter(next, id);
                NativeParameters.set(query, next + 1, predicate.values());
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

    @Override
    public <E> void insert(Permission permission, E entity, Set<String> derived) {
        writes.insert(permission, entity, derived);
    }

    @Override
    public <E> void insertAll(Permission permission, Collection<E> entities, Set<String> derived) {
        writes.insertAll(permission, entities, derived);
    }

    @Override
    public <E> E change(
            Permission permission,
            Class<E> entity,
            Object id,
            @Nullable Long revision,
            Set<String> derived,
            Consumer<E> mutation) {
        return writes.change(permission, entity, id, revision, derived, mutation);
    }

    @Override
    public <E> int changeAll(
            Permission permission, Class<E> entity, Collection<?> ids, Set<String> derived, Consumer<E> mutation) {
        return writes.changeAll(permission, entity, ids, derived, false, mutation);
    }

    @Override
    public <E> int giveAll(
            Permission permission, Class<E> entity, Collection<?> ids, Set<String> derived, Consumer<E> mutation) {
        return writes.changeAll(permission, entity, ids, derived, true, mutation);
    }

    @Override
    public <E> void delete(Permission permission, Class<E> entity, Object id, @Nullable Long revision) {
        writes.delete(permission, entity, id, revision);
    }

    @Override
    public <R> Page<R> page(Listing<R> listing) {
        UnitOfWork unit = units().require();
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
        sight.requireSortable(listing.order());
        ListFilter filter = filter(store, permission, sight, listing.conditions());
        if (filter.isNothing()) {
            return new Page<>(List.of(), null);
        }
        ScopePredicate reached = within(store, permission, scope, filter);
        if (reached.isNothing()) {
            return new Page<>(List.of(), null);
        }
        Set<String> objects = reached.reads(permission.object());
        objects.addAll(sight.reads(permission.object()));
        objects.addAll(filter.reads());
        var statement = new PageStatement(listing, table, sight, filter, store.dialect());
        return new PageSearch<>(new Asking(this, unit, store, objects), listing, statement, reached, after, question)
                .page();
    }

    @Override
    public long count(Permission permission, List<Condition> conditions, long cap) {
        UnitOfWork unit = units().require();
        if (cap < 1) {
            throw new IllegalArgumentException("a count's cap is 1 or more, not " + cap);
        }
        ModuleStore store = store();
        ScopePredicate scope = scope(store, permission);
        if (scope.isNothing()) {
            return 0;
        }
        ListFilter filter = filter(store, permission, sight(store, permission, scope), conditions);
        if (filter.isNothing()) {
            return 0;
        }
        ScopePredicate reached = within(store, permission, scope, filter);
        if (reached.isNothing()) {
            return 0;
        }
        Set<String> objects = reached.reads(permission.object());
        objects.addAll(filter.reads());
        return new CappedCount(new Asking(this, unit, store, objects), reached, filter, cap).count();
    }

    /** The rows of the caller that the conditions are within, in one normal form, so that the fastest way to them is found. */
    private ScopePredicate within(ModuleStore store, Permission permission, ScopePredicate scope, ListFilter filter) {
        if (filter.scope().isEmpty()) {
            return scope;
        }
        var all = new ArrayList<Scope>(filter.scope());
        all.addFirst(callers(store, permission));
        return predicate(store, new Scope.AllOf(all), scope.shape());
    }

    private static ListFilter filter(
            ModuleStore store, Permission permission, FieldSight sight, List<Condition> conditions) {
        return ListFilter.of(conditions, sight, store.rules(), permission.object(), store.dialect());
    }

    @Override
    public <R> List<R> query(Permission permission, String sql, Map<String, ?> parameters, RowReader<R> reader) {
        UnitOfWork unit = units().require();
        ModuleStore store = store();
        TableShape table = store.table(permission.object());
        SqlText text = SqlText.statement(sql);
        ScopePlaces.check(text, table.table());
        store.rules().requireOnly(text, Set.of(permission.object()));
        ScopePredicate scope = scope(store, permission);
        Fragment marks = NamedSql.marks(text, parameters, alias -> scope.sql(alias, store.dialect()));
        return statement(unit, store, scope.reads(permission.object()), marks.sql(), marks.values(), all(reader));
    }

    @Override
    public int carry(
            Permission permission, Collection<UUID> records, String part, String sql, Map<String, ?> parameters) {
        return parts.change(permission, records, part, sql, parameters);
    }

    @Override
    public <R> List<R> carried(
            Permission permission,
            Collection<UUID> records,
            String part,
            String sql,
            Map<String, ?> parameters,
            RowReader<R> reader) {
        return parts.read(permission, records, part, sql, parameters, all(reader), List.of());
    }

    @Override
    public <R> List<R> rows(String sql, Map<String, ?> parameters, RowReader<R> reader) {
        UnitOfWork unit = units().require();
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
        units().require().afterCommit(action);
    }

    private static <R> Prepared.Use<List<R>> all(RowReader<R> reader) {
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
}
