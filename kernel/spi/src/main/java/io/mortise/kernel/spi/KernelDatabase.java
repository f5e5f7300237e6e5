package io.mortise.kernel.spi;

import javax.sql.DataSource;

/** The one pool, for kernel parts. */
public interface KernelDatabase {

    /** Which dialect. */
    enum Kind {
        H2,
        POSTGRESQL
    }

    /** Which dialect. */
    Kind kind();

    /** Connections that no scope guards: for kernel tables, Flyway, db-scheduler. */
    DataSource dataSource();

    /**
     * Brings the tables of a kernel part up to date; history table {@code flyway_kernel_<part>}.
     *
     * @param part lower case word, also the infix of its tables {@code kernel_<part>_…}
     * @param location class path folder with {@code V001__….sql}; dialect differences in {@code h2/} and
     *     {@code postgresql/} below it
     */
    void migrate(String part, String location);

    /** The units of work over this pool. */
    UnitsOfWork units();
}
