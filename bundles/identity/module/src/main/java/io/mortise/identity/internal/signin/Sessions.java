package io.mortise.identity.internal.signin;

import io.mortise.access.RequestHead;
import io.mortise.access.SignInEpoch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.SessionEnds;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.domain.SignInRules;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.identity.internal.domain.SignInSession.Pending;
import io.mortise.identity.internal.persistence.LinkStore;
import io.mortise.identity.internal.persistence.SessionStore;
import io.mortise.identity.internal.persistence.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Begins, goes on with and ends sessions; every ending ends the {@link SignInEpoch} first, so that it binds the next request. */
@Component(service = {Sessions.class, SessionEnds.class})
public final class Sessions implements SessionEnds {

    private static final int MOST = 50;
    private static final UUID NONE = new UUID(0, 0);

    private final Database database;
    private final SignInEpoch epoch;
    private final CompanySettings settings;
    private final Consequences consequences;
    private final SessionStore store;
    private final TokenStore tokens;
    private final LinkStore links;

    @Activate
    public Sessions(
            @Reference Database database,
            @Reference SignInEpoch epoch,
            @Reference CompanySettings settings,
            @Reference Consequences consequences) {
        this.database = database;
        this.epoch = epoch;
        this.settings = settings;
        this.consequences = consequences;
        this.store = new SessionStore(database);
        this.tokens = new TokenStore(database);
        this.links = new LinkStore(database);
    }

    /**
     * A session, and the secret that is told once.
     *
     * @param rules under which it lasts
     */
    public record Begun(SignInSession session, String secret, SignInRules rules) {

        /** What the person's own pages send with every change. */
        public String pageToken() {
            return Secrets.pageToken(secret);
        }
    }

    /**
     * Begins one under a new secret; whatever session the browser had before ends, so that nobody can hand a person a session
     * of his own making. Needs a writing unit of work.
     *
     * @param method {@code password}, or the provider
     * @param replaced the secret of the session before, or null
     */
    Begun begin(UUID person, String method, @Nullable Pending pending, @Nullable String replaced) {
        SignInRules rules = settings.read().signIn();
        Instant now = consequences.now();
        if (replaced != null && store.endByDigest(Secrets.digest(replaced))) {
            epoch.advance();
        }
        List<SignInSession> before = store.of(person);
        for (SignInSession old : before.subList(Math.min(MOST - 1, before.size()), before.size())) {
            epoch.advance();
            store.end(person, old.id());
        }
        Optional<RequestHead> head = RequestHead.current();
        var session = new SignInSession(
                Ids.next(),
                person,
                now,
                now,
                now.plus(rules.lasts()),
                head.map(RequestHead::remoteAddress).map(one -> cut(one, 60)).orElse("unknown"),
                head.flatMap(one -> one.header("user-agent"))
                        .map(Sessions::printable)
                        .orElse(""),
                method,
                pending);
        String secret = Secrets.fresh();
        store.insert(session, Secrets.digest(secret));
        return new Begun(session, secret, rules);
    }

    /**
     * Goes on under a new secret, because the person may more than before or proved more; the old secret ends. Needs a writing
     * unit of work.
     */
    Begun rotate(SignInSession session, @Nullable Pending pending) {
        epoch.advance();
        String secret = Secrets.fresh();
        store.rotate(session.id(), Secrets.digest(secret), pending);
        return new Begun(
                new SignInSession(
                        session.id(),
                        session.person(),
                        session.beganAt(),
                        session.seenAt(),
                        session.endsAt(),
                        session.address(),
                        session.agent(),
                        session.method(),
                        pending),
                secret,
                settings.read().signIn());
    }

    /** Of a person, the newest first; those that have ended by themselves left out. */
    public List<SignInSession> of(UUID person) {
        Instant now = consequences.now();
        Instant idle = now.minus(settings.read().signIn().idle());
        return database.read(() -> store.of(person)).stream()
                .filter(one -> one.endsAt().isAfter(now) && one.seenAt().isAfter(idle))
                .toList();
    }

    /** Whether the person had such a session, which has ended now. */
    public boolean end(UUID person, UUID id) {
        return database.write(() -> {
            epoch.advance();
            return store.end(person, id);
        });
    }

    /** Ends all but one, or all; how many that were. */
    public int endOthers(UUID person, @Nullable UUID but) {
        return database.write(() -> {
            epoch.advance();
            return store.endAll(person, but == null ? NONE : but);
        });
    }

    @Override
    public void end(UUID person) {
        epoch.advance();
        store.endAll(person, NONE);
        tokens.revokeAll(person, consequences.now());
        links.endAll(person);
    }

    private static String printable(String agent) {
        String clean = agent.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(200)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return cut(clean, 300);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
