package io.mortise.identity.internal.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2Test {

    private static final Argon2 QUICK = new Argon2(64, 1);

    /** Of the tests of the reference implementation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            })
    void hashesOfTheReferenceImplementationAreMatched(String kept) {
        assertTrue(QUICK.matches("password", kept));
        assertFalse(QUICK.matches("Password", kept));
    }

    @Test
    void aPasswordMatchesItsOwnHashAloneAndEachHashIsAnother() {
        String kept = QUICK.hash("梅 花 香 自 苦 寒 来");

        assertTrue(QUICK.matches("梅 花 香 自 苦 寒 来", kept));
        assertFalse(QUICK.matches("梅 花 香 自 苦 寒", kept));
        assertNotEquals(kept, QUICK.hash("梅 花 香 自 苦 寒 来"));
        assertTrue(kept.startsWith("$argon2id$v=19$m=64,t=1,p=1$"), kept);
    }

    @Test
    void theTwoFormsOfAnAccentAreOnePassword() {
        assertTrue(QUICK.matches("cafe\u0301-noir", QUICK.hash("caf\u00e9-noir")));
    }

    @Test
    void whatWasMadeWithLessWorkIsOutdatedAndStillMatches() {
        String kept = QUICK.hash("a long enough one");

        assertFalse(QUICK.outdated(kept));
        assertTrue(Argon2.RECOMMENDED.outdated(kept));
        assertTrue(Argon2.RECOMMENDED.matches("a long enough one", kept));
    }

    @Test
    void nothingKeptIsNeverMatchedAndGarbageIsABug() {
        assertFalse(QUICK.matches("", null));
        assertThrows(IllegalStateException.class, () -> QUICK.matches("x", "$2a$10$bcrypt"));
    }

    @Test
    void theRecommendedWorkIsThatOfOwasp() {
        assertEquals(new Argon2(19_456, 2), Argon2.RECOMMENDED);
    }

    @Test
    void noMoreThanTheGivenNumberAreComputedAtOnceAndWhoWaitsTooLongIsToldToComeAgain() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var go = new CountDownLatch(1);
        var bounded = new BoundedHashing(
                new PasswordHashing() {
                    @Override
                    public String hash(String password) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        try {
                            assertTrue(go.await(10, TimeUnit.SECONDS));
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        } finally {
                            running.decrementAndGet();
                        }
                        return password;
                    }

                    @Override
                    public boolean matches(String password, @Nullable String kept) {
                        return false;
                    }

                    @Override
                    public boolean outdated(String kept) {
                        return false;
                    }
                },
                2,
                Duration.ofMillis(50));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> bounded.hash("a"));
            var second = threads.submit(() -> bounded.hash("b"));
            while (running.get() < 2) {
                Thread.onSpinWait();
            }
            ProblemException busy = assertThrows(ProblemException.class, () -> bounded.hash("c"));
            assertEquals("sign-in-busy", busy.problem().type());
            go.countDown();
            assertEquals("a", first.get());
            assertEquals("b", second.get());
        }
        assertEquals(2, most.get());
    }
}
