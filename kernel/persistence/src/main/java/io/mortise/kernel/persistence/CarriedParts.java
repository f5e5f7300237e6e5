package io.mortise.kernel.persistence;

import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.StatementRules.Verb;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleInstance;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Statements on the parts of records with the right to the records themselves. What a module may reach so is bounded twice: by
 * the caller's scope over the records, judged under their locks, and by the parts' column that names their record.
 */
final class CarriedParts extends ScopedStatements {

    /** Records that are judged by one statement. */
    private static final int BATCH = 500;

    CarriedParts(ModuleInstance instance, Transactions units, Supplier<Guard> guard) {
        super(instance, units, guard);
    }

    int change(Permission permission, Collection<UUID> records, String part, String sql, Map<String, ?> parameters) {
        UnitOfWork unit = requireWriting();
        SqlText text = SqlText.statement(sql);
        Verb verb = text.tokens().getFirst().is("delete") ? Verb.DELETE : Verb.UPDATE;
        int rows = ask(
                unit,
                permission,
                records,
                part,
                text,
                parameters,
                " for update",
                verb,
                PreparedStatement::executeUpdate,
                0);
        if (rows > 0) {
            audit(permission, null, null, Map.of(), Map.of("parts", part, "rows", Integer.toString(rows)));
        }
        return rows;
    }

    <T> T read(
            Permission permission,
            Collection<UUID> records,
            String part,
            String sql,
            Map<String, ?> parameters,
            Prepared.Use<T> use,
            T none) {
        return ask(
                units().require(),
                permission,
                records,
                part,
                SqlText.statement(sql),
                parameters,
                "",
                Verb.SELECT,
                use,
                none);
    }

    private <T> T ask(
            UnitOfWork unit,
            Permission permission,
            Collection<UUID> records,
            String part,
            SqlText text,
            Map<String, ?> parameters,
            String lock,
            Verb verb,
            Prepared.Use<T> use,
            T none) {
        ModuleStore store = store();
        String column = parentColumn(permission.object(), part);
        TableShape table = store.table(part);
        ScopePlaces.check(text, table.table());
        store.rules().requireOnly(text, Set.of(part));
        // In the order of other bulk changes, so that two at once wait for each other.
        List<UUID> all = records.stream()
                .distinct()
                .sorted(Comparator.comparing(UUID::toString))
                .toList();
        if (all.isEmpty()) {
            return none;
        }
        ScopePredicate scope = scope(store, permission);
        FieldSight sight = FieldSight.unasked(store.fields(permission.object()), scope);
        var target =
                new Target(unit, store, permission, scope, sight, scope.shape().table(), "id", null);
        for (int from = 0; from < all.size(); from += BATCH) {
            judgeAll(target, all.subList(from, Math.min(from + BATCH, all.size())), lock);
        }
        ScopePredicate theirs = ScopePredicate.of(Scope.keyIn(column, all), table);
        Fragment marks = NamedSql.marks(text, parameters, alias -> theirs.sql(alias, store.dialect()));
        return statement(unit, store, Set.of(part), verb, marks.sql(), marks.values(), use);
    }

    private String parentColumn(String object, String part) {
        return instance()
                .descriptor()
                .object(part)
                .flatMap(child -> Optional.ofNullable(child.parent())
                        .filter(parent -> parent.object().equals(object))
                        .flatMap(parent -> child.field(parent.field())))
                .map(field -> field.storedIn().getFirst())
                .orElseThrow(() -> new IllegalArgumentException(
                        "module.json names no object " + part + " whose parent is " + object));
    }
}
