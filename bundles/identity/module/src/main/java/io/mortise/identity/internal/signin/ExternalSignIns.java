package io.mortise.identity.internal.signin;

import io.mortise.access.SignInEpoch;
import io.mortise.data.Database;
import io.mortise.identity.ExternalIdentities;
import io.mortise.identity.ExternalIdentity;
import io.mortise.identity.SignInProvider;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.domain.Account;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.AccountStore;
import io.mortise.identity.internal.persistence.ExternalStore;
import io.mortise.identity.internal.persistence.SessionStore;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Signing in by another system. The state is random, kept as a digest, tied to the browser that began by a cookie of its own,
 * and taken for good before the other system is asked: an answer that is replayed, forged, or meant for somebody else's
 * browser finds nothing.
 */
@Component(service = {ExternalSignIns.class, ExternalIdentities.class})
public final class ExternalSignIns implements ExternalIdentities {

    private static final Duration LASTS = Duration.ofMinutes(10);

    private final Database database;
    private final ExternalStore store;
    private final AccountStore accounts;
    private final SessionStore members;
    private final Attempts attempts;
    private final SignIn signIn;
    private final Sessions sessions;
    private final SignInEpoch epoch;
    private final Consequences consequences;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<SignInProvider> providers = List.of();

    @Activate
    public ExternalSignIns(
            @Reference Database database,
            @Reference Attempts attempts,
            @Reference SignIn signIn,
            @Reference Sessions sessions,
            @Reference SignInEpoch epoch,
            @Reference Consequences consequences) {
        this.database = database;
        this.store = new ExternalStore(database);
        this.accounts = new AccountStore(database);
        this.members = new SessionStore(database);
        this.attempts = attempts;
        this.signIn = signIn;
        this.sessions = sessions;
        this.epoch = epoch;
        this.consequences = consequences;
    }

    /** A way to sign in. */
    public record Way(String id, String label) {}

    /**
     * A try that has begun.
     *
     * @param location where the browser goes
     * @param browser what the browser must still have when it comes back
     */
    public record Begun(URI location, String browser) {}

    /** A session, and where the person wanted to go. */
    public record Returned(Sessions.Begun session, String path) {}

    /** The ways that there are now. */
    public List<Way> ways(Locale locale) {
        return providers.stream()
                .map(one -> new Way(one.id(), one.label(locale)))
                .toList();
    }

    /**
     * Begins.
     *
     * @param path where the person wants to go afterwards, inside the product
     * @param callback where the other system must send the browser
     */
    public Begun begin(String provider, String path, URI callback) {
        SignInProvider found = provider(provider);
        if (!path.startsWith("/") || path.startsWith("//") || path.startsWith("/\\") || path.length() > 1000) {
            throw Refused.field("/returnTo", "wrong-path");
        }
        String state = Secrets.fresh();
        String nonce = Secrets.fresh();
        String browser = Secrets.fresh();
        database.write(() -> {
            store.begin(
                    Secrets.digest(state),
                    new ExternalStore.Begun(provider, Secrets.digest(browser), nonce, path),
                    consequences.now().plus(LASTS));
            return true;
        });
        return new Begun(found.begin(new SignInProvider.Attempt(state, nonce, callback)), browser);
    }

    /**
     * Ends what began: the browser is back.
     *
     * @param browser what it holds, or empty
     * @param answer query parameters of the return
     */
    public Returned finish(String provider, Optional<String> browser, Map<String, String> answer, URI callback) {
        String state = answer.getOrDefault("state", "");
        Attempts.Charge charge = Attempts.of(SignIn.here());
        attempts.begin(charge);
        ExternalStore.Begun begun = database.write(() -> store.take(Secrets.digest(state), consequences.now()))
                .filter(found -> found.provider().equals(provider))
                .filter(found -> browser.filter(held -> Secrets.same(Secrets.digest(held), found.browser()))
                        .isPresent())
                .orElseThrow(() -> SignInProblems.refused("external-state-wrong", 403));
        attempts.takeBack(charge);
        ExternalIdentity identity = ask(provider(provider), begun, state, answer, callback);
        return database.write(() -> {
            UUID person = store.person(provider, identity.subject())
                    .orElseThrow(() -> SignInProblems.refused("external-unknown", 403));
            if (accounts.find(person).isEmpty()) {
                accounts.insert(person, person.toString(), person.toString(), consequences.now());
            }
            Account account = accounts.hold(person)
                    .filter(Account::active)
                    .orElseThrow(() -> SignInProblems.refused("external-unknown", 403));
            return new Returned(signIn.begin(account, provider, null), begun.returnTo());
        });
    }

    @Override
    public void link(String provider, String subject, UUID person) {
        new ExternalIdentity(subject, "");
        database.write(() -> {
            if (members.holder(person).isEmpty()) {
                throw Refused.notFound("person", person);
            }
            endOld(provider, subject, person);
            store.link(provider, subject, person, consequences.now());
            return true;
        });
    }

    @Override
    public void unlink(String provider, String subject) {
        database.write(() -> {
            endOld(provider, subject, new UUID(0, 0));
            store.unlink(provider, subject);
            return true;
        });
    }

    @Override
    public Optional<UUID> person(String provider, String subject) {
        return database.read(() -> store.person(provider, subject));
    }

    /** Whoever the identity was before loses the sessions that it began. */
    private void endOld(String provider, String subject, UUID next) {
        store.person(provider, subject).filter(old -> !old.equals(next)).ifPresent(old -> {
            epoch.advance();
            members.of(old).stream()
                    .filter(session -> session.method().equals(provider))
                    .forEach(session -> sessions.end(old, session.id()));
        });
    }

    private ExternalIdentity ask(
            SignInProvider provider,
            ExternalStore.Begun begun,
            String state,
            Map<String, String> answer,
            URI callback) {
        var others = new HashMap<>(answer);
        others.remove("state");
        try {
            return provider.finish(new SignInProvider.Attempt(state, begun.nonce(), callback), Map.copyOf(others));
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ProblemException(Problem.of("external-failed", 502).with("provider", provider.id()), e);
        }
    }

    private SignInProvider provider(String id) {
        return providers.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.of("external-provider-unknown", 404).with("provider", id)));
    }
}
