package io.mortise.bench;

import io.mortise.sdk.modulejar.SampleModules;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.LoadRun;
import io.mortise.sdk.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Requests lost while the API bundle of a module with many dependents changes in a compatible way: the whole set is
 * rebuilt beside the old one and published at once. Flags: {@code --changes 5 --dependents 20 --start 100 --rate 1000
 * --connections 10}.
 */
final class ApiUpgradeLoss {

    /** Provider and API of one edition have one version, so that two editions in one answer are seen. */
    private static final Pattern GREETING = Pattern.compile("(\\S+) greets Ann by (\\S+)");

    private ApiUpgradeLoss() {}

    public static void main(String... arguments) throws InterruptedException {
        try (var bench = Bench.of(arguments)) {
            int changes = bench.flag("changes", 5);
            int dependents = bench.flag("dependents", 20);
            var start = Duration.ofMillis(bench.flag("start", 100));
            List<Path> first = new ArrayList<>();
            first.add(SampleModules.apiProvider("alpha", "1.0.0", "1.0.0").build(bench.folder("jars")));
            SampleModules.dependents(dependents, "1.0.0", "alpha", "1.0.0", start)
                    .forEach(module -> first.add(module.build(bench.folder("jars"))));
            List<Path> editions = new ArrayList<>();
            for (int i = 1; i <= changes; i++) {
                editions.add(SampleModules.apiProvider("alpha", "1." + i + ".0", "1." + i + ".0")
                        .build(bench.folder("jars")));
            }
            try (ServerProcess server = bench.server("data").watchSeconds(1).startReady()) {
                bench.say("installing the provider and " + dependents + " dependents");
                server.install(first.toArray(Path[]::new));
                LoadRun run = measure(bench, server, dependents, editions);
                report(changes, dependents, run.result("peace"), run.result("changes"));
                server.stop();
            }
        }
    }

    private static LoadRun measure(Bench bench, ServerProcess server, int dependents, List<Path> editions)
            throws InterruptedException {
        Load load = Load.on(server.address())
                .bearer(server.token())
                .rate(bench.flag("rate", 1000))
                .connections(bench.flag("connections", 10))
                .want(ApiUpgradeLoss::whole)
                .get("/api/alpha/hello");
        for (int i = 1; i <= dependents; i++) {
            load.get("/api/alphad%02d/greeting?who=Ann".formatted(i));
        }
        LoadRun run = load.start();
        try (run) {
            run.phase("warming", Duration.ofSeconds(15));
            run.phase("peace", Duration.ofSeconds(10));
            run.phase("changes");
            for (Path edition : editions) {
                server.upgrade(edition);
                bench.say("changed to " + server.version("alpha"));
            }
            run.finish();
        }
        String last =
                server.http().get("/api/alphad01/greeting?who=Ann").expect(200).text();
        String wanted = "1." + editions.size() + ".0 greets Ann";
        if (!last.startsWith(wanted)) {
            throw new IllegalStateException("the dependents do not see the last change: " + last);
        }
        bench.say(run.result("peace"));
        bench.say(run.result("changes"));
        return run;
    }

    private static boolean whole(Load.Reply reply) {
        if (reply.status() != 200) {
            return false;
        }
        var greeting = GREETING.matcher(reply.text());
        return greeting.matches()
                ? greeting.group(1).equals(greeting.group(2))
                : reply.text().contains("\"module\":\"alpha\"");
    }

    private static void report(int changes, int dependents, Load.Result peace, Load.Result during) {
        new Report("api-upgrade-loss")
                .row("", "requests", "failed", "p50 ms", "p99 ms", "longest ms")
                .row(
                        "peace",
                        peace.requests(),
                        peace.failed(),
                        peace.medianMicros() / 1e3,
                        peace.p99Micros() / 1e3,
                        peace.longestMicros() / 1e3)
                .row(
                        changes + " changes, " + dependents + " dependents",
                        during.requests(),
                        during.failed(),
                        during.medianMicros() / 1e3,
                        during.p99Micros() / 1e3,
                        during.longestMicros() / 1e3)
                .figure("failed", during.failed())
                .figure("requests", during.requests())
                .figure("changes", changes)
                .figure("dependents", dependents)
                .figure("p99Millis", during.p99Micros() / 1e3)
                .figure("longestMillis", during.longestMicros() / 1e3)
                .figure("secondsPerChange", during.seconds() / changes)
                .reference("failed", peace.failed())
                .reference("p99Millis", peace.p99Micros() / 1e3)
                .ratio("p99", (double) during.p99Micros() / peace.p99Micros())
                .print();
    }
}
