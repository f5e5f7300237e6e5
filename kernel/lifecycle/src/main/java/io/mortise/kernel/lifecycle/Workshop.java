package io.mortise.kernel.lifecycle;

import io.mortise.kernel.spi.ModuleRuntime;
import io.mortise.kernel.spi.SchemaChanges;
import io.mortise.kernel.spi.Sentence;
import io.mortise.kernel.spi.Traffic;
import io.mortise.kernel.spi.Worlds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What restoring and operating share.
 *
 * @param turn held by whoever uses the runtime
 * @param onPurge hear the id of a module whose data was deleted
 * @param failures why a module that failed at the start did so, by its id; concurrent
 */
record Workshop(
        LifecycleSettings settings,
        Artifacts artifacts,
        DesiredState state,
        Plans plans,
        OperationLog log,
        SchemaChanges schema,
        ModuleRuntime runtime,
        Worlds worlds,
        Traffic traffic,
        StartMarker marker,
        ReentrantLock turn,
        CopyOnWriteArrayList<Consumer<String>> onPurge,
        Map<String, Sentence> failures) {

    /** Deletes a module's data, tells who wants to know, and remembers that it is done. */
    void purge(DesiredModule row) {
        schema.purge(row.id());
        onPurge.forEach(listener -> listener.accept(row.id()));
        state.write(List.of(Rows.purged(row)), List.of());
    }
}
