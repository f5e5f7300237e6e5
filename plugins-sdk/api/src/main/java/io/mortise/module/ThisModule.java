package io.mortise.module;

import io.mortise.data.Work;
import org.osgi.annotation.versioning.ProviderType;

/** The running instance of the module that asks. Bundle-scoped. */
@ProviderType
public interface ThisModule {

    /** The id in {@code module.json}. */
    String id();

    /** The bundle's version, {@code 1.2.3} or {@code 1.2.3.qualifier}. */
    String version();

    /**
     * Runs work on this thread as the module itself, as a job of it would: it may everything with its own objects, nothing
     * with those of others, and the trail names the module. For acts that no signed-in caller stands behind, such as the
     * first set-up; the module answers for who may cause them.
     */
    <T, X extends Exception> T asItself(Work<T, X> work) throws X;
}
