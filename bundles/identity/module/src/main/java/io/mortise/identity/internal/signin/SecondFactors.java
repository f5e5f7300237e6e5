package io.mortise.identity.internal.signin;

import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.credential.Totp;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.identity.internal.persistence.AccountStore;
import io.mortise.secret.Keys;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Codes of an authenticator app, and those to recover by when the phone is lost. Each counts once. The secret of an app is
 * kept sealed, for its person alone: neither a copy of the database nor another's row opens anything.
 */
@Component(service = SecondFactors.class)
public final class SecondFactors {

    private static final int CODES = 10;

    private final Database database;
    private final AccountStore accounts;
    private final Sessions sessions;
    private final CompanySettings settings;
    private final Consequences consequences;
    private final Keys keys;

    @Activate
    public SecondFactors(
            @Reference Database database,
            @Reference Sessions sessions,
            @Reference CompanySettings settings,
            @Reference Consequences consequences,
            @Reference Keys keys) {
        this.database = database;
        this.accounts = new AccountStore(database);
        this.sessions = sessions;
        this.settings = settings;
        this.consequences = consequences;
        this.keys = keys;
    }

    /** What came of a second factor. */
    enum Check {
        PASSED,
        MISSING,
        WRONG
    }

    /** What a person must put into his app. */
    public record Offer(String secret, String uri) {}

    /** How a person stands. */
    public record State(boolean on, boolean required, long recoveryCodes) {}

    /** The session under its new secret, and what to write down; told once. */
    public record Confirmed(Sessions.Begun session, List<String> recoveryCodes) {}

    /** Takes a code, or a recovery code, for good; passes without one when the account has no second factor. */
    Check check(Account account, @Nullable String code, @Nullable String recoveryCode) {
        if (account.secondFactor() == null) {
            return Check.PASSED;
        }
        if (code == null && recoveryCode == null) {
            return Check.MISSING;
        }
        return database.write(() -> code != null
                        ? takes(account, code)
                        : accounts.useRecoveryCode(
                                account.person(), Secrets.digest(Secrets.untyped(String.valueOf(recoveryCode)))))
                ? Check.PASSED
                : Check.WRONG;
    }

    /** How the person stands. */
    public State state(UUID person) {
        return database.read(() -> accounts.find(person)
                .map(account -> new State(
                        account.secondFactor() != null,
                        settings.read().signIn().secondFactor(),
                        accounts.recoveryCodes(person)))
                .orElseThrow(Refused::peopleOnly));
    }

    /** Offers a new secret; it counts when a code of it was shown. */
    Offer offer(Account account) {
        if (account.secondFactor() != null) {
            throw SignInProblems.refused("second-factor-on", 409);
        }
        Totp totp = Totp.fresh();
        database.write(() -> {
            accounts.offer(account.person(), keys.seal(purpose(account.person()), totp.secret()));
            return true;
        });
        String company = settings.read().name();
        return new Offer(totp.secret(), totp.uri(company.isBlank() ? "Mortise" : company, account.login()));
    }

    /** Makes the offered secret count; other sessions end, and this one goes on under a new secret. */
    Confirmed confirm(SignInSession session, String code) {
        List<String> codes = codes();
        return database.write(() -> {
            UUID person = session.person();
            Account account = accounts.hold(person).orElseThrow(Refused::peopleOnly);
            String offered = account.offered();
            if (account.secondFactor() != null || offered == null) {
                throw SignInProblems.refused("second-factor-not-offered", 409);
            }
            OptionalLong step = new Totp(keys.open(purpose(person), offered)).stepOf(code, consequences.now());
            if (step.isEmpty()) {
                throw Refused.field("/code", "wrong-code");
            }
            accounts.confirm(person, step.getAsLong());
            accounts.recoveryCodes(
                    person, codes.stream().map(SecondFactors::kept).toList());
            sessions.endOthers(person, session.id());
            audit(account, "second-factor-on");
            return new Confirmed(
                    sessions.rotate(
                            session,
                            session.pending() == SignInSession.Pending.SECOND_FACTOR ? null : session.pending()),
                    codes);
        });
    }

    /** New codes to write down; the old ones do not count any more. */
    List<String> renew(Account account) {
        if (account.secondFactor() == null) {
            throw SignInProblems.refused("second-factor-off", 409);
        }
        List<String> codes = codes();
        database.write(() -> {
            accounts.recoveryCodes(
                    account.person(), codes.stream().map(SecondFactors::kept).toList());
            audit(account, "recovery-codes");
            return true;
        });
        return codes;
    }

    /** Takes it away, unless the company asks for it. */
    Sessions.Begun remove(SignInSession session, Account account) {
        if (settings.read().signIn().secondFactor()) {
            throw SignInProblems.refused("second-factor-required", 409);
        }
        return database.write(() -> {
            accounts.removeSecondFactor(account.person());
            audit(account, "second-factor-off");
            return sessions.rotate(session, session.pending());
        });
    }

    /** Seals what an older version kept as it is; whoever signs in meanwhile does it himself. */
    void sealAll() {
        accounts.unsealed()
                .forEach((person, secret) -> accounts.seal(person, secret, keys.seal(purpose(person), secret)));
    }

    private boolean takes(Account account, String code) {
        UUID person = account.person();
        String kept = Objects.requireNonNull(account.secondFactor());
        String secret = account.sealed() ? keys.open(purpose(person), kept) : kept;
        OptionalLong step = new Totp(secret).stepOf(code, consequences.now());
        boolean taken = step.isPresent() && accounts.take(person, step.getAsLong());
        if (taken && !account.sealed()) {
            accounts.seal(person, secret, keys.seal(purpose(person), secret));
        }
        return taken;
    }

    private static String purpose(UUID person) {
        return "totp." + person;
    }

    private void audit(Account account, String what) {
        consequences.audit(
                new Permission(IdentityPermissions.ACCOUNT, "edit"),
                account.person(),
                Map.of("person", account.name(), "change", what));
    }

    private static List<String> codes() {
        return Stream.generate(() -> Secrets.typed(3)).limit(CODES).toList();
    }

    private static String kept(String code) {
        return Secrets.digest(Secrets.untyped(code));
    }
}
