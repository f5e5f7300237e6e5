package io.mortise.kernel.lifecycle;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a thread give way to those that answer requests. Preparing a module costs as much processor time as thousands of requests,
 * and on a small machine these would wait for it: they are what must not notice (R48). Java's own priorities do nothing on Linux
 * unless the process belongs to root, so the operating system is asked directly; raising its niceness is allowed to every thread.
 */
final class Courtesy {

    /** A tenth of a normal thread's share when the processors are busy; all there is when they are not. */
    static final int NICENESS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Courtesy.class);
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private Courtesy() {}

    /**
     * Lowers the calling platform thread for good, and with it the threads that it starts. Does nothing where that can't be done: it
     * is a courtesy, not a promise.
     */
    @SuppressWarnings("restricted") // the process allows native access to the class path: bin/jvm-options
    static void giveWay() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return;
        }
        try {
            var linker = Linker.nativeLinker();
            MethodHandle setPriority = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int failed = (int) setPriority.invokeExact(PRIO_PROCESS, THIS_THREAD, NICENESS);
            if (failed != 0) {
                LOG.debug(
                        "the operating system does not let {} give way",
                        Thread.currentThread().getName());
            }
        } catch (Throwable e) {
            LOG.debug("{} can't give way", Thread.currentThread().getName(), e);
        }
    }
}
