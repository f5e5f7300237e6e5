package io.mortise.kernel.spi;

import java.util.List;
import java.util.Map;

/** What a module does to the database, for plans, finalize and purge (DECISIONS.md 3). */
public interface SchemaChanges {

    /** The two histories of a module. */
    enum Kind {
        /** Only adds; runs at upgrade. */
        EXPAND,
        /** Takes away; runs at finalize. */
        CONTRACT
    }

    /**
     * A migration that has not run.
     *
     * @param version {@code 002}
     * @param file path in the jar
     * @param statement its SQL
     * @param fault why it is refused (an expand that takes away, a table of another module), or empty
     */
    record Pending(Kind kind, String version, String file, String statement, String fault) {}

    /**
     * What would run for these files.
     *
     * @param module the module's id
     * @param files SQL text by path in the jar, all below {@code db/}
     */
    List<Pending> pending(String module, Map<String, String> files);

    /** Runs the contracting migrations of the instance's jar. */
    List<Pending> contract(ModuleInstance instance);

    /** Drops the module's tables and histories. */
    void purge(String module);

    /** Rows by table that a purge would delete, for the plan's sentence. */
    Map<String, Long> rows(String module);
}
