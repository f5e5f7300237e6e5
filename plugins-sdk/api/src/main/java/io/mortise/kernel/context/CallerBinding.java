package io.mortise.kernel.context;

import io.mortise.access.Caller;

/** Holds the scoped value behind {@link Caller#current()}; bound at the gateway, at the start of a job and of a delivery. */
public final class CallerBinding {

    /** The caller of the work that runs on this thread; bound by the kernel alone. */
    public static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    private CallerBinding() {}
}
