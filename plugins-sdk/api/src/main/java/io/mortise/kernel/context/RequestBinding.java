package io.mortise.kernel.context;

import io.mortise.access.RequestHead;

/** Holds the scoped value behind {@link RequestHead#current()}; bound at the gateway alone. */
public final class RequestBinding {

    /** The request that the work on this thread answers. */
    public static final ScopedValue<RequestHead> CURRENT = ScopedValue.newInstance();

    private RequestBinding() {}
}
