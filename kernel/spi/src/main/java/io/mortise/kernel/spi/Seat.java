package io.mortise.kernel.spi;

/** What stands behind a module's id at one moment. */
public sealed interface Seat {

    /** An instance serves. */
    record Serving(ModuleInstance instance) implements Seat {}

    /** Installed, switched off. */
    record Disabled(String id, String version) implements Seat {}

    /** Installed and wanted, but it could not start. */
    record Failed(String id, String version, String reason) implements Seat {}
}
