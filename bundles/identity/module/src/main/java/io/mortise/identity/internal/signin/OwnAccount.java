package io.mortise.identity.internal.signin;

import io.mortise.identity.Notifications;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.rest.Texts;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What a person does about his own account: each act asks for the password again, and leaves a notification, so that he hears of
 * it when it was not he.
 */
@Component(service = OwnAccount.class)
public final class OwnAccount {

    private static final String LINK = "/account";

    private final Accounts accounts;
    private final Passwords passwords;
    private final SecondFactors secondFactors;
    private final Notifications notifications;
    private final Texts texts;

    @Activate
    public OwnAccount(
            @Reference Accounts accounts,
            @Reference Passwords passwords,
            @Reference SecondFactors secondFactors,
            @Reference Notifications notifications,
            @Reference Texts texts) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.secondFactors = secondFactors;
        this.notifications = notifications;
        this.texts = texts;
    }

    /** Another password; other sessions end. */
    public Sessions.Begun change(SignInSession session, String current, String next) {
        Sessions.Begun begun = accounts.change(session, current, next);
        tell(session.person(), "password-changed");
        return begun;
    }

    /** How he stands. */
    public SecondFactors.State secondFactor(UUID person) {
        return secondFactors.state(person);
    }

    /** A secret for an authenticator app. */
    public SecondFactors.Offer offer(UUID person, String password) {
        return secondFactors.offer(passwords.confirmed(person, password));
    }

    /** It counts from now on. */
    public SecondFactors.Confirmed confirm(SignInSession session, String code) {
        SecondFactors.Confirmed confirmed = secondFactors.confirm(session, code);
        tell(session.person(), "second-factor-on");
        return confirmed;
    }

    /** New codes to write down. */
    public List<String> renew(UUID person, String password) {
        List<String> codes = secondFactors.renew(passwords.confirmed(person, password));
        tell(person, "recovery-codes");
        return codes;
    }

    /** It does not count any more; asks for a code of it too. */
    public Sessions.Begun remove(SignInSession session, String password, String code) {
        Account account = passwords.confirmed(session.person(), password, one -> {
            if (secondFactors.check(one, code, null) != SecondFactors.Check.PASSED) {
                throw SignInProblems.codeWrong();
            }
        });
        Sessions.Begun begun = secondFactors.remove(session, account);
        tell(session.person(), "second-factor-off");
        return begun;
    }

    private void tell(UUID person, String what) {
        notifications.send(person, "identity." + what, locale -> texts.text(locale, "notice." + what, Map.of()), LINK);
    }
}
