package io.mortise.kernel.persistence;

import io.mortise.access.AuditEntry.Change;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.data.RecordFields;
import io.mortise.kernel.persistence.EntityMapping.EntityShape;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.StatementRules.Verb;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * What a module writes to its protected tables.
 *
 * <p>Every change locks its row first and judges it under the lock, so what was judged is what is changed; after the
 * change the row is judged again, in the database, by the same predicate that lists use. Fields are judged as the record was
 * before the change: who gives a record away may say so in the same change. Each call leaves one entry in the audit trail,
 * however many rows it wrote.
 */
final class ModuleWrites extends ScopedStatements {

    /** Rows in one batch, and keys in one check. */
    private static final int BATCH = 500;

    ModuleWrites(ModuleInstance instance, Transactions units, Supplier<Guard> guard) {
        super(instance, units, guard);
    }

    <E> void insert(Permission permission, E entity, Set<String> derived) {
        Written<E> written = written(permission, entity.getClass(), derived);
        Target target = written.target();
        if (target.scope().isNothing()) {
            throw forbidden(permission);
        }
        Session session = target.store().session(target.unit()).session();
        doomed(target.unit(), () -> {
            try {
                under(permission, Verb.INSERT, 1, () -> {
                    session.persist(entity);
                    session.flush();
                });
            } finally {
                session.clear();
            }
            requireNew(written, List.of(entity));
            audit(permission, written.id(entity), null, written.attributes().filled(entity), Map.of());
        });
    }

    <E> void insertAll(Permission permission, Collection<E> entities, Set<String> derived) {
        requireWriting();
        if (entities.isEmpty()) {
            return;
        }
        var all = List.copyOf(entities);
        Written<E> written = written(permission, all.getFirst().getClass(), derived);
        Target target = written.target();
        if (target.scope().isNothing()) {
            throw forbidden(permission);
        }
        doomed(target.unit(), () -> {
            for (int from = 0; from < all.size(); from += BATCH) {
                List<E> some = all.subList(from, Math.min(from + BATCH, all.size()));
                // One statement for a batch, and one more for its last, shorter part.
                under(
                        permission,
                        Verb.INSERT,
                        2,
                        () -> target.store().session(target.unit()).insertBatch(some));
                requireNew(written, some);
            }
            audit(permission, null, null, Map.of(), Map.of("rows", Integer.toString(all.size())));
        });
    }

    <E> E change(
            Permission permission,
            Class<E> entity,
            Object id,
            @Nullable Long revision,
            Set<String> derived,
            Consumer<E> mutation) {
        Written<E> written = written(permission, entity, derived);
        Target target = written.target();
        RecordFields fields = judge(target, id, revision);
        Session session = target.store().session(target.unit()).session();
        try {
            E found = load(target, session, entity, id);
            mutation.accept(found);
            Map<String, Change> changes = written.attributes().changed(session, found);
            requireWritable(written, changes.keySet(), fields, FieldAccess.EDIT);
            doomed(target.unit(), () -> {
                under(permission, Verb.UPDATE, 1, session::flush);
                requireReached(target, List.of(id));
                audit(permission, id, null, changes, Map.of());
            });
            return found;
        } finally {
            session.clear();
        }
    }

