package io.mortise.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The best that somebody would write by hand in JDBC for one kind of scope, who knows the tables, the indexes and the
 * statements that are fast (PLATFORM.md, section 13), and needs neither guard, nor filters, nor cursor. In a transaction of the
 * same pool, making the same records.
 */
final class HandWrittenList {

    private static final String COLUMNS = "r." + String.join(", r.", ListedCustomer.COLUMNS);

    private static final String ORDER = " order by r.created_at desc, r.id desc";

    private final DataSource connections;
    private final boolean h2;
    private final int rows;

    /** @param rows of a page; one more is read, to know whether there are more */
    HandWrittenList(DataSource connections, boolean h2, int rows) {
        this.connections = connections;
        this.h2 = h2;
        this.rows = rows + 1;
    }

    private record Place(OffsetDateTime at, UUID id) {}

    @FunctionalInterface
    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** The first page. */
    List<ListedCustomer> page(Reach reach) throws SQLException {
        List<ListedCustomer> page = read(connection -> h2 ? h2(connection, reach) : postgresql(connection, reach));
        return page.subList(0, Math.min(page.size(), rows - 1));
    }

    /** The first page by one query with the scope as an {@code or}. */
    List<ListedCustomer> inOneQuery(Reach reach) throws SQLException {
        var parts = new ArrayList<String>();
        var values = new ArrayList<Object>();
        if (reach.owner() != null) {
            parts.add("r.owner_id = ?");
            values.add(reach.owner());
        }
        parts.add("r.department_id in (" + marks(reach.departments().size()) + ")");
        values.addAll(reach.departments());
        parts.add("r.pool_id in (" + marks(reach.pools().size()) + ")");
        values.addAll(reach.pools());
        if (reach.member() != null) {
            parts.add(
                    "exists (select 1 from lists_customer_team m where m.record_id = r.id and m.member_id = ?"
                            + " and m.from_at <= current_timestamp and (m.until_at is null or m.until_at > current_timestamp))");
            values.add(reach.member());
        }
        List<ListedCustomer> page = read(connection -> customers(
                connection,
                "select " + COLUMNS + " from lists_customer r where (" + String.join(" or ", parts) + ")" + ORDER
                        + limit(),
                values));
        return page.subList(0, Math.min(page.size(), rows - 1));
    }

    private List<ListedCustomer> h2(Connection connection, Reach reach) throws SQLException {
        if (reach.everything()) {
            return customers(connection, "select " + COLUMNS + " from lists_customer r" + ORDER + limit(), List.of());
        }
        if (reach.departments().size() > 50) {
            return customers(
                    connection,
                    "select " + COLUMNS + " from lists_customer r use index (lists_customer_created)"
                            + " where r.department_id = any(?)" + ORDER + limit(),
                    List.of((Object) reach.departments().toArray(UUID[]::new)));
        }
        if (reach.receiver() != null) {
            return customers(
                    connection,
                    "select " + COLUMNS + " from (select distinct s.record_id from lists_customer_share s"
                            + " where s.receiver = ? and s.action = 'list'"
                            + " and (s.until_at is null or s.until_at > current_timestamp)) s"
                            + " join lists_customer r on r.id = s.record_id" + ORDER + limit(),
                    List.of(reach.receiver()));
        }
        if (reach.owner() != null && reach.departments().isEmpty()) {
            return customers(
                    connection,
                    "select " + COLUMNS + " from lists_customer r where r.owner_id = ?"
                            + " order by r.owner_id, r.created_at desc, r.id desc" + limit(),
                    List.of(reach.owner()));
        }
        return h2Merged(connection, reach);
    }

