package io.mortise.bench;

import io.mortise.customer.CustomerDetails;
import io.mortise.customer.CustomerStage;
import io.mortise.customer.internal.demo.DemoCompany;
import io.mortise.customer.internal.demo.DemoCustomer;
import io.mortise.customer.internal.domain.CustomerRules;
import io.mortise.data.Money;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The made-up company at the size of benches, made once and kept in {@code bench/.data}: as a file to import, and as the data
 * folder of a server whose tables the server itself made and bare JDBC filled. Owners are {@link #owner} of a number: nobody
 * whom identity knows. Delete the folder to make it anew.
 */
final class CompanyData {

    /** How many own customers. */
    static final int OWNERS = 10_000;

    private static final long SEED = 20_261_125;
    private static final Instant TODAY = Instant.parse("2026-11-25T00:00:00Z");
    private static final int BATCH = 5_000;

    /** What a folder is marked with; one of another is made anew. */
    private static final String FORMAT = "2: ";

    private static final List<String> COLUMNS = List.of(
            "id",
            "name",
            "name_key",
            "legal_name",
            "credit_code",
            "kind",
            "grade",
            "industry",
            "scale",
            "region",
            "phone",
            "revenue_minor",
            "revenue_currency",
            "employees",
            "founding_year",
            "stage",
            "stage_changed_at",
            "deal_state",
            "last_follow_up_at",
            "next_follow_up_at",
            "owner_id",
            "owner_department_id",
            "source",
            "external_system",
            "external_id",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "revision");

    private CompanyData() {}

    /** The generator. */
    static DemoCompany company() {
        return new DemoCompany(SEED, OWNERS, TODAY);
    }

    static UUID owner(int number) {
        return new UUID(0x1000, number);
    }

    static UUID department(int owner) {
        return new UUID(0x2000, owner / 10);
    }

    /** A gzipped CSV file of so many customers. */
    static Path file(Bench bench, int customers) throws IOException {
        Path file = Bench.root().resolve("bench/.data/customers-" + customers + ".csv.gz");
        if (Files.exists(file)) {
            return file;
        }
        bench.say("writing a file of " + customers + " customers, once");
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        DemoCompany company = company();
        try (Writer out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(part), 1 << 16), StandardCharsets.UTF_8))) {
            out.write("externalId,name,legalName,creditCode,kind,grade,industry,scale,region,phone,revenue,employees,"
                    + "foundingYear\n");
            for (int i = 0; i < customers; i++) {
                CustomerDetails details = company.customer(i).details();
                Money revenue = details.revenue();
                out.write(Stream.of(
                                i,
                                details.name(),
                                details.legalName(),
                                details.creditCode(),
                                Objects.requireNonNull(details.kind()).key(),
                                details.grade(),
                                details.industry(),
                                details.scale(),
                                details.region(),
                                details.phone(),
                                revenue == null ? null : revenue.amount().toPlainString(),
                                details.employees(),
                                details.foundingYear())
                        .map(CompanyData::cell)
                        .collect(Collectors.joining(",", "", "\n")));
            }
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    private static String cell(@Nullable Object value) {
        String text = Objects.toString(value, "");
        return text.matches("[^,\"\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** The data folder of a server that keeps so many customers in H2. */
    static Path folder(Bench bench, int customers) throws IOException, SQLException {
        Path folder = Bench.root().resolve("bench/.data/company-" + customers + "-h2");
        Path built = folder.resolve("built");
        if (Files.exists(built) && Files.readString(built).startsWith(FORMAT)) {
            return folder;
        }
        clear(folder);
        bench.say("making " + customers + " customers, once");
        Path home = ServerProcess.product()
                .orElseThrow(() -> new IllegalStateException("the product is not built; run ./mortise build"));
        try (ServerProcess server = ServerProcess.of(home, folder).startReady()) {
            Customers.install(server);
            server.stop();
        }
        try (Connection connection = DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("db/mortise").toAbsolutePath()
                        + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=5000;CACHE_SIZE=262144",
                "mortise",
                "")) {
            List<String> indexes = withoutIndexes(connection);
            fill(connection, customers);
            bench.say("making its indexes");
            for (String index : indexes) {
                execute(connection, index);
            }
            execute(connection, "analyze");
            execute(connection, "shutdown compact");
        }
        Files.writeString(built, FORMAT + customers + " customers");
        bench.say("made " + customers + " customers");
        return folder;
    }

    /** A copy that goes away with the bench, for those that write. */
    static Path copy(Bench bench, int customers) throws IOException, SQLException {
        Path from = folder(bench, customers);
        Path to = bench.folder("data");
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static void fill(Connection connection, int customers) throws SQLException {
        connection.setAutoCommit(false);
        DemoCompany company = company();
        var random = new Random(SEED);
        String sql = "insert into customer_customer (" + String.join(", ", COLUMNS) + ") values ("
                + COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
        try (var insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < customers; i++) {
                set(insert, company.customer(i), random);
                insert.addBatch();
                if (i % BATCH == BATCH - 1) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    /**
     * Drops the indexes, and answers how to make them again: a million rows into a dozen of them wrote eleven gigabytes.
     */
    private static List<String> withoutIndexes(Connection connection) throws SQLException {
        var made = new ArrayList<String>();
        var names = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("script nodata")) {
            var index = Pattern.compile(
                    "(?s)CREATE (?:UNIQUE (?:NULLS \\w+ )?)?INDEX (\\S+) ON \"PUBLIC\".\"CUSTOMER_CUSTOMER\".*");
            while (rows.next()) {
                String sql = rows.getString(1).strip();
                Matcher matcher = index.matcher(sql);
                if (matcher.matches()) {
                    names.add(matcher.group(1));
                    made.add(sql);
                }
            }
        }
        if (names.size() < 5) {
            throw new IllegalStateException("only these indexes were found: " + names);
        }
        for (String name : names) {
            execute(connection, "drop index " + name);
        }
        return made;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void set(PreparedStatement insert, DemoCustomer customer, Random random) throws SQLException {
        CustomerDetails details = customer.details();
        Money revenue = details.revenue();
        String name = String.valueOf(details.name());
        boolean owned = customer.owner() >= 0;
        int place = 0;
        for (Object value : new @Nullable Object[] {
            id(customer.createdAt(), random),
            name,
            CustomerRules.key(name),
            details.legalName(),
            details.creditCode(),
            Objects.requireNonNull(details.kind()).key(),
            details.grade(),
            details.industry(),
            details.scale(),
            details.region(),
            details.phone(),
            revenue == null ? null : revenue.minor(),
            revenue == null ? null : revenue.currency(),
            details.employees(),
            details.foundingYear(),
            customer.stage().key(),
            time(customer.stageChangedAt()),
            customer.stage() == CustomerStage.DEAL || customer.stage() == CustomerStage.REPEAT ? "dealt" : "none",
            time(customer.lastFollowUpAt()),
            time(customer.nextFollowUpAt()),
            owned ? owner(customer.owner()) : null,
            owned ? department(customer.owner()) : null,
            customer.source(),
            "demo",
            SEED + "-" + customer.index(),
            time(customer.createdAt()),
            "bench",
            time(customer.stageChangedAt()),
            "bench",
            0L
        }) {
            if (value == null) {
                insert.setNull(++place, Types.NULL);
            } else {
                insert.setObject(++place, value);
            }
        }
    }

    /** As the server would have made it then. */
    private static UUID id(Instant then, Random random) {
        return new UUID(
                (then.toEpochMilli() << 16) | 0x7000 | random.nextInt(4096),
                (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Bench.delete(folder);
        }
        Files.createDirectories(folder.getParent());
    }
}