    /**
     * Changes many.
     *
     * @param given whether they are given away: where they are afterwards is not asked
     */
    <E> int changeAll(
            Permission permission,
            Class<E> entity,
            Collection<?> ids,
            Set<String> derived,
            boolean given,
            Consumer<E> mutation) {
        Written<E> written = written(permission, entity, derived);
        // As the database orders them, so that two such changes at once wait for each other instead of dead-locking.
        List<?> all = ids.stream()
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
        var changes = new CommonChanges();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<?> some = all.subList(from, Math.min(from + BATCH, all.size()));
            Map<Object, RecordFields> fields = judgeAll(written.target(), some, " for update");
            doomed(written.target().unit(), () -> changeSome(written, entity, some, given, mutation, fields, changes));
        }
        if (!all.isEmpty()) {
            audit(permission, null, null, changes.all(), Map.of("rows", Integer.toString(all.size())));
        }
        return all.size();
    }

    private <E> void changeSome(
            Written<E> written,
            Class<E> entity,
            List<?> ids,
            boolean given,
            Consumer<E> mutation,
            Map<Object, RecordFields> fields,
            CommonChanges all) {
        Target target = written.target();
        ModuleSession own = target.store().session(target.unit());
        Session session = own.session();
        Fragment among = among(target, ids);
        String sql =
                "select r.* from " + target.table() + " r where " + among.sql() + " order by r." + target.idColumn();
        try {
            var query = session.createNativeQuery(sql, entity);
            NativeParameters.set(query, 1, among.values());
            List<E> found = ScopedValue.where(Handle.CURRENT, new Handle(Set.of(target.object()), Verb.SELECT, 1))
                    .call(query::getResultList);
            for (E one : found) {
                mutation.accept(one);
                Map<String, Change> changes = written.attributes().changed(session, one);
                requireWritable(
                        written,
                        changes.keySet(),
                        Objects.requireNonNull(fields.get(written.id(one))),
                        FieldAccess.EDIT);
                all.add(changes);
            }
            // One statement for a batch in which the same columns change.
            under(target.permission(), Verb.UPDATE, ids.size(), own::flushBatch);
            if (!given) {
                requireReached(target, ids);
            }
        } finally {
            session.clear();
        }
    }

    <E> void delete(Permission permission, Class<E> entity, Object id, @Nullable Long revision) {
        Written<E> written = written(permission, entity, Set.of());
        Target target = written.target();
        judge(target, id, revision);
        Session session = target.store().session(target.unit()).session();
        try {
            E found = load(target, session, entity, id);
            Map<String, Change> changes = written.attributes().emptied(found);
            doomed(target.unit(), () -> {
                session.remove(found);
                under(permission, Verb.DELETE, 1, session::flush);
                audit(permission, id, null, changes, Map.of());
            });
        } finally {
            session.clear();
        }
    }

    /**
     * A write of entities of one class.
     *
     * @param derived fields that the module fills by itself
     */
    private record Written<E>(Target target, EntityShape shape, EntityFields attributes, Set<String> derived) {

        Object id(Object entity) {
            return target.scope()
                    .shape()
                    .column(target.idColumn())
                    .value(shape.persister().getIdentifier(entity));
        }
    }

    private <E> Written<E> written(Permission permission, Class<?> entity, Set<String> derived) {
        UnitOfWork unit = requireWriting();
        ModuleStore store = store();
        EntityShape shape = store.entity(permission.object(), entity);
        ScopePredicate scope = scope(store, permission);
        FieldSight sight = sight(store, permission, scope);
        derived.forEach(sight.fields()::require);
        var target = new Target(
                unit, store, permission, scope, sight, shape.table(), shape.idColumn(), shape.revisionColumn());
        return new Written<>(target, shape, new EntityFields(shape.persister(), sight.fields()), derived);
    }

    private <E> E load(Target target, Session session, Class<E> entity, Object id) {
        return translated(
                target.unit(),
                () -> ScopedValue.where(Handle.CURRENT, new Handle(Set.of(target.object()), Verb.SELECT, 1))
                        .call(() -> Optional.ofNullable(session.find(entity, id))
                                .orElseThrow(() -> new ProblemException(Problem.of("not-found", 404)))));
    }

    /** New rows must be reached, and what they are filled with must be the caller's to fill in. */
    private void requireNew(Written<?> written, List<?> entities) {
        Target target = written.target();
        Map<Object, RecordFields> fields =
                requireReached(target, entities.stream().map(written::id).toList());
        if (target.sight().isEverywhere(FieldAccess.CREATE)) {
            return;
        }
        for (Object entity : entities) {
            requireWritable(
                    written,
                    written.attributes().filled(entity).keySet(),
                    fields.getOrDefault(written.id(entity), target.sight().record(_ -> false)),
                    FieldAccess.CREATE);
        }
    }

    /** The rows as they are now must be reached; asked of the database, so that its defaults count. */
    private Map<Object, RecordFields> requireReached(Target target, List<?> ids) {
        if (target.scope().isEverything() && target.sight().asked().isEmpty()) {
            return Map.of();
        }
        ModuleStore store = target.store();
        Fragment flags = target.sight().flags("r", store.dialect());
        Fragment among = among(target, ids);
        Fragment predicate = target.scope().sql("r", store.dialect());
        String sql = "select r." + target.idColumn() + flags.sql() + " from " + target.table() + " r where "
                + among.sql() + " and " + predicate.sql();
        var values = new ArrayList<@Nullable Object>(flags.values());
        values.addAll(among.values());
        values.addAll(predicate.values());
        ColumnType type = target.scope().shape().column(target.idColumn());
        Map<Object, RecordFields> reached = statement(target.unit(), store, reads(target), sql, values, statement -> {
            var fields = new HashMap<Object, RecordFields>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    fields.put(
                            Objects.requireNonNull(type.read(rows, 1)),
                            target.sight().read(rows, 2));
                }
            }
            return fields;
        });
        if (reached.size() != ids.size()) {
            throw forbidden(target.permission());
        }
        return reached;
    }

    private static void requireWritable(Written<?> written, Set<String> names, RecordFields fields, FieldAccess least) {
        var refused = new TreeSet<String>();
        for (String name : names) {
            if (!written.derived().contains(name) && fields.of(name).compareTo(least) < 0) {
                refused.add(name);
            }
        }
        if (!refused.isEmpty()) {
            throw new ProblemException(Problem.of("field-forbidden", 403).with("fields", List.copyOf(refused)));
        }
    }
}
