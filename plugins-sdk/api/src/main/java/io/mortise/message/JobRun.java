package io.mortise.message;

import org.osgi.annotation.versioning.ProviderType;

/** One run of a job. */
@ProviderType
public interface JobRun {

    /** What was enqueued, JSON text; empty object for a scheduled run. */
    String payload();

    /** 1 for the first attempt. */
    int attempt();

    /** Whether nothing is tried again when this attempt fails: the time to write down that the work was given up. */
    boolean lastAttempt();

    /** True once the module retires: end at the next safe step; the run is enqueued again for the successor. */
    boolean stopRequested();
}
