package io.mortise.identity.internal.signin;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.SignInEpoch;
import io.mortise.data.Database;
import io.mortise.identity.LinkChannel;
import io.mortise.identity.Notifications;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.credential.Logins;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.LinkKind;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.identity.internal.persistence.AccountStore;
import io.mortise.identity.internal.persistence.LinkStore;
import io.mortise.identity.internal.persistence.SessionStore;
import io.mortise.rest.ProblemException;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Accounts: first and forgotten passwords by links, changes of one's own, and what administrators do about others'. */
@Component(service = Accounts.class)
public final class Accounts {

    private static final String INVITATION = "/welcome#";
    private static final String RESET = "/password#";

    private final Database database;
    private final AccountStore accounts;
    private final LinkStore links;
    private final SessionStore sessionStore;
    private final Attempts attempts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final SignInEpoch epoch;
    private final Consequences consequences;
    private final Notifications notifications;
    private final Texts texts;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<LinkChannel> channels = List.of();

    @Activate
    public Accounts(
            @Reference Database database,
            @Reference Attempts attempts,
            @Reference Passwords passwords,
            @Reference Sessions sessions,
            @Reference SignInEpoch epoch,
            @Reference Consequences consequences,
            @Reference Notifications notifications,
            @Reference Texts texts) {
        this.database = database;
        this.accounts = new AccountStore(database);
        this.links = new LinkStore(database);
        this.sessionStore = new SessionStore(database);
        this.attempts = attempts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.epoch = epoch;
        this.consequences = consequences;
        this.notifications = notifications;
        this.texts = texts;
    }

    /**
     * A link that was made.
     *
     * @param path inside the product, or null when a channel brings it to the person
     * @param until when it may be used
     */
    public record Given(@Nullable String path, Instant until) {}

    /**
     * How an account stands.
     *
     * @param lockedUntil or null
     */
    public record State(Account account, @Nullable Instant lockedUntil, int sessions) {}

    /** How the person signs in; empty while he can't. */
    public Optional<State> state(UUID person) {
        return database.read(() -> accounts.find(person)
                .map(account -> new State(
                        account,
                        attempts.lockedUntil(Logins.key(account.login())).orElse(null),
                        sessionStore.of(person).size())));
    }

    /**
     * Invites a person who has no password yet; earlier links of his end.
     *
     * @param login what he will sign in by
     */
    public Given invite(UUID person, String login) {
        requireLogin("/login", login);
        requireWay();
        return give(taken(
                login,
                () -> database.write(() -> {
                    SessionStore.Holder holder = active(person);
                    Optional<Account> account = accounts.find(person);
                    if (account.map(Account::password).isPresent()) {
                        throw SignInProblems.refused("account-exists", 409);
                    }
                    if (account.isEmpty()) {
                        accounts.insert(person, login.strip(), Logins.key(login), consequences.now());
                    } else {
                        accounts.rename(person, login.strip(), Logins.key(login));
                    }
                    audit("invite", person, Map.of("person", holder.name(), "login", login.strip()));
                    links.endAll(person);
                    return make(LinkKind.INVITATION, person);
                })));
    }

    /**
     * Lets a person sign in by another name. Nothing else changes: his password counts, he stays signed in, and open links still
     * lead to him. He is told, since he could not sign in again otherwise.
     */
    public void rename(UUID person, String login) {
        requireLogin("/login", login);
        taken(
                login,
                () -> database.write(() -> {
                    Account account =
                            accounts.hold(person).orElseThrow(() -> SignInProblems.refused("account-missing", 409));
                    if (!account.login().equals(login.strip())) {
                        accounts.rename(person, login.strip(), Logins.key(login));
                        audit(
                                "rename",
                                person,
                                Map.of("person", account.name(), "before", account.login(), "login", login.strip()));
                        notifications.send(
                                person,
                                "identity.login-changed",
                                locale -> texts.text(locale, "notice.login-changed", Map.of("login", login.strip())),
                                null);
                    }
                    return true;
                }));
    }

