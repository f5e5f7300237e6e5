package io.mortise.kernel.persistence;

import io.mortise.access.AccessControl;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.kernel.persistence.ScopePredicate.Fragment;
import io.mortise.kernel.persistence.TableShape.ColumnType;
import io.mortise.kernel.spi.Guard;
import io.mortise.kernel.spi.ModuleInstance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/**
 * Protected records of all modules, for the one that decides about them: whichever registers {@link AccessControl}. It asks by
 * scopes, never by SQL, and by the same predicates as lists.
 */
final class StoredRecords extends ScopedStatements implements ProtectedRecords {

    private final OpenStores stores;

    StoredRecords(ModuleInstance instance, Transactions units, Supplier<Guard> guard, OpenStores stores) {
        super(instance, units, guard);
        this.stores = stores;
    }

    @Override
    public Optional<List<Boolean>> reaches(String object, UUID record, List<Scope> scopes) {
        ModuleStore store = store(object);
        var texts = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        for (Scope scope : scopes) {
            Fragment reached = predicate(store, object, scope).sql("r", store.dialect());
            texts.add(", case when " + reached.sql() + " then 1 else 0 end");
            values.addAll(reached.values());
        }
        values.add(record);
        String sql = "select r.id" + String.join("", texts) + " from "
                + store.table(object).table() + " r where r.id = ?";
        return ask(sql, values, rows -> {
            if (!rows.next()) {
                return Optional.empty();
            }
            var reached = new ArrayList<Boolean>();
            for (int i = 0; i < scopes.size(); i++) {
                reached.add(rows.getInt(i + 2) == 1);
            }
            return Optional.of(List.copyOf(reached));
        });
    }

    @Override
    public Optional<Map<String, @Nullable Object>> columns(String object, UUID record) {
        TableShape table = store(object).table(object);
        List<String> names = table.columns().keySet().stream().sorted().toList();
        String sql = "select "
                + String.join(", ", names.stream().map(name -> "r." + name).toList()) + " from " + table.table()
                + " r where r.id = ?";
        return ask(sql, List.of(record), rows -> {
            if (!rows.next()) {
                return Optional.empty();
            }
            var values = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < names.size(); i++) {
                ColumnType type = table.column(names.get(i));
                values.put(names.get(i), type == ColumnType.OTHER ? rows.getString(i + 1) : type.read(rows, i + 1));
            }
            return Optional.of(Collections.unmodifiableMap(values));
        });
    }

    @Override
    public List<Share> shares(String object, UUID record, Scope.SharedWith asked) {
        ModuleStore store = store(object);
        TableShape table = store.table(object);
        if (!table.shareable() || asked.subjects().isEmpty()) {
            return List.of();
        }
        String sql = "select s.receiver, s.shared_by, s.shared_at, s.until_at from " + table.shareTable()
                + " s where s.record_id = ? and s.action = ? and s.receiver in ("
                + ScopePredicate.marks(asked.subjects().size())
                + ") order by s.shared_at, s.share_id fetch first 100 rows only";
        var values = new ArrayList<@Nullable Object>(List.of(record, asked.action()));
        values.addAll(asked.subjects());
        Map<String, Scope> givers = asked.lasting() ? Map.of() : givers(store, table, asked.subjects(), asked.action());
        var found = ask(sql, values, rows -> {
            var shares = new ArrayList<Share>();
            var row = new ResultRow(rows);
            while (rows.next()) {
                shares.add(new Share(
                        row.requireText("receiver"),
                        row.requireText("shared_by"),
                        row.requireInstant("shared_at"),
                        row.instant("until_at"),
                        ShareState.COUNTS));
            }
            return shares;
        });
        Instant now = Instant.now();
        return found.stream()
                .map(share -> {
                    boolean over = share.until() != null && !share.until().isAfter(now);
                    Scope own = givers.getOrDefault(share.by(), Scope.nothing());
                    boolean lost = !asked.lasting()
                            && !reaches(object, record, List.of(ScopePredicate.withoutShares(own, true)))
                                    .map(List::getFirst)
                                    .orElse(false);
                    return new Share(
                            share.receiver(),
                            share.by(),
                            share.at(),
                            share.until(),
                            over ? ShareState.OVER : lost ? ShareState.GIVER_LOST_ACCESS : ShareState.COUNTS);
                })
                .toList();
    }

    @Override
    public long count(String object, Scope scope, long cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("a count's cap is 1 or more, not " + cap);
        }
        ModuleStore store = store(object);
        ScopePredicate predicate = predicate(store, object, scope);
        if (predicate.isNothing()) {
            return 0;
        }
        return units().read(() -> {
            var asking = new Asking(this, units().require(), store, predicate.reads(object));
            return new CappedCount(asking, predicate, ListFilter.none(), cap).count();
        });
    }

    @Override
    public List<UUID> some(String object, Scope scope, int limit) {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("1 to 1000 records are asked for, not " + limit);
        }
        Fragment from = from(object, scope);
        return ask(
                "select r.id" + from.sql() + " order by r.id fetch first " + limit + " rows only",
                from.values(),
                rows -> {
                    var ids = new ArrayList<UUID>();
                    while (rows.next()) {
                        ids.add(Objects.requireNonNull(rows.getObject(1, UUID.class)));
                    }
                    return ids;
                });
    }

    private Fragment from(String object, Scope scope) {
        ModuleStore store = store(object);
        Fragment reached = predicate(store, object, scope).sql("r", store.dialect());
        return new Fragment(" from " + store.table(object).table() + " r where " + reached.sql(), reached.values());
    }

    private ScopePredicate predicate(ModuleStore store, String object, Scope scope) {
        return predicate(store, scope, store.table(object));
    }

    /** @throws SecurityException to a module that does not decide */
    private ModuleStore store(String object) {
        var services = instance().bundle().getRegisteredServices();
        boolean decides = services != null
                && Arrays.stream(services)
                        .anyMatch(service -> service.getProperty(Constants.OBJECTCLASS) instanceof String[] types
                                && Arrays.asList(types).contains(AccessControl.class.getName()));
        if (!decides) {
            throw new SecurityException(
                    "module " + instance().id() + " does not decide about access; records of others are not for it");
        }
        return stores.of(object)
                .orElseThrow(
                        () -> new IllegalArgumentException("no open module has an object " + object + " with a table"));
    }

    @FunctionalInterface
    private interface Answer<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T ask(String sql, List<? extends @Nullable Object> values, Answer<T> answer) {
        return units().read(() -> prepared(units().require(), sql, values, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return answer.of(rows);
            }
        }));
    }
}
