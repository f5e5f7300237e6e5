package io.mortise.identity.internal.signin;

import io.mortise.access.RequestHead;
import io.mortise.data.Database;
import io.mortise.identity.Administrators;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.People;
import io.mortise.identity.internal.credential.Logins;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.domain.LinkKind;
import io.mortise.identity.internal.domain.Person;
import io.mortise.identity.internal.domain.PersonDetails;
import io.mortise.identity.internal.persistence.AccountStore;
import io.mortise.identity.internal.persistence.LinkStore;
import io.mortise.module.ThisModule;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first administrator. While there is none, each start says a new one-time code in the log: whoever reads the server's
 * terminal may make himself administrator, once. Looked for beside the start, so that nobody waits for it.
 */
@Component(service = FirstRun.class, immediate = true)
public final class FirstRun {

    private static final Logger LOG = LoggerFactory.getLogger(FirstRun.class);
    private static final int TRIES = 120;
    private static final long PAUSE = 500;

    private final Database database;
    private final LinkStore links;
    private final AccountStore accounts;
    private final Attempts attempts;
    private final Passwords passwords;
    private final SignIn signIn;
    private final People people;
    private final CompanySettings settings;
    private final Consequences consequences;
    private final ThisModule module;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Administrators administrators;

    @Activate
    public FirstRun(
            @Reference Database database,
            @Reference Attempts attempts,
            @Reference Passwords passwords,
            @Reference SignIn signIn,
            @Reference People people,
            @Reference CompanySettings settings,
            @Reference Consequences consequences,
            @Reference ThisModule module) {
        this.database = database;
        this.links = new LinkStore(database);
        this.accounts = new AccountStore(database);
        this.attempts = attempts;
        this.passwords = passwords;
        this.signIn = signIn;
        this.people = people;
        this.settings = settings;
        this.consequences = consequences;
        this.module = module;
    }

    /** Whoever administers came: if nobody does yet, somebody should know how to begin. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAdministrators(Administrators all) {
        administrators = all;
        Thread.ofVirtual().name("identity-first-run").start(() -> announce(all));
    }

    void unbindAdministrators(Administrators all) {
        if (administrators == all) {
            administrators = null;
        }
    }

    @Deactivate
    void close() {
        closed.set(true);
    }

    /** Whether the first administrator is still to be made. */
    public boolean needed() {
        Administrators all = administrators;
        return all != null && !all.exist();
    }

    /**
     * Makes the first person, who is administrator, and signs him in.
     *
     * @param code from the terminal
     */
    public Sessions.Begun setUp(String code, String name, String login, String password) {
        Administrators all = administrators;
        if (all == null) {
            throw SignInProblems.refused("access-missing", 503);
        }
        Attempts.Charge charge = Attempts.of(SignIn.here());
        attempts.begin(charge);
        String digest = Secrets.digest(Secrets.untyped(code));
        boolean right = database.read(() -> links.find(digest, consequences.now())
                .filter(link -> link.kind() == LinkKind.SETUP)
                .isPresent());
        if (!right) {
            throw SignInProblems.refused("setup-code-wrong", 403);
        }
        attempts.takeBack(charge);
        Accounts.requireLogin("/login", login);
        String hash = passwords.accepted("/password", password, List.of(login, name));
        return Accounts.taken(
                login,
                () -> module.asItself(() -> database.write(() -> {
                    if (!links.use(digest) || all.exist()) {
                        throw SignInProblems.refused("setup-code-wrong", 403);
                    }
                    Person person = make(name, login, hash, false);
                    all.appoint(person.id(), "First set-up of this server");
                    return signIn.begin(accounts.hold(person.id()).orElseThrow(), "password", null);
                })));
    }

    /** A new administrator, with a password that must be changed at the first sign-in. */
    public record Appointed(Person person, String login, String password) {}

    /** Makes a person who is administrator, for whoever holds the machine. */
    public Appointed appoint(String name, String login, String reason) {
        Administrators all = administrators;
        if (all == null) {
            throw new ProblemException(Problem.of("access-missing", 503));
        }
        Accounts.requireLogin("/login", login);
        String password = Secrets.typed(4);
        String hash = passwords.made(password);
        return Accounts.taken(
                login,
                () -> database.write(() -> {
                    Person person = make(name, login, hash, true);
                    all.appoint(person.id(), reason);
                    links.endAll(LinkKind.SETUP);
                    return new Appointed(person, login.strip(), password);
                }));
    }

    private Person make(String name, String login, String hash, boolean mustChange) {
        String language = RequestHead.current()
                .map(head -> head.locale().toLanguageTag())
                .filter(settings.read().languages()::contains)
                .orElse(settings.read().languages().getFirst());
        Person person =
                people.register(PersonDetails.named(name, language), Set.of()).person();
        accounts.insert(person.id(), login.strip(), Logins.key(login), consequences.now());
        accounts.password(person.id(), hash, mustChange, consequences.now());
        return person;
    }

    private void announce(Administrators all) {
        for (int attempt = 1; !closed.get() && administrators == all; attempt++) {
            try {
                if (!all.exist()) {
                    say();
                }
                return;
            } catch (RuntimeException e) {
                // The access module is there before it serves.
                if (attempt == TRIES) {
                    LOG.warn("whether somebody is administrator could not be found out", e);
                    return;
                }
                pause();
            }
        }
    }

    private void say() {
        String code = Secrets.typed(4);
        database.write(() -> {
            links.endAll(LinkKind.SETUP);
            links.insert(
                    LinkKind.SETUP, null, Secrets.digest(Secrets.untyped(code)), consequences.now(), "module:identity");
            return true;
        });
        LOG.warn(
                "Nobody is administrator of this server yet. Its one-time set-up code is {} : send it to"
                        + " /api/identity/setup with name, login and password, or run \"mortise admin create\".",
                code);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
