package io.mortise.data;

import io.mortise.access.Permission;
import io.mortise.rest.Page;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * This module's tables. Bundle-scoped: entities, migrations and objects are those of the module that holds it.
 *
 * <p><b>Units of work.</b> {@link #read} and {@link #write} run work in the unit of work of the calling thread, or open
 * one; it is one database transaction, whichever modules take part, and events and jobs commit with it. An exception
 * rolls it back. Every other method needs an open one and throws {@link IllegalStateException} outside; a writing one
 * needs a {@code write}. A {@code write} inside a {@code read} is refused.
 *
 * <p><b>Protected objects.</b> A table that {@code module.json} names for an object is reached only under a scope
 * handle: methods that take a {@link Permission} set it for their statement from the caller's grants. Any other statement
 * on such a table is refused, whatever way it came (PERMISSIONS.md, section 12).
 *
 * <p><b>Fields.</b> What the caller may do with a record's fields by the permission's action bounds what a page shows, filters
 * and sorts by, and what is written: a changed field that he may not edit in that record, or one filled in a new record that
 * he may not write there, is {@code field-forbidden} 403 with the names. Fields that the module fills by itself, not from what
 * the caller gave, are named as {@code derived} and are not judged.
 *
 * <p><b>Audit.</b> What is inserted, changed and deleted by a permission is written into the audit trail, in the unit of work.
 *
 * <p>Failures are a {@link io.mortise.rest.ProblemException}: {@code not-found} 404, {@code forbidden} 403,
 * {@code stale-revision} 412, {@code unique-taken} 409, {@code invalid-cursor} 400.
 */
@ProviderType
public interface Database {

    /** Runs reading work. */
    <T, X extends Exception> T read(Work<T, X> work) throws X;

    /** Runs writing work. */
    <T, X extends Exception> T write(Work<T, X> work) throws X;

    /** The entity, when the permission's scope reaches it; detached, for reading. */
    <E> Optional<E> find(Permission permission, Class<E> entity, Object id);

    /** The entity, as {@link #find} does, with what the caller may do with its fields; both from one statement. */
    <E> Optional<Seen<E>> see(Permission permission, Class<E> entity, Object id);

    /** Saves a new entity; the scope of the permission must reach it as it is then. */
    default <E> void insert(Permission permission, E entity) {
        insert(permission, entity, Set.of());
    }

    /**
     * Saves a new entity; the scope of the permission must reach it as it is then.
     *
     * @param derived fields that the module fills by itself
     */
    <E> void insert(Permission permission, E entity, Set<String> derived);

    /** Saves many new entities with as few round trips as possible; all or, by the unit of work's roll-back, none. */
    default <E> void insertAll(Permission permission, Collection<E> entities) {
        insertAll(permission, entities, Set.of());
    }

    /**
     * Saves many new entities with as few round trips as possible; all or, by the unit of work's roll-back, none.
     *
     * @param derived fields that the module fills by itself
     */
    <E> void insertAll(Permission permission, Collection<E> entities, Set<String> derived);

    /**
     * Changes an entity and writes it at once. Unreadable (by the object's action {@code read}) is 404; readable but out
     * of the permission's scope is 403, before and after the mutation.
     *
     * @param revision the revision the caller saw, or null to take any
     * @return the entity after the change, with its new revision
     */
    default <E> E change(
            Permission permission, Class<E> entity, Object id, @Nullable Long revision, Consumer<E> mutation) {
        return change(permission, entity, id, revision, Set.of(), mutation);
    }

    /**
     * Changes an entity and writes it at once, as {@link #change(Permission, Class, Object, Long, Consumer)} does.
     *
     * @param derived fields that the module fills by itself
     */
    <E> E change(
            Permission permission,
            Class<E> entity,
            Object id,
            @Nullable Long revision,
            Set<String> derived,
            Consumer<E> mutation);

    /**
     * Changes many entities of one table with as few round trips as possible, each judged as by {@link #change}: an unreadable
     * one is {@code not-found} 404, one out of scope {@code forbidden} 403, with the first of their ids as {@code records};
     * then none is changed. They are locked and changed in the order of their ids.
     *
     * @param ids each once or more
     * @param derived fields that the module fills by itself
     * @param mutation changes one entity
     * @return how many there were
     */
    <E> int changeAll(
            Permission permission, Class<E> entity, Collection<?> ids, Set<String> derived, Consumer<E> mutation);

    /**
     * Gives many entities away: as {@link #changeAll}, but where they are afterwards is not asked. For acts alone whose very
     * purpose is that somebody else has the record then: a person who may transfer his own gives them to a colleague.
     */
    <E> int giveAll(
            Permission permission, Class<E> entity, Collection<?> ids, Set<String> derived, Consumer<E> mutation);

    /** Removes an entity; the same rules as {@link #change}. */
    <E> void delete(Permission permission, Class<E> entity, Object id, @Nullable Long revision);

    /** One page under the caller's scope. */
    <R> Page<R> page(Listing<R> listing);

    /**
     * How many rows the caller reaches, counted up to a cap.
     *
     * @param cap at most this many are counted; the answer {@code cap} means "at least"
     */
    long count(Permission permission, List<Condition> conditions, long cap);

    /**
     * Native SQL under a handle. It must hold the placeholder {@code {scope:alias}} once for each mention of the object's
     * table; the kernel puts the caller's predicate there.
     *
     * @param sql trusted text with {@code :named} parameters
     */
    <R> List<R> query(Permission permission, String sql, Map<String, ?> parameters, RowReader<R> reader);

    /**
     * Changes or removes parts of records with the right to the records: whoever may delete, restore, merge or give a customer
     * away does so with its contacts, whatever he may do with contacts. Each record must be reached by the permission, or it is
     * {@code not-found} 404, {@code forbidden} 403 or {@code record-locked} 409 with the first of them as {@code records}; then
     * nothing is written. One entry in the audit trail says how many parts there were.
     *
     * @param records of the permission's object; none changes nothing
     * @param part an object whose {@code parent} in {@code module.json} is the permission's
     * @param sql an update or delete of the part's table, with the placeholder {@code {scope:alias}} once for each mention of it:
     *     there the kernel puts that a row belongs to one of the records
     * @return rows changed
     * @since 1.2
     */
    int carry(Permission permission, Collection<UUID> records, String part, String sql, Map<String, ?> parameters);

    /**
     * Reads parts of records with the right to the records, as {@link #carry} changes them; for counting and moving them, since
     * whole rows are answered.
     *
     * @since 1.2
     */
    <R> List<R> carried(
            Permission permission,
            Collection<UUID> records,
            String part,
            String sql,
            Map<String, ?> parameters,
            RowReader<R> reader);

    /** Native SQL over tables of the module that belong to no object. */
    <R> List<R> rows(String sql, Map<String, ?> parameters, RowReader<R> reader);

    /**
     * A native statement over tables of the module that belong to no object.
     *
     * @return rows changed
     */
    int execute(String sql, Map<String, ?> parameters);

    /** Runs something after the current unit of work has committed; not at all after a roll-back. */
    void afterCommit(Runnable action);
}
