package io.mortise.bench;

import io.mortise.sdk.testkit.Answer;
import io.mortise.sdk.testkit.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Process start to the first 200 of a page out of the database, with the product's archive of classes and without, and the
 * resident memory when idle. Flags: {@code --runs 7 --idle 10}.
 */
final class StartUp {

    private static final String PAGE = "/api/customer/customers?limit=50";

    private StartUp() {}

    /** One start. */
    private record Start(long millis, long processorMillis, long residentMebibytes) {}

    public static void main(String... arguments) {
        try (var bench = Bench.of(arguments)) {
            try (ServerProcess server = bench.server("data").startReady()) {
                Customers.install(server);
                Customers.register(server, 100);
                server.stop();
            }
            bench.say("100 customers in the database");
            List<Start> with = new ArrayList<>();
            List<Start> without = new ArrayList<>();
            start(bench, "-Dbench.warms=files", Duration.ZERO);
            for (int i = 0; i < bench.flag("runs", 7); i++) {
                with.add(start(bench, "-Dbench.archive=yes", Duration.ofSeconds(i == 0 ? bench.flag("idle", 10) : 0)));
                without.add(start(bench, "-XX:AOTMode=off", Duration.ZERO));
                bench.say("first page after " + with.getLast().millis() + " ms, without archive "
                        + without.getLast().millis() + " ms");
            }
            report(with, without);
        }
    }

    private static Start start(Bench bench, String option, Duration idle) {
        try (ServerProcess server = bench.server("data").javaOption(option).start()) {
            while (true) {
                if (!server.alive()) {
                    throw new IllegalStateException("the server ended:\n" + server.output());
                }
                if (served(server)) {
                    break;
                }
                // Each question is answered by the server that it waits for, and takes processor time from its start.
                Bench.rest(Duration.ofMillis(20));
            }
            long millis = (System.nanoTime() - server.startedNanos()) / 1_000_000;
            long processor = server.processorTime().toMillis();
            Bench.rest(idle);
            long resident = server.residentMebibytes();
            server.stop();
            return new Start(millis, processor, resident);
        }
    }

    private static boolean served(ServerProcess server) {
        try {
            Answer answer = server.http().get(PAGE);
            return answer.status() == 200 && answer.json().path("items").size() == 50;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static long median(List<Start> starts, ToLongFunction<Start> figure) {
        return starts.stream()
                .mapToLong(figure)
                .sorted()
                .skip(starts.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static void report(List<Start> with, List<Start> without) {
        long first = median(with, Start::millis);
        long reference = median(without, Start::millis);
        new Report("start-up")
                .row("", "first page ms (median)", "fastest", "slowest", "processor ms (median)")
                .row(
                        "with the archive",
                        first,
                        with.stream().mapToLong(Start::millis).min().orElse(0),
                        with.stream().mapToLong(Start::millis).max().orElse(0),
                        median(with, Start::processorMillis))
                .row(
                        "without",
                        reference,
                        without.stream().mapToLong(Start::millis).min().orElse(0),
                        without.stream().mapToLong(Start::millis).max().orElse(0),
                        median(without, Start::processorMillis))
                .row("idle, resident MiB", with.getFirst().residentMebibytes())
                .figure("firstResponseMillis", first)
                .figure("idleRssMiB", with.getFirst().residentMebibytes())
                .figure("processorMillis", median(with, Start::processorMillis))
                .figure("runs", with.size())
                .reference("firstResponseMillis", reference)
                .reference("processorMillis", median(without, Start::processorMillis))
                .ratio("firstResponse", (double) first / reference)
                .print();
    }
}
