package io.mortise.kernel.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a module's code on a thread of its own and waits for it so long and no longer. A platform thread, because code
 * that spins for ever would take a carrier from all virtual ones; a daemon, because Java can't end it (DECISIONS.md 5).
 */
final class Limited {

    private Limited() {}

    /** The work that has not returned, and may never. */
    static final class LateException extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        private final transient Thread thread;
        private final transient CompletableFuture<?> end;

        private LateException(Thread thread, CompletableFuture<?> end) {
            super(thread.getName() + " has not returned");
            this.thread = thread;
            this.end = end;
        }

        /** Runs something, on a thread of its own, when the work returns after all. */
        void whenReturned(Runnable action) {
            end.whenCompleteAsync((_, _) -> action.run(), Thread::startVirtualThread);
        }

        /** Where it is now, as far as it is in code of these packages, else at all; empty when it has just returned. */
        Optional<String> place(Set<String> packages) {
            StackTraceElement[] stack = thread.getStackTrace();
            return Arrays.stream(stack)
                    .filter(frame -> packages.contains(packageOf(frame.getClassName())))
                    .findFirst()
                    .or(() -> Arrays.stream(stack).findFirst())
                    .map(StackTraceElement::toString);
        }
    }

    static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    /**
     * Calls it.
     *
     * @param name of the thread
     * @throws LateException when the limit is over
     * @throws ExecutionException with what it threw, errors too
     */
    static <T> T call(String name, Duration limit, Callable<T> work)
            throws LateException, ExecutionException, InterruptedException {
        var end = new CompletableFuture<T>();
        Thread thread = Thread.ofPlatform()
                .name(name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(() -> {
                    try {
                        end.complete(work.call());
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                });
        thread.setContextClassLoader(Limited.class.getClassLoader());
        thread.start();
        try {
            return end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            var late = new LateException(thread, end);
            late.initCause(e);
            throw late;
        }
    }
}
