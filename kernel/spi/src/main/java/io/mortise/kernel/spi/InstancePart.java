package io.mortise.kernel.spi;

import java.util.List;

/**
 * A kernel part that opens something for each module instance. The runtime calls every part in the order the launcher
 * gives, and closes in the reverse order. Calls for one instance never overlap; calls for different instances may.
 */
public interface InstancePart {

    /** For logs and failure sentences. */
    String name();

    /**
     * Before the bundle starts, beside the instance that serves: migrations that only add, session factory. Throws to
     * refuse the instance; {@link #close} is called all the same.
     */
    default void open(ModuleInstance instance) throws Exception {}

    /** After the bundle's components are active: REST application, listeners, jobs. Throws to refuse the instance. */
    default void assemble(ModuleInstance instance) throws Exception {}

    /**
     * The health gate, before the instance is published and again for readiness.
     *
     * @return what is wrong, one sentence each; empty when well
     */
    default List<String> check(ModuleInstance instance) throws Exception {
        return List.of();
    }

    /** The instance now serves. Must be quick and must not throw. */
    default void published(ModuleInstance instance) {}

    /**
     * The instance serves no longer, but may be published again: take no new work; ask running work to come to an end.
     * Must be quick and must not throw.
     */
    default void retired(ModuleInstance instance) {}

    /** Releases everything. The instance is drained, or its drain limit is over. Called once, also after a failed open. */
    default void close(ModuleInstance instance) {}

    /** Bundle-scoped services this part gives to modules. */
    default List<ModuleService<?>> services() {
        return List.of();
    }
}