    /** Lets a person choose another password; the one he has counts until he did. */
    public Given reset(UUID person) {
        requireWay();
        return give(database.write(() -> {
            SessionStore.Holder holder = active(person);
            if (accounts.find(person).isEmpty()) {
                throw SignInProblems.refused("account-missing", 409);
            }
            audit("reset", person, Map.of("person", holder.name()));
            links.endAll(person);
            return make(LinkKind.RESET, person);
        }));
    }

    /**
     * Somebody forgot a password. Never tells whether there is such an account, and brings a link only by a channel that
     * reaches its owner.
     */
    public void forgot(String login) {
        attempts.begin(Attempts.of(SignIn.here()));
        if (channels.isEmpty()) {
            return;
        }
        database.read(() -> accounts.byLogin(Logins.key(login)))
                .filter(Account::active)
                .ifPresent(account -> delivered(database.write(() -> make(LinkKind.RESET, account.person()))));
    }

    /** Chooses a password by a link: the link is used up, and every session of the person ends. */
    public void redeem(String secret, String password) {
        Attempts.Charge charge = Attempts.of(SignIn.here());
        attempts.begin(charge);
        String digest = Secrets.digest(secret);
        Account account = database.read(() -> links.find(digest, consequences.now())
                        .map(LinkStore.Link::person)
                        .flatMap(accounts::find))
                .filter(Account::active)
                .orElseThrow(SignInProblems::linkGone);
        attempts.takeBack(charge);
        String hash = passwords.accepted("/password", password, List.of(account.login(), account.name()));
        database.write(() -> {
            Account held =
                    accounts.hold(account.person()).filter(Account::active).orElseThrow(SignInProblems::linkGone);
            if (!links.use(digest)) {
                throw SignInProblems.linkGone();
            }
            epoch.advance();
            links.endAll(held.person());
            sessions.endOthers(held.person(), null);
            accounts.password(held.person(), hash, false, consequences.now());
            attempts.unlockName(Logins.key(held.login()));
            audit("edit", held.person(), Map.of("person", held.name(), "change", "password by link"));
            return true;
        });
    }

    /** Changes one's own password; other sessions end, and this one goes on under a new secret. */
    public Sessions.Begun change(SignInSession session, String current, String next) {
        Account account = passwords.confirmed(session.person(), current);
        if (current.equals(next)) {
            throw Refused.field("/password", "password-same");
        }
        String hash = passwords.accepted("/password", next, List.of(account.login(), account.name()));
        return database.write(() -> {
            Account held = accounts.hold(session.person())
                    .filter(now -> String.valueOf(account.password()).equals(now.password()))
                    .orElseThrow(SignInProblems::passwordWrong);
            accounts.password(held.person(), hash, false, consequences.now());
            links.endAll(held.person());
            sessions.endOthers(held.person(), session.id());
            audit("edit", held.person(), Map.of("person", held.name(), "change", "password"));
            return sessions.rotate(
                    session, session.pending() == SignInSession.Pending.PASSWORD ? null : session.pending());
        });
    }

    /** Takes a lost second factor away. */
    public void removeSecondFactor(UUID person) {
        requireTrusted();
        database.write(() -> {
            Account account = accounts.hold(person).orElseThrow(() -> SignInProblems.refused("account-missing", 409));
            accounts.removeSecondFactor(person);
            audit("reset", person, Map.of("person", account.name(), "change", "second-factor-off"));
            return true;
        });
    }

    /** Lets a name try again at once. */
    public void unlock(UUID person) {
        database.write(() -> {
            Account account = accounts.find(person).orElseThrow(() -> SignInProblems.refused("account-missing", 409));
            attempts.unlockName(Logins.key(account.login()));
            audit("unlock", person, Map.of("person", account.name()));
            return true;
        });
    }

