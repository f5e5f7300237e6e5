package io.mortise.identity.internal.credential;

import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashing that takes no more memory and processors than it is given, however many sign in at once: the others wait for a
 * while, and then are told to come again.
 */
public final class BoundedHashing implements PasswordHashing {

    private final PasswordHashing hashing;
    private final Semaphore places;
    private final Duration patience;

    /**
     * @param places how many computations run at once
     * @param patience how long one waits for a place
     */
    public BoundedHashing(PasswordHashing hashing, int places, Duration patience) {
        this.hashing = hashing;
        this.places = new Semaphore(places, true);
        this.patience = patience;
    }

    @Override
    public String hash(String password) {
        return placed(() -> hashing.hash(password));
    }

    @Override
    public boolean matches(String password, @Nullable String kept) {
        return placed(() -> hashing.matches(password, kept));
    }

    @Override
    public boolean outdated(String kept) {
        return hashing.outdated(kept);
    }

    private <T> T placed(Supplier<T> work) {
        boolean placed = false;
        try {
            placed = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!placed) {
            throw new ProblemException(Problem.of("sign-in-busy", 503));
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
