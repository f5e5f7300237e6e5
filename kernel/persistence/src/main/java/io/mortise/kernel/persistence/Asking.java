package io.mortise.kernel.persistence;

import io.mortise.kernel.persistence.Prepared.Use;
import io.mortise.kernel.persistence.ScopePredicate.Form;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import java.sql.ResultSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Asks one question of a caller in several statements: each is prepared by the rules of the guard, under a handle of its own
 * for the same objects.
 *
 * @param objects what each statement may touch
 */
record Asking(ScopedStatements statements, UnitOfWork unit, ModuleStore store, Set<String> objects) {

    <T> T ask(Fragment statement, Use<T> use) {
        return statements.statement(unit, store, objects, statement.sql(), statement.values(), use);
    }

    /** The ids of the records that a team or share leads to, each once. */
    List<Object> records(ScopePredicate scope, Form link, ColumnType idType) {
        return ask(scope.records(link, store.dialect()), asked -> {
            var ids = new LinkedHashSet<Object>();
            try (ResultSet rows = asked.executeQuery()) {
                while (rows.next()) {
                    ids.add(Objects.requireNonNull(idType.read(rows, 1)));
                }
            }
            return List.copyOf(ids);
        });
    }

    /** The indexes of a table. */
    TableIndexes indexes(TableShape table) {
        return store.paths().indexes(unit.connection(), table.table());
    }
}
