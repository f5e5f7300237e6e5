package io.mortise.access;

import io.mortise.kernel.context.CallerBinding;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. Bound once by the kernel (at the gateway, at the start of a job, at the start of a delivery) and read by
 * {@link #current()}; it does not follow work into another thread.
 *
 * @param id stable: a person's UUID in text, {@code operator}, {@code module:<id>}, or {@code nobody}
 * @param name for people to read
 * @param kind what sort of principal this is
 * @param departments ids of the departments the person is in, empty for others
 * @param locale for texts; never null
 * @param traceId 32 hexadecimal digits, the same in the log, in problems and in events that follow
 * @param onBehalfOf whom it acts for, or null when it acts for itself
 */
public record Caller(
        String id,
        String name,
        Kind kind,
        Set<UUID> departments,
        Locale locale,
        String traceId,
        @Nullable Caller onBehalfOf) {

    /** The sorts of principal (PERMISSIONS.md, section 1). */
    public enum Kind {
        /** A signed-in person. */
        PERSON,
        /** A program with a token of its own. */
        TOKEN,
        /** A module acting as itself: jobs and deliveries. */
        MODULE,
        /** Holder of the operator token of this server. */
        OPERATOR,
        /** Nobody is signed in. */
        NOBODY
    }

    public Caller {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        departments = Set.copyOf(departments);
        Objects.requireNonNull(locale);
        Objects.requireNonNull(traceId);
    }

    /** The caller of the work running on this thread; {@linkplain Kind#NOBODY nobody} when the kernel bound none. */
    public static Caller current() {
        return CallerBinding.CURRENT.isBound() ? CallerBinding.CURRENT.get() : nobody(Locale.ENGLISH, "0".repeat(32));
    }

    /**
     * Work that runs as the current caller on another thread: once, and begun within ten seconds, so that nobody's rights are kept
     * for later. For asking several things beside each other within one request.
     *
     * @throws IllegalStateException from the work, when it is begun again or too late
     */
    public static <T> Callable<T> carrying(Callable<T> work) {
        Caller caller = current();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var begun = new AtomicBoolean();
        return () -> {
            if (!begun.compareAndSet(false, true) || System.nanoTime() - until > 0) {
                throw new IllegalStateException("work that carries a caller runs once, at once");
            }
            return ScopedValue.where(CallerBinding.CURRENT, caller).call(work::call);
        };
    }

    /** A caller who has not signed in. */
    public static Caller nobody(Locale locale, String traceId) {
        return new Caller("nobody", "nobody", Kind.NOBODY, Set.of(), locale, traceId, null);
    }

    /** The person's id, when this is a person. */
    public Optional<UUID> personId() {
        return kind == Kind.PERSON ? Optional.of(UUID.fromString(id)) : Optional.empty();
    }
}
