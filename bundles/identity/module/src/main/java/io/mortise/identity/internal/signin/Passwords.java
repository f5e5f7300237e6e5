package io.mortise.identity.internal.signin;

import io.mortise.data.Database;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.credential.CommonPasswords;
import io.mortise.identity.internal.credential.Logins;
import io.mortise.identity.internal.credential.PasswordRules;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.AccountStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Judges new passwords, and asks for the one that counts before an act that must not be done at an unguarded desk. */
@Component(service = Passwords.class)
public final class Passwords {

    private final Database database;
    private final AccountStore accounts;
    private final Attempts attempts;
    private final Hashing hashing;
    private final CompanySettings settings;

    /** Read when somebody chooses a password, which at most starts nobody does. */
    private volatile @Nullable CommonPasswords common;

    @Activate
    public Passwords(
            @Reference Database database,
            @Reference Attempts attempts,
            @Reference Hashing hashing,
            @Reference CompanySettings settings) {
        this.database = database;
        this.accounts = new AccountStore(database);
        this.attempts = attempts;
        this.hashing = hashing;
        this.settings = settings;
    }

    /** The account of the person, when this is his password; a wrong one counts as a try to sign in. */
    Account confirmed(UUID person, String password) {
        return confirmed(person, password, _ -> {});
    }

    /**
     * The same, when something else is right as well.
     *
     * @param more throws when it is not, and then the try counts too
     */
    Account confirmed(UUID person, String password, Consumer<Account> more) {
        Account account = database.read(() -> accounts.find(person)).orElseThrow(Refused::peopleOnly);
        String login = Logins.key(account.login());
        String address = SignIn.here();
        Attempts.Charge charge = Attempts.of(login, address, database.read(() -> accounts.knows(person, address)));
        attempts.begin(charge);
        if (!attempts.unlessBusy(charge, () -> SignIn.right(hashing, Optional.of(account), password))) {
            throw SignInProblems.passwordWrong();
        }
        more.accept(account);
        attempts.takeBack(charge);
        return account;
    }

    /**
     * What is kept of a new password.
     *
     * @param own names of the person
     */
    String accepted(String pointer, String password, List<String> own) {
        List<FieldFault> faults =
                new PasswordRules(settings.read().signIn().passwordLength(), common()).faults(pointer, password, own);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return hashing.hash(password);
    }

    /** What is kept of a password that the server made. */
    String made(String password) {
        return hashing.hash(password);
    }

    private CommonPasswords common() {
        CommonPasswords known = common;
        if (known == null) {
            known = CommonPasswords.delivered();
            common = known;
        }
        return known;
    }
}
