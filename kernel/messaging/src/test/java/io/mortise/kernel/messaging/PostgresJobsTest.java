package io.mortise.kernel.messaging;

import io.mortise.kernel.persistence.DatabaseSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresJobsTest extends JobsContract {

    private static Postgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = new Postgres();
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Override
    DatabaseSettings database() throws Exception {
        return postgres.next();
    }
}
