package io.mortise.kernel.spi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * A named place where a test can make the product fail for real. {@code -Dmortise.fault=NAME} halts the process there as
 * {@code kill -9} would (exit code 137); a test in the same process may arm an exception instead. Unarmed, reaching one
 * costs one map look-up in an empty map.
 */
public final class FaultPoint {

    private static final Map<String, RuntimeException> ARMED = new ConcurrentHashMap<>();
    private static final String HALT = System.getProperty("mortise.fault", "");

    private FaultPoint() {}

    /** Says that the work has come to this place. */
    public static void reach(String name) {
        reach(name, "");
    }

    /**
     * Says that the work on something has come to this place.
     *
     * @param subject what it is about, {@code <module>-<version>}: {@code -Dmortise.fault=NAME#SUBJECT} halts for that
     *     alone, {@code NAME} for any
     */
    public static void reach(String name, String subject) {
        if (!HALT.isEmpty() && (HALT.equals(name) || HALT.equals(name + "#" + subject))) {
            LoggerFactory.getLogger(FaultPoint.class).warn("fault point {} halts the process", name);
            Runtime.getRuntime().halt(137);
        }
        if (!ARMED.isEmpty()) {
            RuntimeException armed = ARMED.get(name);
            if (armed != null) {
                throw armed;
            }
        }
    }

    /** Makes {@link #reach} throw at that place until the result is closed. For tests. */
    public static AutoCloseable arm(String name, RuntimeException fault) {
        ARMED.put(name, fault);
        return () -> ARMED.remove(name);
    }
}
