package io.mortise.bench;

import io.mortise.access.LiveFields;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.mortise.rest.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lists of a million customers as somebody who sees all of them asks: the first page, page 1,000 by key, sorted by a field that people
 * defined, and filtered by it and an owner. Through the data layer, beside the best statement by hand on the same pool. The data is
 * that of {@code scoped-list}, made once. Flags: {@code --rows 1000000 --samples 400 --seconds 6}.
 */
final class CustomerList {

    private static final Permission LIST = Permission.parse("lists.customer:list");
    private static final String TABLE = "lists.customer";
    private static final int PAGE = 30;
    private static final int DEEP = 1_000;
    private static final String COLUMNS = "r." + String.join(", r.", ListedCustomer.COLUMNS);

    private final Bench bench;
    private final ScopedListData data;
    private final Database database;
    private final Random random = new Random(1);
    private final Report report = new Report("customer-list").row("page of 30", "ours ms", "by hand ms", "ratio");

    private CustomerList(Bench bench, ScopedListData data) {
        this.bench = bench;
        this.data = data;
        this.database = data.service(Database.class);
    }

    /** One question. */
    private interface Question {
        List<ListedCustomer> ask() throws Exception;
    }

    /** Two that have the same answer. */
    private record Pair(Question ours, Question byHand) {}

    /** Makes two questions about something else each time. */
    private interface Pairs {
        Pair next() throws Exception;
    }

    public static void main(String... arguments) throws Exception {
        try (var bench = Bench.of(arguments)) {
            int rows = bench.flag("rows", 1_000_000);
            Path folder = Bench.root().resolve("bench/.data/scoped-list-" + rows + "-h2");
            Files.createDirectories(folder);
            Path cache = bench.folder("felix");
            Path built = folder.resolve("built");
            if (!Files.exists(built)) {
                bench.say("making " + rows + " customers, once");
                ScopedListData.build(DatabaseSettings.h2(), folder, cache, rows);
            }
            var guard = new OneScope();
            guard.set(Scope.everything());
            try (var data = ScopedListData.open(DatabaseSettings.h2(), folder, cache, guard)) {
                Files.writeString(built, "rows " + rows);
                new CustomerList(bench, data).run();
            }
        }
    }

    private void run() throws Exception {
        LiveFields live = data.service(LiveFields.class);
        live.declare(
                TABLE,
                List.of(new ObjectCatalog.Field(
                        "custom.region", Map.of(), "text", "internal", List.of("region"), null)));
        bench.say("making the index of the live field, once");
        live.index(TABLE, "region");
        try (Connection connection = data.connections().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("analyze");
        }
        bench.say("the data is open");
        Order newest = Order.descending("created_at");
        cell(
                "first",
                "first",
                () -> new Pair(
                        () -> page(List.of(), newest, null).items(),
                        () -> byHand("", " order by r.created_at desc, r.id desc")));
        Deep deep = deep(newest);
        cell(
                "deep",
                "page 1,000 by key",
                () -> new Pair(
                        () -> page(List.of(), newest, deep.cursor()).items(),
                        () -> byHand(
                                " where r.created_at <= ? and (r.created_at < ? or r.id < ?)",
                                " order by r.created_at desc, r.id desc",
                                deep.at(),
                                deep.at(),
                                deep.id())));
        cell(
                "sorted",
                "sorted by a defined field",
                () -> new Pair(
                        () -> page(List.of(), Order.descending("region"), null).items(),
                        () -> byHand("", " order by r.region desc, r.id desc")));
        cell("filtered", "filtered by a defined field and an owner", () -> {
            UUID owner = ScopedListData.person(random.nextInt(ScopedListData.PEOPLE));
            String region = "region " + random.nextInt(50);
            Condition condition = Condition.within(
                    Scope.allOf(Scope.keyIn("region", List.of(region)), Scope.keyIn("owner_id", List.of(owner))),
                    Set.of("custom.region"));
            return new Pair(
                    () -> page(List.of(condition), newest, null).items(),
                    () -> byHand(
                            " where r.owner_id = ? and r.region = ?",
                            " order by r.owner_id, r.created_at desc, r.id desc",
                            owner,
                            region));
        });
        cell("filteredField", "filtered by a defined field alone", () -> {
            String region = "region " + random.nextInt(50);
            Condition condition = Condition.within(Scope.keyIn("region", List.of(region)), Set.of("custom.region"));
            return new Pair(
                    () -> page(List.of(condition), newest, null).items(),
                    () -> byHand(
                            " use index (LISTS_CUSTOMER_CREATED) where r.region = ?",
                            " order by r.created_at desc, r.id desc",
                            region));
        });
        report.print();
    }

