package io.mortise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.LoadRun;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A rule takes 100,000 customers back in one run while signed-in people page through lists: how much longer the slowest hundredth of
 * them waits than in peace. Works on a copy of the kept data. Flags: {@code --customers 150000 --recycled 100000 --rate 200
 * --peace 20}.
 */
final class PoolRecycle {

    private static final String POOLS = "/api/customer/pools";
    private static final String PAGE = "/api/customer/customers?limit=50";

    private PoolRecycle() {}

    public static void main(String... arguments) throws IOException, InterruptedException, SQLException {
        try (var bench = Bench.of(arguments)) {
            int customers = bench.flag("customers", 150_000);
            Path folder = CompanyData.copy(bench, customers);
            Path home = ServerProcess.product().orElseThrow();
            try (ServerProcess server = ServerProcess.of(home, folder).startReady()) {
                Measured measured = measure(bench, server);
                server.stop();
                report(bench, measured, recycled(folder, measured.pool()));
            }
        }
    }

    private record Measured(String pool, double seconds, Load.Result peace, Load.Result during) {}

    private static Measured measure(Bench bench, ServerProcess server) throws InterruptedException {
        Staff.Person reader = new Staff(server).with("read-only", "Read Only");
        String pool = server.http()
                .post(
                        POOLS,
                        Map.of(
                                "name",
                                "Recycled",
                                "recycle",
                                List.of(Map.of(
                                        "basis", "follow-up", "days", 1, "grades", List.of("A", "B", "C", "D")))))
                .expect(201)
                .json()
                .path("id")
                .asText();
        System.gc();
        try (LoadRun run = Load.on(server.address())
                .cookie(reader.cookie())
                .get(PAGE)
                .rate(bench.flag("rate", 200))
                .connections(8)
                .want(reply -> reply.status() == 200)
                .start()) {
            run.phase("warming", Duration.ofSeconds(bench.flag("warm", 20)));
            run.phase("peace", Duration.ofSeconds(bench.flag("peace", 20)));
            run.phase("recycling");
            long began = System.nanoTime();
            server.http().post(POOLS + "/" + pool + "/recycling", Map.of()).expect(202);
            while (busy(server, pool)) {
                if (!server.alive()) {
                    throw new IllegalStateException(server.output());
                }
                Bench.rest(Duration.ofMillis(500));
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            run.finish();
            return new Measured(pool, seconds, run.result("peace"), run.result("recycling"));
        }
    }

    private static void report(Bench bench, Measured measured, long recycled) {
        Load.Result peace = measured.peace();
        Load.Result during = measured.during();
        bench.say(peace);
        bench.say(during);
        if (recycled < bench.flag("recycled", 100_000)) {
            throw new IllegalStateException("only " + recycled + " customers were recycled in one run");
        }
        double ratio = (double) during.p99Micros() / peace.p99Micros();
        new Report("pool-recycle")
                .row("recycled", "seconds", "requests", "failed", "p99 peace ms", "p99 during ms", "ratio")
                .row(
                        recycled,
                        measured.seconds(),
                        during.requests(),
                        during.failed(),
                        peace.p99Micros() / 1e3,
                        during.p99Micros() / 1e3,
                        ratio)
                .ratio("p99", ratio)
                .figure("recycled", recycled)
                .figure("seconds", measured.seconds())
                .figure("perSecond", recycled / measured.seconds())
                .figure("failed", during.failed())
                .figure("p99Millis", during.p99Micros() / 1e3)
                .figure("longestMillis", during.longestMicros() / 1e3)
                .reference("p99Millis", peace.p99Micros() / 1e3)
                .print();
    }

    /** Whether the run of the pool waits or happens. */
    private static boolean busy(ServerProcess server, String pool) {
        for (JsonNode job : server.http()
                .get("/api/kernel/jobs?module=customer")
                .expect(200)
                .json()
                .path("items")) {
            if (job.path("key").asText().equals(pool)) {
                if (job.path("state").asText().equals("dead")) {
                    throw new IllegalStateException("the run was given up: " + job);
                }
                return true;
            }
        }
        return false;
    }

    private static long recycled(Path folder, String pool) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + folder.resolve("db/mortise").toAbsolutePath() + ";IFEXISTS=TRUE",
                        "mortise",
                        "");
                var count = connection.prepareStatement("select count(*) from customer_customer where pool_id = ?")) {
            count.setObject(1, UUID.fromString(pool));
            try (var row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
