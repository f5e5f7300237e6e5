package io.mortise.bench;

import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.Await;
import io.mortise.sdk.testkit.Http;
import io.mortise.sdk.testkit.Load;
import io.mortise.sdk.testkit.LoadRun;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Throughput of reading one customer through the gateway (session, permission and scope of a signed-in person, gate, limits, log,
 * metrics) beside the same resource object, as nobody in particular, on bare Jetty and Jersey in the same process ({@link BareServer}), in alternating rounds, flat out.
 * Flags: {@code --connections 16 --rounds 6 --seconds 8 --warm 30}.
 */
final class GatewayOverhead {

    private GatewayOverhead() {}

    public static void main(String... arguments) throws InterruptedException {
        try (var bench = Bench.of(arguments)) {
            Path home = ServerProcess.product().orElseThrow();
            Path data = bench.folder("data");
            try (ServerProcess server =
                    ServerProcess.ofMain(BareServer.class.getName(), home, data).startReady()) {
                Customers.install(server);
                String path = Customers.register(server, 100);
                URI bare = bare(data);
                bench.say("the gateway is " + server.address() + ", the bare Jersey " + bare);
                String cookie = new Staff(server).with("read-only", "Reader").cookie();
                same(server, bare, path, cookie);
                measure(bench, server, bare, path, cookie);
            }
        }
    }

    private static URI bare(Path data) {
        Path port = data.resolve("bare.port");
        Await.await("the bare server", () -> Files.exists(port));
        try {
            return URI.create("http://127.0.0.1:" + Files.readString(port).strip());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Both must do the same work, or the ratio means nothing. */
    private static void same(ServerProcess server, URI bare, String path, String cookie) {
        Answer one = Http.to(server.address()).with("Cookie", cookie).get(path).expect(200);
        Answer other = Http.to(bare).get(path).expect(200);
        if (!Arrays.equals(one.body(), other.body()) || !one.etag().equals(other.etag())) {
            throw new IllegalStateException("the answers differ:\n" + one + "\n" + other);
        }
    }

    private static void measure(Bench bench, ServerProcess server, URI bare, String path, String cookie)
            throws InterruptedException {
        int warm = bench.flag("warm", 30);
        round(bench, server.address(), cookie, path, warm);
        round(bench, bare, cookie, path, warm);
        List<Load.Result> through = new ArrayList<>();
        List<Load.Result> reference = new ArrayList<>();
        int seconds = bench.flag("seconds", 8);
        for (int i = 0; i < bench.flag("rounds", 6); i++) {
            // Who comes first changes, so that a drift of the machine does not favour one of them.
            if (i % 2 == 0) {
                through.add(round(bench, server.address(), cookie, path, seconds));
                reference.add(round(bench, bare, cookie, path, seconds));
            } else {
                reference.add(round(bench, bare, cookie, path, seconds));
                through.add(round(bench, server.address(), cookie, path, seconds));
            }
            bench.say("gateway %.0f/s, bare %.0f/s"
                    .formatted(through.getLast().rate(), reference.getLast().rate()));
        }
        report(through, reference);
    }

    private static Load.Result round(Bench bench, URI address, String cookie, String path, int seconds)
            throws InterruptedException {
        LoadRun run = Load.on(address)
                .cookie(cookie)
                .get(path)
                .rate(0)
                .connections(bench.flag("connections", 16))
                .start();
        try (run) {
            run.phase("round", Duration.ofSeconds(seconds));
        }
        Load.Result result = run.result("round");
        if (result.failed() > 0) {
            throw new IllegalStateException("requests failed: " + result.failures());
        }
        return result;
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static void report(List<Load.Result> through, List<Load.Result> reference) {
        List<Double> ratios = new ArrayList<>();
        var report = new Report("gateway-overhead");
        report.row("round", "gateway req/s", "bare req/s", "ratio", "gateway p99 ms", "bare p99 ms");
        for (int i = 0; i < through.size(); i++) {
            Load.Result one = through.get(i);
            Load.Result other = reference.get(i);
            ratios.add(one.rate() / other.rate());
            report.row(
                    i + 1, one.rate(), other.rate(), ratios.getLast(), one.p99Micros() / 1e3, other.p99Micros() / 1e3);
        }
        report.figure(
                        "requestsPerSecond",
                        median(through.stream().map(Load.Result::rate).toList()))
                .figure(
                        "p99Millis",
                        median(through.stream().map(it -> it.p99Micros() / 1e3).toList()))
                .reference(
                        "requestsPerSecond",
                        median(reference.stream().map(Load.Result::rate).toList()))
                .reference(
                        "p99Millis",
                        median(reference.stream()
                                .map(it -> it.p99Micros() / 1e3)
                                .toList()))
                .ratio("throughput", median(ratios))
                .print();
    }
}
