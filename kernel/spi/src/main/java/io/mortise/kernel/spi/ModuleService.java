package io.mortise.kernel.spi;

import java.util.function.Function;

/**
 * A bundle-scoped service: every module instance gets a view of its own. Views hold no resources; those hang on the
 * instance (PLATFORM.md, section 12).
 *
 * @param type the SDK interface
 * @param view makes the instance's view; called once per instance at most
 */
public record ModuleService<T>(Class<T> type, Function<ModuleInstance, T> view) {}
