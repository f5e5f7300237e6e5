package io.mortise.message;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Enqueues this module's jobs. Bundle-scoped. */
@ProviderType
public interface Jobs {

    /**
     * Enqueues one run in the current unit of work (after a roll-back nothing is left), or at once outside one.
     *
     * @param name a job of this module
     * @param key at most one run of a job is waiting per key; a second call with the key changes nothing
     * @param payload JSON text
     * @param delay how long to wait at least; zero for at once
     * @return true when a run was enqueued, false when one with the key was already waiting
     * @throws IllegalArgumentException when {@code module.json} declares no such job
     */
    boolean enqueue(String name, String key, String payload, Duration delay);
}
