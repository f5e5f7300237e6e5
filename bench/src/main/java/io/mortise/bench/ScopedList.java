package io.mortise.bench;

import io.mortise.access.Permission;
import io.mortise.data.Condition;
import io.mortise.data.Database;
import io.mortise.data.Listing;
import io.mortise.data.Order;
import io.mortise.kernel.persistence.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * First pages and capped counts of a million customers under scopes of every kind: through the data layer, and the best that was
 * written by hand in the same process for the same rows. Flags: {@code --database h2|postgresql --rows 1000000 --samples 400
 * --seconds 6}. The data is made once, which takes a minute or two, and kept in {@code bench/.data}.
 */
final class ScopedList {

    private static final Permission LIST = Permission.parse("lists.customer:list");
    private static final int PAGE = 30;
    private static final long CAP = 10_001;

    private final Bench bench;
    private final Database database;
    private final OneScope guard;
    private final HandWrittenList byHand;
    private final DataSource connections;
    private final UUID some;
    private final Random random = new Random(1);
    private final Report report = new Report("scoped-list").row("first page of 30", "ours ms", "by hand ms", "ratio");
    private double slowestCount;

    private ScopedList(Bench bench, Database database, OneScope guard, HandWrittenList byHand, DataSource connections)
            throws SQLException {
        this.bench = bench;
        this.database = database;
        this.guard = guard;
        this.byHand = byHand;
        this.connections = connections;
        this.some = anyone(connections);
    }

    /** One question. */
    private interface Question {
        @Nullable
        Object ask() throws Exception;
    }

