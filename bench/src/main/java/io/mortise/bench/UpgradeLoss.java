package io.mortise.bench;

import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.LoadRun;
import io.mortise.sdk.testkit.ModuleOperation;
import io.mortise.sdk.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests lost while a module is upgraded under load, and what the swaps do to the latency. Flags: {@code --upgrades 10
 * --rate 1000 --connections 10 --peace 10 --watch 4}.
 */
final class UpgradeLoss {

    private static final int[] STARTS = {0, 300, 5000};

    private UpgradeLoss() {}

    /** What one start time gave. */
    private record Outcome(int start, Load.Result peace, Load.Result during, long stallMillis, int loadersHeld) {
        double ratio() {
            return (double) during.p99Micros() / peace.p99Micros();
        }
    }

    public static void main(String... arguments) throws InterruptedException {
        try (var bench = Bench.of(arguments)) {
            var outcomes = new ArrayList<Outcome>();
            try (ServerProcess server =
                    bench.server("data").watchSeconds(bench.flag("watch", 4)).startReady()) {
                for (int start : STARTS) {
                    outcomes.add(measure(bench, server, start));
                }
                server.stop();
            }
            report(bench, outcomes);
        }
    }

    private static Outcome measure(Bench bench, ServerProcess server, int start) throws InterruptedException {
        int upgrades = bench.flag("upgrades", 10);
        String id = "start" + start;
        List<Path> jars = new ArrayList<>();
        for (int i = 0; i <= upgrades; i++) {
            jars.add(SampleModules.slowStart(id, "1." + i + ".0", Duration.ofMillis(start))
                    .build(bench.folder("jars")));
        }
        bench.say("module " + id + ": installing");
        server.install(jars.getFirst());

        // What compiling the jars left behind would be copied in the middle of the measurement, a pause of 70 ms on
        // this side.
        System.gc();
        long stall = 0;
        LoadRun run = Load.on(server.address())
                .bearer(server.token())
                .get("/api/" + id + "/hello")
                .rate(bench.flag("rate", 1000))
                .connections(bench.flag("connections", 10))
                .want(reply -> reply.status() == 200 && reply.text().contains("\"module\":\"" + id + "\""))
                .start();
        try (run) {
            run.phase("warming", Duration.ofSeconds(start == STARTS[0] ? 40 : 5));
            run.phase("peace", Duration.ofSeconds(bench.flag("peace", 10)));
            run.phase("upgrades");
            for (Path jar : jars.subList(1, jars.size())) {
                ModuleOperation operation = server.upgrade(jar);
                stall = Math.max(
                        stall, operation.report().path("longestStallMillis").asLong());
            }
            run.finish();
        }
        if (!server.version(id).equals("1." + upgrades + ".0")) {
            throw new IllegalStateException("the last upgrade is not there: " + server.module(id));
        }
        // Under load the reports leave it open: a collection would be felt. Now that it is quiet, somebody asks.
        int held = server.http()
                .get("/api/modules/leaks")
                .expect(200)
                .json()
                .path("items")
                .size();
        var outcome = new Outcome(start, run.result("peace"), run.result("upgrades"), stall, held);
        bench.say(outcome.peace());
        bench.say(outcome.during());
        return outcome;
    }

    private static void report(Bench bench, List<Outcome> outcomes) {
        var report = new Report("upgrade-loss");
        report.row(
                "module start",
                "upgrades",
                "requests",
                "failed",
                "p99 peace ms",
                "p99 during ms",
                "ratio",
                "longest ms");
        for (Outcome each : outcomes) {
            report.row(
                    each.start() + " ms",
                    bench.flag("upgrades", 10),
                    each.during().requests(),
                    each.during().failed(),
                    each.peace().p99Micros() / 1e3,
                    each.during().p99Micros() / 1e3,
                    each.ratio(),
                    each.during().longestMicros() / 1e3);
            report.figure("p99Millis" + each.start(), each.during().p99Micros() / 1e3);
            report.reference("p99Millis" + each.start(), each.peace().p99Micros() / 1e3);
            report.ratio("p99Start" + each.start(), each.ratio());
        }
        report.figure(
                "failed",
                outcomes.stream().mapToLong(it -> it.during().failed()).sum());
        report.figure(
                "requests",
                outcomes.stream().mapToLong(it -> it.during().requests()).sum());
        report.figure(
                "longestMillis",
                outcomes.stream()
                                .mapToLong(it -> it.during().longestMicros())
                                .max()
                                .orElse(0)
                        / 1e3);
        report.figure(
                "longestStallMillis",
                outcomes.stream().mapToLong(Outcome::stallMillis).max().orElse(0));
        report.figure(
                "loadersHeld", outcomes.stream().mapToInt(Outcome::loadersHeld).sum());
        report.reference(
                "failed", outcomes.stream().mapToLong(it -> it.peace().failed()).sum());
        report.ratio("p99", outcomes.stream().mapToDouble(Outcome::ratio).max().orElse(0));
        report.print();
    }
}
