package io.mortise.customer.itest;

import io.mortise.customer.Customers;
import io.mortise.sdk.testkit.MortiseServer;
import io.mortise.sdk.testkit.MortiseTest;
import io.mortise.sdk.testkit.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The stored customers keep the contract on both databases. */
class StoredCustomersIT {

    @Nested
    @MortiseTest(database = TestDatabase.H2)
    class OnH2 extends OnServer {
        OnH2(MortiseServer server) {
            super(server);
        }
    }

    @Nested
    @MortiseTest(database = TestDatabase.POSTGRESQL)
    class OnPostgresql extends OnServer {
        OnPostgresql(MortiseServer server) {
            super(server);
        }
    }

    abstract static class OnServer extends CustomersContract {

        private final MortiseServer server;

        OnServer(MortiseServer server) {
            this.server = server;
        }

        @Override
        Customers customers() {
            if (server.state("customer").equals("absent")) {
                server.install(CustomerJars.built());
            }
            return new CustomersOverHttp(server.http());
        }
    }
}