    public static void main(String... arguments) throws Exception {
        try (var bench = Bench.of(arguments)) {
            boolean h2 = bench.flag("database", "h2").equals("h2");
            int rows = bench.flag("rows", 1_000_000);
            Path folder = Bench.root()
                    .resolve("bench/.data/scoped-list-by-givers-" + rows + "-" + bench.flag("database", "h2"));
            Files.createDirectories(folder);
            if (h2) {
                measure(bench, DatabaseSettings.h2(), folder, rows, true);
            } else {
                try (var server = EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("server"))
                        .setCleanDataDirectory(false)
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("shared_buffers", "512MB")
                        .start()) {
                    String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
                    measure(bench, DatabaseSettings.postgresql(url, "postgres", "postgres"), folder, rows, false);
                }
            }
        }
    }

    private static void measure(Bench bench, DatabaseSettings settings, Path folder, int rows, boolean h2)
            throws Exception {
        Path built = folder.resolve("built");
        Path cache = bench.folder("felix");
        if (!Files.exists(built)) {
            if (h2) {
                clear(folder);
            }
            bench.say("making " + rows + " customers, once");
            ScopedListData.build(settings, folder, cache, rows);
        }
        var guard = new OneScope();
        try (var data = ScopedListData.open(settings, folder, cache, guard)) {
            Files.writeString(built, "rows " + rows);
            try (var connection = data.connections().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("analyze");
            }
            bench.say("the data is open");
            var byHand = new HandWrittenList(data.connections(), h2, PAGE);
            new ScopedList(bench, data.database(), guard, byHand, data.connections()).run();
        }
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(folder)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run() throws Exception {
        warmUp();
        cell("own", "his own", Reach::own);
        cell("department", "5 departments", person -> Reach.departments(person, 5));
        cell("bigDepartment", "400 departments", person -> Reach.departments(person, 400));
        cell("shared", "60 shares", person -> Reach.shared(person % ScopedListData.SHARERS));
        cell("pools", "3 pools", Reach::pools);
        cell("union", "union: own, 5 departments, teams, 3 pools", person -> Reach.union(person, 5));
        cell("all", "all", _ -> Reach.all());
        naiveUnion();
        hard();
        counts();
        report.figure("countMillis", slowestCount);
        report.print();
    }

    /** Until the compiler is done with both sides. */
    private void warmUp() throws Exception {
        for (IntFunction<Reach> reaches : List.<IntFunction<Reach>>of(
                Reach::own,
                person -> Reach.departments(person, 400),
                person -> Reach.shared(person % ScopedListData.SHARERS),
                person -> Reach.union(person, 5),
                _ -> Reach.all())) {
            medians(() -> page(reaches.apply(person()), List.of()), () -> byHand.page(reaches.apply(person())));
        }
        bench.say("both sides are warm");
    }

    private void cell(String key, String name, IntFunction<Reach> reaches) throws Exception {
        for (int i = 0; i < 20; i++) {
            Reach reach = reaches.apply(person());
            List<ListedCustomer> expected = byHand.page(reach);
            List<ListedCustomer> found = page(reach, List.of());
            if (!expected.equals(found)) {
                throw new IllegalStateException(name + ": the data layer found " + found + ", the statement by hand "
                        + expected + " for " + reach);
            }
        }
        double[] millis =
                medians(() -> page(reaches.apply(person()), List.of()), () -> byHand.page(reaches.apply(person())));
        report.figure(key + "Millis", millis[0]);
        report.reference(key + "Millis", millis[1]);
        report.ratio(key, millis[0] / millis[1]);
        report.row(name, millis[0], millis[1], millis[0] / millis[1]);
        bench.say("%s: %.3f ms, by hand %.3f ms".formatted(name, millis[0], millis[1]));
    }

    /** Not by turns with ours: it reads so many rows that the other side would find none of its own in H2's memory. */
    private void naiveUnion() throws Exception {
        double ours = medians(() -> page(Reach.union(person(), 5), List.of()), null)[0];
        double naive = medians(() -> byHand.inOneQuery(Reach.union(person(), 5)), null)[0];
        report.reference("naiveUnionMillis", naive);
        report.ratio("naiveUnion", naive / ours);
        report.row("the union by one query with or", ours, naive, naive / ours);
        bench.say("the union by one query with or: %.2f ms, by the data layer %.3f ms".formatted(naive, ours));
    }

    /** What is hard for any strategy; without a reference. */
    private void hard() throws Exception {
        alone("unionBigMillis", "union with 400 departments", () -> page(Reach.union(person(), 400), List.of()));
        alone("manySharesMillis", "3,000 shares", () -> page(Reach.shared(ScopedListData.SHARERS), List.of()));
        alone(
                "unionStageMillis",
                "union, one stage",
                () -> page(Reach.union(person(), 5), List.of(Condition.of("r.stage = :stage", "stage", "won"))));
        alone(
                "bigDepartmentStageMillis",
                "400 departments, one stage",
                () -> page(
                        Reach.departments(person(), 400), List.of(Condition.of("r.stage = :stage", "stage", "won"))));
        alone("unionRareNameMillis", "union, name contains a rare word", () -> page(Reach.union(person(), 5), rare()));
        alone(
                "bigDepartmentRareNameMillis",
                "400 departments, name contains a rare word",
                () -> page(Reach.departments(person(), 400), rare()));
    }

    private static List<Condition> rare() {
        return List.of(Condition.of("r.name like :text", "text", "%rare%"));
    }

    private void alone(String key, String name, Question question) throws Exception {
        double millis = medians(question, null)[0];
        report.figure(key, millis);
        report.row(name, millis, "", "");
        bench.say("%s: %.3f ms".formatted(name, millis));
    }

    private void counts() throws Exception {
        count("own", Reach::own);
        count("department", person -> Reach.departments(person, 5));
        count("bigDepartment", person -> Reach.departments(person, 400));
        count("shared", person -> Reach.shared(person % ScopedListData.SHARERS));
        count("manyShares", _ -> Reach.shared(ScopedListData.SHARERS));
        count("pools", Reach::pools);
        count("union", person -> Reach.union(person, 5));
        count("unionBig", person -> Reach.union(person, 400));
        count("all", _ -> Reach.all());
    }

    private void count(String key, IntFunction<Reach> reaches) throws Exception {
        double millis = medians(
                () -> {
                    guard.set(reaches.apply(person()).scope());
                    return database.read(() -> database.count(LIST, List.of(), CAP));
                },
                null)[0];
        slowestCount = Math.max(slowestCount, millis);
        report.figure("count" + Character.toUpperCase(key.charAt(0)) + key.substring(1) + "Millis", millis);
        report.row("count up to 10,001: " + key, millis, "", "");
        bench.say("count %s: %.3f ms".formatted(key, millis));
    }

    private List<ListedCustomer> page(Reach reach, List<Condition> conditions) {
        guard.set(reach.scope());
        return database.read(() -> database.page(new Listing<>(
                        LIST,
                        ListedCustomer.COLUMNS,
                        conditions,
                        Order.descending("created_at"),
                        PAGE,
                        null,
                        ListedCustomer::read)))
                .items();
    }

    private int person() {
        return random.nextInt(ScopedListData.PEOPLE);
    }

    /** Of both by turns, each time for somebody else; the first quarter of the time only warms up. */
    private double[] medians(Question ours, @Nullable Question other) throws Exception {
        int samples = bench.flag("samples", 400);
        long end = System.nanoTime() + bench.flag("seconds", 6) * 1_000_000_000L;
        long warm = System.nanoTime() + (end - System.nanoTime()) / 4;
        while (System.nanoTime() < warm) {
            ours.ask();
            if (other != null) {
                other.ask();
            }
        }
        var first = new long[samples];
        var second = new long[samples];
        int taken = 0;
        while (taken < samples && (System.nanoTime() < end || taken < 5)) {
            first[taken] = nanos(ours);
            second[taken] = other == null ? 0 : nanos(other);
            taken++;
        }
        return new double[] {median(first, taken), median(second, taken)};
    }

    /** H2 keeps the last answer of a statement until a row of its table changes; nobody shall be measured by that. */
    private void forget() throws SQLException {
        try (var connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement =
                    connection.prepareStatement("update lists_customer set revision = revision + 1 where id = ?")) {
                statement.setObject(1, some);
                statement.executeUpdate();
            }
            connection.rollback();
        }
    }

    private static UUID anyone(DataSource connections) throws SQLException {
        try (var connection = connections.getConnection();
                var statement =
                        connection.prepareStatement("select r.id from lists_customer r fetch first 1 rows only");
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getObject(1, UUID.class);
        }
    }

    private long nanos(Question question) throws Exception {
        forget();
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
