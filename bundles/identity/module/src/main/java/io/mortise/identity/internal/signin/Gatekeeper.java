package io.mortise.identity.internal.signin;

import io.mortise.access.Authenticator;
import io.mortise.access.Caller;
import io.mortise.access.PolicyEpoch;
import io.mortise.access.RequestHead;
import io.mortise.access.SignInEpoch;
import io.mortise.data.Database;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.credential.SessionCookie;
import io.mortise.identity.internal.domain.ApiToken;
import io.mortise.identity.internal.domain.SignInSession;
import io.mortise.identity.internal.domain.SignInSession.Pending;
import io.mortise.identity.internal.persistence.SessionStore;
import io.mortise.identity.internal.persistence.TokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel who sent a request. What was found out about a session or a token is remembered while the epochs of
 * sign-ins and of the organisation last, so that a request takes no lock and no statement, and a revocation binds the next
 * one. When a session was last seen is written once a minute.
 *
 * <p>A cookie counts for changes only together with the token of the session's pages in {@code X-CSRF-Token}. A request with
 * the header {@code Authorization} is judged by that alone. Two of anything are none.
 */
@Component(service = {Authenticator.class, Gatekeeper.class})
public final class Gatekeeper implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

    /** Remembered at most; then all are looked up anew. */
    private static final int MOST = 100_000;

    private static final long WRITTEN_EVERY = 60_000;
    private static final String BEARER = "Bearer ";
    private static final String TOKEN = "mrt_";
    private static final String CSRF = "x-csrf-token";
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    /** Where nobody is signed in yet, whatever cookie the browser still has. */
    private static final Set<String> ENTRANCES = Set.of(
            "/api/identity/sessions",
            "/api/identity/setup",
            "/api/identity/password-links/redemption",
            "/api/identity/password-links/requests",
            "/api/identity/external-sign-ins");

    /** What is left to somebody who must do something first. */
    private static final List<String> LEFT =
            List.of("/api/identity/sessions/current", "/api/identity/own/password", "/api/identity/own/second-factor");

    private final Database database;
    private final SessionStore sessions;
    private final TokenStore tokens;
    private final CompanySettings settings;
    private final SignInEpoch signIns;
    private final PolicyEpoch policy;
    private final Clock clock;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

    /** A sign-in that was looked up, and whom it lets in. */
    private sealed interface Known {

        /** Of sign-ins. */
        long signInEpoch();

        /** Of the organisation. */
        long policyEpoch();

        /** In milliseconds since 1970. */
        long endsAt();

        /** In milliseconds since 1970; the last request. */
        AtomicLong seen();

        /** In milliseconds since 1970; what stands in the database. */
        AtomicLong written();
    }

    private record KnownSession(
            long signInEpoch,
            long policyEpoch,
            SignInSession session,
            String name,
            Set<UUID> departments,
            String pageToken,
            long endsAt,
            long idleMillis,
            AtomicLong seen,
            AtomicLong written)
            implements Known {}

    private record KnownToken(
            long signInEpoch,
            long policyEpoch,
            ApiToken token,
            @Nullable String holder,
            Set<UUID> departments,
            long endsAt,
            AtomicLong seen,
            AtomicLong written)
            implements Known {}

    @Activate
    public Gatekeeper(
            @Reference Database database,
            @Reference CompanySettings settings,
            @Reference SignInEpoch signIns,
            @Reference PolicyEpoch policy) {
        this(database, settings, signIns, policy, Clock.systemUTC());
    }

    Gatekeeper(Database database, CompanySettings settings, SignInEpoch signIns, PolicyEpoch policy, Clock clock) {
        this.database = database;
        this.sessions = new SessionStore(database);
        this.tokens = new TokenStore(database);
        this.settings = settings;
        this.signIns = signIns;
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> authenticate(RequestHead head) {
        List<String> authorization = head.headers().get("authorization");
        if (authorization != null) {
            return token(authorization).flatMap(this::tokenOf).map(token -> caller(token, head));
        }
        Optional<String> secret = secret(head);
        if (secret.isEmpty() || ENTRANCES.contains(head.path()) && head.method().equals("POST")) {
            return Optional.empty();
        }
        Optional<KnownSession> session = sessionOf(secret.get());
        if (session.isEmpty()) {
            return Optional.empty();
        }
        KnownSession found = session.get();
        if (!HARMLESS.contains(head.method()) && !ownPage(head, found.pageToken())) {
            throw SignInProblems.refused("csrf", 403);
        }
        Pending pending = found.session().pending();
        if (pending != null && LEFT.stream().noneMatch(path -> below(path, head.path()))) {
            throw SignInProblems.refused(
                    switch (pending) {
                        case PASSWORD -> "password-change-needed";
                        case SECOND_FACTOR -> "second-factor-needed";
                    },
                    403);
        }
        return Optional.of(caller(found, head));
    }

    /** The session of the request that this thread answers; empty when it came without one. */
    Optional<SignInSession> session() {
        return RequestHead.current()
                .filter(head -> !head.headers().containsKey("authorization"))
                .flatMap(Gatekeeper::secret)
                .flatMap(this::sessionOf)
                .map(KnownSession::session);
    }

    /** The secret of the session's cookie, whether it is a good one or not. */
    static Optional<String> secret(RequestHead head) {
        List<String> cookies = head.headers().get("cookie");
        return cookies == null ? Optional.empty() : SessionCookie.read(cookies, head.secure());
    }

    /** What a program shows for a token. */
    static String shown(String secret) {
        return TOKEN + secret;
    }

    private static Optional<String> token(List<String> authorization) {
        String value = authorization.size() == 1 ? authorization.getFirst() : "";
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length()) && value.startsWith(TOKEN, BEARER.length())
                ? Optional.of(value.substring(BEARER.length() + TOKEN.length()).strip())
                : Optional.empty();
    }

    private static boolean ownPage(RequestHead head, String pageToken) {
        List<String> sent = head.headers().getOrDefault(CSRF, List.of());
        return sent.size() == 1 && Secrets.same(sent.getFirst(), pageToken);
    }

    private static boolean below(String path, String asked) {
        return asked.equals(path) || asked.startsWith(path + "/");
    }

    private static Caller caller(KnownSession session, RequestHead head) {
        return person(session.session().person(), session.name(), session.departments(), head);
    }

    private static Caller caller(KnownToken known, RequestHead head) {
        ApiToken token = known.token();
        UUID holder = token.person();
        return new Caller(
                token.callerId(),
                token.name(),
                Caller.Kind.TOKEN,
                Set.of(),
                head.locale(),
                head.traceId(),
                holder == null
                        ? null
                        : person(holder, known.holder() == null ? "" : known.holder(), known.departments(), head));
    }

    private static Caller person(UUID id, String name, Set<UUID> departments, RequestHead head) {
        return new Caller(id.toString(), name, Caller.Kind.PERSON, departments, head.locale(), head.traceId(), null);
    }

    private Optional<KnownSession> sessionOf(String secret) {
        String key = new String(Secrets.sha256(secret), StandardCharsets.ISO_8859_1);
        long now = clock.millis();
        if (remembered(key, now) instanceof KnownSession session
                && session.seen().get() + session.idleMillis() > now) {
            seen(session, now, at -> sessions.seen(session.session().id(), at));
            return Optional.of(session);
        }
        long signInEpoch = signIns.current();
        long policyEpoch = policy.current();
        Optional<SessionStore.Found> found = database.read(() -> sessions.byDigest(Secrets.digest(secret)));
        if (found.isEmpty()) {
            known.remove(key);
            return Optional.empty();
        }
        SignInSession session = found.get().session();
        long idle = settings.read().signIn().idle().toMillis();
        if (!found.get().active()
                || session.endsAt().toEpochMilli() <= now
                || session.seenAt().toEpochMilli() + idle <= now) {
            known.remove(key);
            return Optional.empty();
        }
        var fresh = new KnownSession(
                signInEpoch,
                policyEpoch,
                session,
                found.get().name(),
                found.get().departments(),
                Secrets.pageToken(secret),
                session.endsAt().toEpochMilli(),
                idle,
                new AtomicLong(now),
                new AtomicLong(session.seenAt().toEpochMilli()));
        remember(key, fresh);
        seen(fresh, now, at -> sessions.seen(session.id(), at));
        return Optional.of(fresh);
    }

    private Optional<KnownToken> tokenOf(String secret) {
        String key = new String(Secrets.sha256(secret), StandardCharsets.ISO_8859_1);
        long now = clock.millis();
        if (remembered(key, now) instanceof KnownToken token) {
            seen(token, now, at -> tokens.used(token.token().id(), at));
            return Optional.of(token);
        }
        long signInEpoch = signIns.current();
        long policyEpoch = policy.current();
        Optional<KnownToken> found =
                database.read(() -> tokens.byDigest(Secrets.digest(secret)).flatMap(token -> {
                    UUID person = token.person();
                    Optional<SessionStore.Holder> holder = person == null ? Optional.empty() : sessions.holder(person);
                    boolean idle = person != null
                            && holder.filter(SessionStore.Holder::active).isEmpty();
                    if (idle || token.endsAt().toEpochMilli() <= now) {
                        return Optional.empty();
                    }
                    Instant used = token.usedAt();
                    return Optional.of(new KnownToken(
                            signInEpoch,
                            policyEpoch,
                            token,
                            holder.map(SessionStore.Holder::name).orElse(null),
                            person == null ? Set.of() : sessions.departments(person),
                            token.endsAt().toEpochMilli(),
                            new AtomicLong(now),
                            new AtomicLong(used == null ? 0 : used.toEpochMilli())));
                }));
        found.ifPresentOrElse(
                token -> {
                    remember(key, token);
                    seen(token, now, at -> tokens.used(token.token().id(), at));
                },
                () -> known.remove(key));
        return found;
    }

    /** What is still sure. */
    private @Nullable Known remembered(String key, long now) {
        Known found = known.get(key);
        return found != null
                        && found.signInEpoch() == signIns.current()
                        && found.policyEpoch() == policy.current()
                        && found.endsAt() > now
                ? found
                : null;
    }

    /** Only when nothing was changed while it was looked up. */
    private void remember(String key, Known fresh) {
        if (fresh.signInEpoch() >= 0
                && fresh.policyEpoch() >= 0
                && signIns.current() == fresh.signInEpoch()
                && policy.current() == fresh.policyEpoch()) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(key, fresh);
        }
    }

    /** Not remembering when somebody was here is no reason to send him away. */
    private void seen(Known one, long now, java.util.function.Consumer<Instant> write) {
        if (one.seen().get() + 1_000 < now) {
            one.seen().set(now);
        }
        long written = one.written().get();
        if (written + WRITTEN_EVERY < now && one.written().compareAndSet(written, now)) {
            try {
                database.write(() -> {
                    write.accept(Instant.ofEpochMilli(now).truncatedTo(ChronoUnit.MICROS));
                    return true;
                });
            } catch (RuntimeException e) {
                LOG.warn("when a sign-in was last used could not be written; it will be tried again", e);
            }
        }
    }
}