    /** Lets an address try again at once. */
    public void unlockAddress(String address) {
        database.write(() -> {
            attempts.unlockAddress(Logins.address(address));
            audit("unlock", null, Map.of("address", address));
            return true;
        });
    }

    /**
     * Gets somebody in again who has lost everything: a password that must be changed at once, no lock, no second factor.
     *
     * @return the password, told once
     */
    public String recover(String login) {
        String password = Secrets.typed(4);
        String hash = passwords.made(password);
        return database.write(() -> {
            Account account = accounts.byLogin(Logins.key(login))
                    .flatMap(found -> accounts.hold(found.person()))
                    .orElseThrow(() -> SignInProblems.refused("account-missing", 409));
            accounts.password(account.person(), hash, true, consequences.now());
            accounts.removeSecondFactor(account.person());
            attempts.unlockName(Logins.key(account.login()));
            links.endAll(account.person());
            sessions.endOthers(account.person(), null);
            audit("recover", account.person(), Map.of("person", account.name()));
            return password;
        });
    }

    /** Ends when it is no name to sign in by. */
    static void requireLogin(String pointer, String login) {
        if (!Logins.valid(login.strip())) {
            throw Refused.field(pointer, "wrong-login");
        }
    }

    /** Another account may have taken the name. */
    static <T> T taken(String login, java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            if (e.problem().type().equals("unique-taken")) {
                throw Refused.loginTaken(login.strip());
            }
            throw e;
        }
    }

    /**
     * Whoever sees a link could use it himself and be that person. So only who may give himself every permission anyway is
     * shown one; everybody else needs a channel that brings it to its owner.
     */
    private boolean trusted() {
        Caller caller = Caller.current();
        return caller.kind() == Caller.Kind.OPERATOR
                || caller.personId()
                        .filter(person -> consequences
                                .administrators()
                                .filter(all -> all.include(person))
                                .isPresent())
                        .isPresent();
    }

    private void requireTrusted() {
        if (!trusted()) {
            throw SignInProblems.refused("administrators-only", 403);
        }
    }

    private void requireWay() {
        if (channels.isEmpty()) {
            requireTrusted();
        }
    }

    private SessionStore.Holder active(UUID person) {
        SessionStore.Holder holder = sessionStore.holder(person).orElseThrow(() -> Refused.notFound("person", person));
        if (!holder.active()) {
            throw SignInProblems.refused("person-not-active", 409);
        }
        return holder;
    }

    /** A link, before anybody has it. */
    private record Made(LinkKind kind, UUID person, String path, Instant until) {}

    /** Needs a writing unit of work. */
    private Made make(LinkKind kind, UUID person) {
        String secret = Secrets.fresh();
        Instant now = consequences.now();
        links.insert(kind, person, Secrets.digest(secret), now, Caller.current().id());
        return new Made(
                kind, person, (kind == LinkKind.INVITATION ? INVITATION : RESET) + secret, now.plus(kind.lasts()));
    }

    /** By a channel, outside any unit of work; else by the hands of an administrator. */
    private Given give(Made made) {
        if (delivered(made)) {
            return new Given(null, made.until());
        }
        if (!trusted()) {
            database.write(() -> {
                links.endAll(made.person());
                return true;
            });
            throw SignInProblems.refused("link-undeliverable", 409);
        }
        return new Given(made.path(), made.until());
    }

    private boolean delivered(Made made) {
        LinkChannel.Purpose purpose =
                made.kind() == LinkKind.INVITATION ? LinkChannel.Purpose.INVITATION : LinkChannel.Purpose.RESET;
        return channels.stream()
                .anyMatch(channel -> channel.deliver(made.person(), purpose, made.path(), made.until()));
    }

    private void audit(String action, @Nullable UUID person, Map<String, String> facts) {
        consequences.audit(new Permission(IdentityPermissions.ACCOUNT, action), person, facts);
    }
}
