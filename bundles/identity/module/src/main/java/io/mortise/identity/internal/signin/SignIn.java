package io.mortise.identity.internal.signin;

import io.mortise.access.Permission;
import io.mortise.access.RequestHead;
import io.mortise.data.Database;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.credential.Logins;
import io.mortise.identity.internal.credential.PasswordHashing;
import io.mortise.identity.internal.credential.PasswordRules;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.SignInSession.Pending;
import io.mortise.identity.internal.persistence.AccountStore;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Signing in with a password, and a second factor where there is one. A try is counted first; then exactly one password is
 * computed, whether there is such an account or not; then the second factor; then, in one unit of work that holds the account,
 * the session begins.
 */
@Component(service = SignIn.class)
public final class SignIn {

    private static final UUID NOBODY = new UUID(0, 0);

    private final Database database;
    private final AccountStore accounts;
    private final Attempts attempts;
    private final PasswordHashing hashing;
    private final Sessions sessions;
    private final SecondFactors secondFactors;
    private final CompanySettings settings;
    private final Consequences consequences;

    @Activate
    public SignIn(
            @Reference Database database,
            @Reference Attempts attempts,
            @Reference Hashing hashing,
            @Reference Sessions sessions,
            @Reference SecondFactors secondFactors,
            @Reference CompanySettings settings,
            @Reference Consequences consequences) {
        this.database = database;
        this.accounts = new AccountStore(database);
        this.attempts = attempts;
        this.hashing = hashing;
        this.sessions = sessions;
        this.secondFactors = secondFactors;
        this.settings = settings;
        this.consequences = consequences;
    }

    /**
     * What somebody shows.
     *
     * @param login as he typed it
     * @param code of his authenticator app, or null
     * @param recoveryCode one of those he wrote down, or null
     */
    public record Shown(
            String login,
            String password,
            @Nullable String code,
            @Nullable String recoveryCode) {}

    /** Signs in; a session that the browser had before ends. */
    public Sessions.Begun enter(Shown shown) {
        String login = Logins.key(shown.login());
        String address = here();
        Optional<Account> account = database.read(() -> accounts.byLogin(login));
        boolean familiar =
                database.read(() -> accounts.knows(account.map(Account::person).orElse(NOBODY), address));
        Attempts.Charge charge = Attempts.of(login, address, familiar);
        boolean last = attempts.begin(charge);
        if (!attempts.unlessBusy(charge, () -> right(hashing, account, shown.password()))) {
            refused(account, address, last);
            throw SignInProblems.failed();
        }
        Account right = account.orElseThrow();
        String kept = Objects.requireNonNull(right.password());
        switch (secondFactors.check(right, shown.code(), shown.recoveryCode())) {
            case PASSED -> {}
            case MISSING -> {
                attempts.takeBack(charge);
                throw SignInProblems.codeNeeded();
            }
            case WRONG -> {
                refused(account, address, last);
                throw SignInProblems.codeWrong();
            }
        }
        String rehashed = hashing.outdated(kept) ? hashing.hash(shown.password()) : null;
        return database.write(() -> {
            Account now = accounts.hold(right.person())
                    .filter(Account::active)
                    .filter(held -> kept.equals(held.password()))
                    .orElseThrow(SignInProblems::failed);
            if (rehashed != null) {
                accounts.rehash(now.person(), rehashed);
            }
            attempts.succeeded(charge);
            return begin(now, "password", pending(now));
        });
    }

    /** Begins the session of somebody who has proved who he is. Needs a writing unit of work that holds the account. */
    Sessions.Begun begin(Account account, String method, @Nullable Pending pending) {
        Instant now = consequences.now();
        String address = here();
        accounts.signedIn(account.person(), now);
        accounts.remember(account.person(), address, now);
        Sessions.Begun begun = sessions.begin(
                account.person(),
                method,
                pending,
                RequestHead.current().flatMap(Gatekeeper::secret).orElse(null));
        consequences.audit(
                new Permission(IdentityPermissions.SESSION, "create"),
                account.person(),
                Map.of("person", account.name(), "address", address, "method", method));
        return begun;
    }

    /** What the person must do before anything else. */
    @Nullable
    Pending pending(Account account) {
        if (account.mustChange()) {
            return Pending.PASSWORD;
        }
        return account.secondFactor() == null && settings.read().signIn().secondFactor() ? Pending.SECOND_FACTOR : null;
    }

    /** Exactly one computation, whoever asks: that of the account, or one that nobody could win. */
    static boolean right(PasswordHashing hashing, Optional<Account> account, String password) {
        String kept = account.filter(Account::active).map(Account::password).orElse(null);
        String bounded = password.length() > 2 * PasswordRules.LONGEST ? "" : password;
        return hashing.matches(bounded, kept) && kept != null && !bounded.isEmpty();
    }

    /** The address of the request that this thread answers, in the form in which tries are counted. */
    static String here() {
        return Logins.address(
                RequestHead.current().map(RequestHead::remoteAddress).orElse("unknown"));
    }

    private void refused(Optional<Account> account, String address, boolean locked) {
        account.filter(_ -> locked)
                .ifPresent(one -> consequences.audit(
                        new Permission(IdentityPermissions.ACCOUNT, "lock"),
                        one.person(),
                        Map.of("person", one.name(), "address", address)));
    }
}
