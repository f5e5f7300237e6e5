package io.mortise.bench;

import io.mortise.sdk.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Imports a file of customers with all their fields, then inserts the very rows that came out of it by bare JDBC into an empty
 * table of the same shape. Flags: {@code --customers 1000000 --batch 1000}.
 */
final class CustomerImport {

    private CustomerImport() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        try (var bench = Bench.of(arguments)) {
            int customers = bench.flag("customers", 1_000_000);
            Path file = CompanyData.file(bench, customers);
            Path data = bench.folder("data");
            ImportRun run;
            try (ServerProcess server = bench.server("data").startReady()) {
                run = ImportRun.of(bench, server, file, "name=customers.csv.gz&source=bench", customers);
            }
            double bare = new BareInsert(data, bench.folder("bare"), bench.flag("batch", 1000)).runApart(run.rows());
            double ours = run.rows() / run.seconds();
            double reference = run.rows() / bare;
            new Report("customer-import")
                    .row("rows", "import s", "rows/s", "bare s", "bare rows/s", "ratio", "peak MiB")
                    .row(
                            run.rows(),
                            run.seconds(),
                            Math.round(ours),
                            bare,
                            Math.round(reference),
                            ours / reference,
                            run.residentPeak())
                    .figure("rowsPerSecond", ours)
                    .figure("seconds", run.seconds())
                    .figure("rows", run.rows())
                    .figure("residentMiBAtQuarter", run.residentAtQuarter())
                    .figure("residentMiBAtEnd", run.residentAtEnd())
                    .figure("residentMiBPeak", run.residentPeak())
                    .reference("rowsPerSecond", reference)
                    .ratio("rowsPerSecond", ours / reference)
                    .print();
        }
    }
}
