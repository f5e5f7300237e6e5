package io.mortise.kernel.spi;

/**
 * A Jakarta REST resource of the kernel itself, served below {@code /api/} (paths {@code modules}, {@code module-plans},
 * {@code module-operations}, {@code kernel/…}) by the same rules as a module's: every method names its permission.
 */
public interface KernelResource {}
