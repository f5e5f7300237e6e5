package io.mortise.identity.internal.signin;

import io.mortise.data.Database;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.credential.Lockout;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.persistence.AttemptStore;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Counts tries to sign in, by name and by address, and locks for a while what failed too often. Names are counted whether
 * there is such an account or not. From an address that the person has signed in from before, tries by others elsewhere do not
 * count: nobody can lock a person out of his own office by typing his name.
 */
@Component(service = Attempts.class)
public final class Attempts {

    private static final int BY_NAME = 5;
    private static final int BY_NAME_AT_KNOWN_ADDRESS = 10;
    private static final int BY_ADDRESS = 50;
    private static final int ROUNDS = 3;

    private final Database database;
    private final AttemptStore store;
    private final Consequences consequences;

    @Activate
    public Attempts(@Reference Database database, @Reference Consequences consequences) {
        this.database = database;
        this.store = new AttemptStore(database);
        this.consequences = consequences;
    }

    /**
     * What a try is counted for.
     *
     * @param account what a success clears, or null when it is counted for the address alone
     */
    record Charge(@Nullable Subject account, Subject address) {

        private List<Subject> subjects() {
            return account == null
                    ? List.of(address)
                    : List.of(account, address).stream()
                            .sorted(Comparator.comparing(Subject::key))
                            .toList();
        }
    }

    /** One thing that is counted, and how often it may fail. */
    record Subject(String key, int limit) {}

    /**
     * Of a sign-in.
     *
     * @param known whether the person signed in from this address before
     */
    static Charge of(String login, String address, boolean known) {
        Subject account = known
                ? new Subject("pair:" + Secrets.digest(login + "\n" + address), BY_NAME_AT_KNOWN_ADDRESS)
                : new Subject(name(login), BY_NAME);
        return new Charge(account, new Subject(address(address), BY_ADDRESS));
    }

    /** Of anything else that could be guessed. */
    static Charge of(String address) {
        return new Charge(null, new Subject(address(address), BY_ADDRESS));
    }

    /**
     * Counts a try before anything is compared, in a unit of work of its own.
     *
     * @return whether this was the last try before a lock
     * @throws ProblemException {@code too-many-tries}, and nothing was counted
     */
    boolean begin(Charge charge) {
        for (int round = 1; ; round++) {
            try {
                Optional<Instant> locked = database.write(() -> count(charge));
                if (locked.isPresent()) {
                    throw SignInProblems.locked(consequences.now(), locked.get());
                }
                return database.read(() -> charge.account() != null
                        && store.find(charge.account().key())
                                .filter(now -> now.locked(consequences.now()))
                                .isPresent());
            } catch (ProblemException e) {
                // Two first tries at the same moment: the row is there now.
                if (!e.problem().type().equals("unique-taken") || round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private Optional<Instant> count(Charge charge) {
        Instant now = consequences.now();
        Map<String, Lockout> found = new HashMap<>();
        for (Subject subject : charge.subjects()) {
            Optional<Lockout> lockout = store.lock(subject.key());
            if (lockout.filter(one -> one.locked(now)).isPresent()) {
                return lockout.map(Lockout::lockedUntil);
            }
            lockout.ifPresent(one -> found.put(subject.key(), one));
        }
        for (Subject subject : charge.subjects()) {
            Lockout before = found.get(subject.key());
            if (before == null) {
                store.insert(subject.key(), Lockout.none(now).tried(now, subject.limit()));
            } else {
                store.update(subject.key(), before.tried(now, subject.limit()));
            }
        }
        return Optional.empty();
    }

    /** It was right: the name begins anew, the address is as before. Needs a writing unit of work. */
    void succeeded(Charge charge) {
        if (charge.account() != null) {
            store.clear(charge.account().key());
        }
        takeBack(charge.address());
    }

    /** It was neither right nor wrong yet: nothing is counted. */
    void takeBack(Charge charge) {
        database.write(() -> {
            charge.subjects().forEach(this::takeBack);
            return true;
        });
    }

    private void takeBack(Subject subject) {
        Instant now = consequences.now();
        store.lock(subject.key())
                .ifPresent(found -> store.update(subject.key(), found.takenBack(now, subject.limit())));
    }

    /** Compares; whoever was sent away because too many compare at this moment has not tried. */
    boolean unlessBusy(Charge charge, BooleanSupplier compare) {
        try {
            return compare.getAsBoolean();
        } catch (ProblemException busy) {
            takeBack(charge);
            throw busy;
        }
    }

    /** Until when a name is locked; empty when it is not. */
    Optional<Instant> lockedUntil(String login) {
        Instant now = consequences.now();
        return store.find(name(login)).filter(one -> one.locked(now)).map(Lockout::lockedUntil);
    }

    /** Lets a name try again at once. */
    void unlockName(String login) {
        store.clear(name(login));
    }

    /** Lets an address try again at once. */
    void unlockAddress(String address) {
        store.clear(address(address));
    }

    private static String name(String login) {
        return "name:" + Secrets.digest(login);
    }

    private static String address(String address) {
        return "address:" + address;
    }
}
