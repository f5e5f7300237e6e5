package io.mortise.message;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Work outside a request; a Declarative Services component. Once per cluster, retried after a failure with growing
 * pauses, visible, and drained before an upgrade. A running job asks {@link JobRun#stopRequested()} between steps.
 */
@ConsumerType
public interface Job {

    /** Unique in the module, kebab-case; declared under {@code jobs} in {@code module.json}. */
    String name();

    /** When it runs by itself; {@link Schedule#onDemand()} for jobs that are only enqueued. */
    Schedule schedule();

    /** Does the work, outside any unit of work: it opens its own, short ones. */
    void run(JobRun run) throws Exception;
}
