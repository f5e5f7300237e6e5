package io.mortise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.customer.internal.demo.DemoCompany;
import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * 64 signed-in people work without a pause on a large company: of ten requests eight read, one or two write, one of twenty searches;
 * the server has 16 database connections. Three of four see their own customers, the others all. Works on a copy of the kept data.
 * Flags: {@code --customers 1000000 --clients 64 --connections 16 --warm 10 --seconds 30}.
 */
final class CustomerMixed {

    private static final String CUSTOMERS = "/api/customer/customers";
    private static final int OWN = 10;
    private static final DemoCompany COMPANY = CompanyData.company();
    private static final ObjectMapper JSON = new ObjectMapper();

    private CustomerMixed() {}

    private enum Kind {
        READ,
        WRITE,
        SEARCH
    }

    /** What one request took; {@code failed} says why, or is empty. */
    private record Timed(Kind kind, long nanos, String failed) {}

    /** One person at work. */
    private static final class Client {

        private final HttpClient http;
        private final URI server;
        private final Staff.Person person;
        private final SplittableRandom random;
        private final List<String> own = new ArrayList<>();
        private String after = "";

        Client(HttpClient http, URI server, Staff.Person person, int number) {
            this.http = http;
            this.server = server;
            this.person = person;
            this.random = new SplittableRandom(number);
        }

        HttpResponse<String> send(String method, String path, Map<String, ?> body)
                throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(server.resolve(path))
                    .timeout(Duration.ofMinutes(1))
                    .header("Cookie", person.cookie())
                    .header("X-CSRF-Token", person.csrf());
            if (method.equals("GET")) {
                request.GET();
            } else {
                request.header("If-Match", "*")
                        .header(
                                "Content-Type",
                                method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
                        .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }

        void register() throws IOException, InterruptedException {
            HttpResponse<String> made = send("POST", CUSTOMERS, Map.of("name", name()));
            if (made.statusCode() != 201) {
                throw new IllegalStateException(made.statusCode() + " " + made.body());
            }
            own.add(JSON.readTree(made.body()).path("id").asText());
        }

        private String name() {
            return String.valueOf(
                    COMPANY.customer(random.nextInt(100_000)).details().name());
        }

        Timed next() throws InterruptedException {
            int dice = random.nextInt(100);
            Kind kind = dice < 80 ? Kind.READ : dice < 95 ? Kind.WRITE : Kind.SEARCH;
            long began = System.nanoTime();
            try {
                HttpResponse<String> answer = switch (kind) {
                    case READ -> read(dice);
                    case WRITE -> write(dice);
                    case SEARCH -> search();
                };
                boolean good = answer.statusCode() / 100 == 2;
                return new Timed(
                        kind,
                        System.nanoTime() - began,
                        good ? "" : kind + " " + answer.statusCode() + " " + answer.body());
            } catch (IOException e) {
                return new Timed(kind, System.nanoTime() - began, kind + " " + e);
            }
        }

        private HttpResponse<String> read(int dice) throws IOException, InterruptedException {
            if (dice < 30) {
                return send("GET", CUSTOMERS + "/" + own.get(random.nextInt(own.size())), Map.of());
            }
            // Now and then somebody begins again at the first page.
            String from = dice < 50 || after.isEmpty() ? "" : "&after=" + after;
            String order = dice < 70 ? "" : "&sort=-updated";
            if (!order.isEmpty()) {
                from = "";
            }
            HttpResponse<String> answer = send("GET", CUSTOMERS + "?limit=30" + order + from, Map.of());
            if (answer.statusCode() == 200 && order.isEmpty()) {
                JsonNode page = JSON.readTree(answer.body());
                after = page.path("next").asText("");
            }
            return answer;
        }

        private HttpResponse<String> write(int dice) throws IOException, InterruptedException {
            if (dice < 83) {
                return send("POST", CUSTOMERS, Map.of("name", name(), "grade", "B"));
            }
            String one = own.get(random.nextInt(own.size()));
            return send("PATCH", CUSTOMERS + "/" + one, Map.of("employees", 1 + random.nextInt(10_000)));
        }

        private HttpResponse<String> search() throws IOException, InterruptedException {
            String name = name();
            String part =
                    name.substring(0, name.offsetByCodePoints(0, Math.min(2, name.codePointCount(0, name.length()))));
            return send("GET", CUSTOMERS + "?limit=10&q=" + URLEncoder.encode(part, StandardCharsets.UTF_8), Map.of());
        }
    }

