package io.mortise.module;

import org.osgi.annotation.versioning.ProviderType;

/** The running instance of the module that asks. Bundle-scoped. */
@ProviderType
public interface ThisModule {

    /** The id in {@code module.json}. */
    String id();

    /** The bundle's version, {@code 1.2.3} or {@code 1.2.3.qualifier}. */
    String version();
}