    private List<ListedCustomer> h2Merged(Connection connection, Reach reach) throws SQLException {
        var best = new TreeSet<Place>(Comparator.comparing(Place::at)
                .thenComparing(place -> place.id().getMostSignificantBits(), Long::compareUnsigned)
                .thenComparing(place -> place.id().getLeastSignificantBits(), Long::compareUnsigned)
                .reversed());
        byKey(connection, "owner_id", reach.owner() == null ? List.of() : List.of(reach.owner()), best);
        byKey(connection, "department_id", reach.departments(), best);
        byKey(connection, "pool_id", reach.pools(), best);
        if (reach.member() != null) {
            try (var statement = connection.prepareStatement(
                    "select r.created_at, r.id from lists_customer_team m"
                            + " join lists_customer r on r.id = m.record_id where m.member_id = ?"
                            + " and m.from_at <= current_timestamp and (m.until_at is null or m.until_at > current_timestamp)")) {
                statement.setObject(1, reach.member());
                collect(statement, best);
            }
        }
        if (best.isEmpty()) {
            return List.of();
        }
        List<Object> ids = new ArrayList<>();
        best.forEach(place -> ids.add(place.id()));
        return customers(
                connection,
                "select " + COLUMNS + " from lists_customer r where r.id in (" + marks(ids.size()) + ")" + ORDER,
                ids);
    }

    private void byKey(Connection connection, String column, List<UUID> keys, TreeSet<Place> best) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement("select r.created_at, r.id from lists_customer r where r."
                + column + " = ? order by r." + column + ", r.created_at desc, r.id desc" + limit())) {
            for (UUID key : keys) {
                statement.setObject(1, key);
                collect(statement, best);
            }
        }
    }

    private void collect(PreparedStatement statement, TreeSet<Place> best) throws SQLException {
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                best.add(new Place(found.getObject(1, OffsetDateTime.class), found.getObject(2, UUID.class)));
                if (best.size() > rows) {
                    best.pollLast();
                }
            }
        }
    }

    private List<ListedCustomer> postgresql(Connection connection, Reach reach) throws SQLException {
        if (reach.everything()) {
            return customers(connection, "select " + COLUMNS + " from lists_customer r" + ORDER + limit(), List.of());
        }
        if (reach.departments().size() > 50) {
            return customers(
                    connection,
                    "select " + COLUMNS + " from lists_customer r where r.department_id = any(?)" + ORDER + limit(),
                    List.of(array(connection, reach.departments())));
        }
        var arms = new ArrayList<String>();
        var values = new ArrayList<Object>();
        if (reach.owner() != null) {
            arms.add(arm("owner_id"));
            values.add(array(connection, List.of(reach.owner())));
        }
        if (!reach.departments().isEmpty()) {
            arms.add(arm("department_id"));
            values.add(array(connection, reach.departments()));
        }
        if (!reach.pools().isEmpty()) {
            arms.add(arm("pool_id"));
            values.add(array(connection, reach.pools()));
        }
        if (reach.member() != null) {
            arms.add("select r.created_at, r.id from lists_customer_team m join lists_customer r on r.id = m.record_id"
                    + " where m.member_id = ? and m.from_at <= now() and (m.until_at is null or m.until_at > now())");
            values.add(reach.member());
        }
        if (reach.receiver() != null) {
            arms.add("select r.created_at, r.id from lists_customer_share s join lists_customer r on r.id = s.record_id"
                    + " where s.receiver = ? and s.action = 'list' and (s.until_at is null or s.until_at > now())");
            values.add(reach.receiver());
        }
        return customers(
                connection,
                "select " + COLUMNS + " from (select u.id from ((" + String.join(") union (", arms)
                        + ")) u order by u.created_at desc, u.id desc" + limit()
                        + ") k join lists_customer r on r.id = k.id" + ORDER,
                values);
    }

    private String arm(String column) {
        return "select b.created_at, b.id from unnest(cast(? as uuid[])) d(k) cross join lateral (select r.created_at, r.id"
                + " from lists_customer r where r." + column + " = d.k" + ORDER + limit() + ") b";
    }

    private static Object array(Connection connection, List<UUID> keys) throws SQLException {
        return connection.createArrayOf("uuid", keys.toArray());
    }

    private static List<ListedCustomer> customers(Connection connection, String sql, List<Object> values)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            var page = new ArrayList<ListedCustomer>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    page.add(ListedCustomer.read(found));
                }
            }
            return page;
        }
    }

    private <T> T read(Work<T> work) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            T result = work.in(connection);
            connection.commit();
            return result;
        }
    }

    private String limit() {
        return " fetch first " + rows + " rows only";
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }
}