    public static void main(String... arguments) throws Exception {
        try (var bench = Bench.of(arguments)) {
            Path folder = CompanyData.copy(bench, bench.flag("customers", 1_000_000));
            try (ServerProcess server = ServerProcess.of(ServerProcess.product().orElseThrow(), folder)
                    .setting("database.pool-size", bench.flag("connections", "16"))
                    .startReady()) {
                measure(bench, server);
                server.stop();
            }
        }
    }

    private static void measure(Bench bench, ServerProcess server) throws Exception {
        int clients = bench.flag("clients", 64);
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var staff = new Staff(server);
            var people = new ArrayList<Client>();
            for (int i = 0; i < clients; i++) {
                Staff.Person person = staff.with(i % 4 == 3 ? "administrator" : "sales", "Client " + i);
                var client = new Client(http, server.address(), person, i);
                for (int n = 0; n < OWN; n++) {
                    client.register();
                }
                people.add(client);
            }
            bench.say(clients + " people have signed in");
            var measuring = new AtomicBoolean();
            var stop = new AtomicBoolean();
            var seen = new ConcurrentLinkedQueue<Timed>();
            var working = new ArrayList<Future<?>>();
            for (Client one : people) {
                working.add(threads.submit(() -> {
                    while (!stop.get()) {
                        Timed timed = one.next();
                        if (measuring.get()) {
                            seen.add(timed);
                        }
                    }
                    return one;
                }));
            }
            Bench.rest(Duration.ofSeconds(bench.flag("warm", 10)));
            measuring.set(true);
            long began = System.nanoTime();
            Bench.rest(Duration.ofSeconds(bench.flag("seconds", 30)));
            measuring.set(false);
            double seconds = (System.nanoTime() - began) / 1e9;
            stop.set(true);
            for (Future<?> one : working) {
                one.get();
            }
            report(bench, server, List.copyOf(seen), seconds);
        }
    }

    private static void report(Bench bench, ServerProcess server, List<Timed> all, double seconds) {
        var report = new Report("customer-mixed").row("", "requests", "failed", "requests/s", "p50 ms", "p99 ms");
        all.stream()
                .filter(one -> !one.failed().isEmpty())
                .limit(5)
                .forEach(one -> bench.say("failed: " + one.failed()));
        for (Kind kind : Kind.values()) {
            row(
                    report,
                    kind.name().toLowerCase(Locale.ROOT),
                    all.stream().filter(one -> one.kind() == kind).toList(),
                    seconds);
        }
        row(report, "all", all, seconds);
        report.figure(
                        "failed",
                        all.stream().filter(one -> !one.failed().isEmpty()).count())
                .figure("requests", all.size())
                .figure("requestsPerSecond", all.size() / seconds)
                .figure("p99Millis", percentile(all, 0.99))
                .figure("medianMillis", percentile(all, 0.5))
                .figure("residentMiB", server.residentMebibytes())
                .print();
    }

    private static void row(Report report, String name, List<Timed> some, double seconds) {
        report.row(
                name,
                some.size(),
                some.stream().filter(one -> !one.failed().isEmpty()).count(),
                Math.round(some.size() / seconds),
                percentile(some, 0.5),
                percentile(some, 0.99));
    }

    private static double percentile(List<Timed> some, double share) {
        long[] nanos = some.stream().mapToLong(Timed::nanos).sorted().toArray();
        return nanos.length == 0 ? 0 : nanos[(int) Math.min(nanos.length - 1L, Math.ceil(nanos.length * share))] / 1e6;
    }
}
