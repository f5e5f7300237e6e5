package io.mortise.kernel.gateway;

import io.mortise.access.Caller;
import io.mortise.kernel.context.CallerBinding;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.glassfish.jersey.server.ManagedAsyncExecutor;
import org.glassfish.jersey.spi.ExecutorServiceProvider;

/** Runs methods that Jersey handles asynchronously on virtual threads, for the caller of the request. */
@ManagedAsyncExecutor
final class BoundExecutor implements ExecutorServiceProvider, AutoCloseable {

    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(new Bound());

    @Override
    public ExecutorService getExecutorService() {
        return executor;
    }

    @Override
    public void dispose(ExecutorService disposed) {
        disposed.shutdown();
    }

    @Override
    public void close() {
        executor.shutdown();
    }

    /** Threads that see the caller and the inquiry of the thread that asks for them. */
    private static final class Bound implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            if (!Inquiry.CURRENT.isBound()) {
                return Thread.ofVirtual().unstarted(task);
            }
            Inquiry inquiry = Inquiry.CURRENT.get();
            Caller caller = CallerBinding.CURRENT.get();
            return Thread.ofVirtual()
                    .unstarted(() -> ScopedValue.where(CallerBinding.CURRENT, caller)
                            .where(Inquiry.CURRENT, inquiry)
                            .run(task));
        }
    }
}