    /** Where page 1,000 begins. */
    private record Deep(@Nullable String cursor, OffsetDateTime at, UUID id) {}

    private Deep deep(Order order) {
        String after = null;
        ListedCustomer last = null;
        for (int i = 1; i < DEEP; i++) {
            Page<ListedCustomer> page = page(List.of(), order, after);
            if (page.next() == null) {
                break;
            }
            after = page.next();
            last = page.items().getLast();
        }
        if (last == null) {
            throw new IllegalStateException("there is only one page");
        }
        return new Deep(after, OffsetDateTime.ofInstant(last.createdAt(), ZoneOffset.UTC), last.id());
    }

    private Page<ListedCustomer> page(List<Condition> conditions, Order order, @Nullable String after) {
        return database.read(() -> database.page(
                new Listing<>(LIST, ListedCustomer.COLUMNS, conditions, order, PAGE, after, ListedCustomer::read)));
    }

    /** In a transaction of the same pool, one row more than asked for, as ours does it. */
    private List<ListedCustomer> byHand(String where, String order, Object... values) throws SQLException {
        try (Connection connection = data.connections().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement("select " + COLUMNS + " from lists_customer r" + where
                    + order + " fetch first " + (PAGE + 1) + " rows only")) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                var found = new ArrayList<ListedCustomer>();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(ListedCustomer.read(rows));
                    }
                }
                return found.subList(0, Math.min(PAGE, found.size()));
            } finally {
                connection.rollback();
            }
        }
    }

    private void cell(String key, String name, Pairs pairs) throws Exception {
        for (int i = 0; i < 20; i++) {
            Pair pair = pairs.next();
            List<ListedCustomer> expected = pair.byHand().ask();
            List<ListedCustomer> found = pair.ours().ask();
            if (!expected.equals(found)) {
                throw new IllegalStateException(name + ": " + found + " instead of " + expected);
            }
        }
        double[] millis = medians(pairs);
        report.figure(key + "Millis", millis[0]);
        report.reference(key + "Millis", millis[1]);
        report.ratio(key, millis[0] / millis[1]);
        report.row(name, millis[0], millis[1], millis[0] / millis[1]);
        bench.say("%s: %.3f ms, by hand %.3f ms".formatted(name, millis[0], millis[1]));
    }

    /** Of both by turns; the first quarter of the time only warms up. */
    private double[] medians(Pairs pairs) throws Exception {
        int samples = bench.flag("samples", 400);
        long end = System.nanoTime() + bench.flag("seconds", 6) * 1_000_000_000L;
        long warm = System.nanoTime() + (end - System.nanoTime()) / 4;
        while (System.nanoTime() < warm) {
            Pair pair = pairs.next();
            pair.ours().ask();
            pair.byHand().ask();
        }
        var first = new long[samples];
        var second = new long[samples];
        int taken = 0;
        while (taken < samples && (System.nanoTime() < end || taken < 5)) {
            Pair pair = pairs.next();
            first[taken] = nanos(pair.ours());
            second[taken] = nanos(pair.byHand());
            taken++;
        }
        return new double[] {median(first, taken), median(second, taken)};
    }

    /** H2 keeps the last answer of a statement until a row of its table changes; nobody shall be measured by that. */
    private long nanos(Question question) throws Exception {
        try (var connection = data.connections().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.executeUpdate("update lists_customer set revision = revision + 1"
                        + " where id = (select id from lists_customer fetch first 1 rows only)");
            }
            connection.rollback();
        }
        long began = System.nanoTime();
        question.ask();
        return System.nanoTime() - began;
    }

    private static double median(long[] nanos, int count) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[count / 2] / 1e6;
    }
}
