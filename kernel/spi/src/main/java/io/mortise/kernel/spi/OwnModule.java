package io.mortise.kernel.spi;

import io.mortise.access.Caller;
import io.mortise.data.Work;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.module.ThisModule;

/** What a running instance is told about itself. */
public record OwnModule(ModuleInstance instance) implements ThisModule {

    @Override
    public String id() {
        return instance.id();
    }

    @Override
    public String version() {
        return instance.version();
    }

    @Override
    public <T, X extends Exception> T asItself(Work<T, X> work) throws X {
        Caller itself = Callers.module(instance.id(), Caller.current().traceId());
        return ScopedValue.where(CallerBinding.CURRENT, itself).<T, X>call(work::run);
    }
}
