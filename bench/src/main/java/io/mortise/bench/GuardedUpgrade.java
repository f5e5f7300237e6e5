package io.mortise.bench;

import io.mortise.sdk.modulejar.Editions;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.LoadRun;
import io.mortise.sdk.testkit.ModuleOperation;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The two modules that decide about every request are upgraded while signed-in people work: one who sees only his own customers, one
 * who sees all, one who may not see any. Each answer is looked at: what the first sees must all be his, the second must see a full page,
 * the third must be refused. Flags: {@code --upgrades 5 --rate 1000 --peace 10 --watch 2}.
 */
final class GuardedUpgrade {

    private static final String PAGE = "/api/customer/customers?limit=50";
    private static final int OWN = 20;
    private static final Pattern OWNER = Pattern.compile("\"ownerId\":\"([0-9a-f-]{36})\"");

    private GuardedUpgrade() {}

    /**
     * Who asks, how often, and what he must get.
     *
     * @param share tenths of the load
     * @param wrong answers that were given and are not what he must get: wrong decisions, as against lost requests
     */
    private record Desk(String who, String cookie, int share, Predicate<Load.Reply> right, AtomicLong wrong) {

        Desk(String who, String cookie, int share, Predicate<Load.Reply> right) {
            this(who, cookie, share, right, new AtomicLong());
        }

        boolean judge(Load.Reply reply) {
            boolean good = right.test(reply);
            if (!good && reply.status() < 500) {
                wrong.incrementAndGet();
            }
            return good;
        }
    }

    public static void main(String... arguments) throws InterruptedException {
        try (var bench = Bench.of(arguments)) {
            try (ServerProcess server =
                    bench.server("data").watchSeconds(bench.flag("watch", 2)).startReady()) {
                measure(bench, server);
                server.stop();
            }
        }
    }

    private static void measure(Bench bench, ServerProcess server) throws InterruptedException {
        List<Desk> desks = desks(server);
        System.gc();
        int rate = bench.flag("rate", 1000);
        var runs = new ArrayList<LoadRun>();
        int upgrades = 0;
        long stall = 0;
        try {
            for (Desk desk : desks) {
                runs.add(Load.on(server.address())
                        .cookie(desk.cookie())
                        .get(PAGE)
                        .rate(rate * desk.share() / 10)
                        .connections(desk.share())
                        .want(desk::judge)
                        .start());
            }
            phase(runs, "warming", Duration.ofSeconds(bench.flag("warm", 30)));
            phase(runs, "peace", Duration.ofSeconds(bench.flag("peace", 10)));
            runs.forEach(run -> run.phase("upgrades"));
            for (int i = 1; i <= bench.flag("upgrades", 5); i++) {
                for (String module : List.of("access", "identity")) {
                    ModuleOperation operation =
                            server.upgrade(Editions.of(product(module), bench.folder("jars"), "0.1." + i));
                    stall = Math.max(
                            stall, operation.report().path("longestStallMillis").asLong());
                    upgrades++;
                }
            }
            runs.forEach(LoadRun::finish);
        } finally {
            runs.forEach(LoadRun::close);
        }
        report(bench, desks, runs, upgrades, stall);
    }

    private static List<Desk> desks(ServerProcess server) {
        var staff = new Staff(server);
        Staff.Person own = staff.with("own-records-only", "Own Only");
        Staff.Person all = staff.with("read-only", "Read Only");
        Staff.Person none = staff.with("", "No Role");
        for (int i = 0; i < 200; i++) {
            Map<String, String> customer =
                    i < OWN ? Map.of("name", "Customer " + i, "ownerId", own.id()) : Map.of("name", "Customer " + i);
            server.http().post("/api/customer/customers", customer).expect(201);
        }
        return List.of(
                new Desk("own customers only", own.cookie(), 4, reply -> onlyOf(own.id(), reply)),
                new Desk("all customers", all.cookie(), 4, reply -> reply.status() == 200 && rows(reply) == 50),
                new Desk("no role", none.cookie(), 2, reply -> reply.status() == 403));
    }

    private static boolean onlyOf(String person, Load.Reply reply) {
        return reply.status() == 200
                && rows(reply) == OWN
                && OWNER.matcher(reply.text())
                                .results()
                                .filter(found -> found.group(1).equals(person))
                                .count()
                        == OWN;
    }

    private static int rows(Load.Reply reply) {
        return reply.text().split("\"number\":", -1).length - 1;
    }

    private static Path product(String module) {
        Path folder = ServerProcess.product().orElseThrow().resolve("modules");
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("io.mortise." + module + "-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no module " + module + " in " + folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All at once: each run sleeps through its phase, so only the last waits. */
    private static void phase(List<LoadRun> runs, String name, Duration length) {
        runs.forEach(run -> run.phase(name));
        Bench.rest(length);
    }

    private static void report(Bench bench, List<Desk> desks, List<LoadRun> runs, int upgrades, long stall) {
        var report = new Report("guarded-upgrade");
        report.row("who", "requests", "not as wanted", "of these wrong decisions", "p99 peace ms", "p99 during ms");
        long failed = 0;
        long wrong = 0;
        long requests = 0;
        for (int i = 0; i < desks.size(); i++) {
            Load.Result peace = runs.get(i).result("peace");
            Load.Result during = runs.get(i).result("upgrades");
            if (peace.failed() > 0) {
                bench.say(peace);
                throw new IllegalStateException("requests failed before anything was upgraded");
            }
            if (during.failed() > 0) {
                bench.say(during);
            }
            long decisions = desks.get(i).wrong().get();
            failed += during.failed();
            wrong += decisions;
            requests += during.requests();
            report.row(
                    desks.get(i).who(),
                    during.requests(),
                    during.failed(),
                    decisions,
                    peace.p99Micros() / 1e3,
                    during.p99Micros() / 1e3);
        }
        report.figure("failed", failed)
                .figure("wrongDecisions", wrong)
                .figure("requests", requests)
                .figure("upgrades", upgrades)
                .figure("longestStallMillis", stall)
                .print();
    }
}
