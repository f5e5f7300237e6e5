package io.mortise.sdk.testkit;

/** Where the data of a test server is. */
public enum TestDatabase {
    /** H2 in a file of the server's own folder. */
    H2,
    /** A fresh database in the embedded PostgreSQL that the JVM's servers share. */
    POSTGRESQL
}
