package io.mortise.identity.internal.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.identity.PersonStatus;
import io.mortise.identity.internal.credential.Argon2;
import io.mortise.identity.internal.credential.PasswordHashing;
import io.mortise.identity.internal.domain.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nobody learns by the work that an answer took whether there is such an account. */
class EqualWorkTest {

    private static final Argon2 ARGON2 = new Argon2(64, 1);

    /** Counts computations instead of watching a clock: that would fail on a busy machine and pass on a lucky one. */
    private static final class Counted implements PasswordHashing {

        private final List<String> work = new ArrayList<>();

        @Override
        public String hash(String password) {
            throw new AssertionError("nothing new is hashed by a try");
        }

        @Override
        public boolean matches(String password, @Nullable String kept) {
            work.add(
                    kept == null
                            ? ARGON2.kilobytes() + "/" + ARGON2.rounds()
                            : kept.replaceAll(".*m=(\\d+),t=(\\d+).*", "$1/$2"));
            return ARGON2.matches(password, kept);
        }

        @Override
        public boolean outdated(String kept) {
            return ARGON2.outdated(kept);
        }
    }

    private static Account account(PersonStatus status, @Nullable String password) {
        return new Account(UUID.randomUUID(), "Wang", status, "wang", password, null, false, null, false, null, null);
    }

    @Test
    void everyTryIsOneComputationOfTheSameSize() {
        String kept = ARGON2.hash("correct lamp orbit");
        var tries = List.of(
                Optional.<Account>empty(),
                Optional.of(account(PersonStatus.ACTIVE, null)),
                Optional.of(account(PersonStatus.ACTIVE, kept)),
                Optional.of(account(PersonStatus.SUSPENDED, kept)),
                Optional.of(account(PersonStatus.LEFT, kept)));

        for (Optional<Account> one : tries) {
            for (String password : List.of("correct lamp orbit", "wrong", "", "x".repeat(100_000))) {
                var counted = new Counted();

                boolean right = SignIn.right(counted, one, password);

                assertEquals(List.of("64/1"), counted.work, one + " " + password.length());
                assertEquals(
                        one.filter(Account::active)
                                        .filter(it -> it.password() != null)
                                        .isPresent()
                                && password.equals("correct lamp orbit"),
                        right);
            }
        }
    }

    @Test
    void whoDoesNotWorkHereIsNotLetInByTheRightPassword() {
        String kept = ARGON2.hash("correct lamp orbit");

        assertTrue(SignIn.right(ARGON2, Optional.of(account(PersonStatus.ACTIVE, kept)), "correct lamp orbit"));
        assertFalse(SignIn.right(ARGON2, Optional.of(account(PersonStatus.SUSPENDED, kept)), "correct lamp orbit"));
    }
}
