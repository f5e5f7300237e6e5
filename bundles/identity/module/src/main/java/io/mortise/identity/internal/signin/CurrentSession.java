package io.mortise.identity.internal.signin;

import io.mortise.access.RequestHead;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.domain.SignInSession;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The session behind the request that this thread answers; nobody can name another. */
@Component(service = CurrentSession.class)
public final class CurrentSession {

    private final Gatekeeper gatekeeper;
    private final Sessions sessions;
    private final CompanySettings settings;

    @Activate
    public CurrentSession(
            @Reference Gatekeeper gatekeeper, @Reference Sessions sessions, @Reference CompanySettings settings) {
        this.gatekeeper = gatekeeper;
        this.sessions = sessions;
        this.settings = settings;
    }

    /** A session, and what its pages are told. */
    public record Held(SignInSession session, String pageToken, int idleMinutes) {}

    /** The session; 401 when the request came without one. */
    public Held require() {
        SignInSession session = find().orElseThrow(() -> SignInProblems.refused("sign-in-needed", 401));
        String secret = RequestHead.current().flatMap(Gatekeeper::secret).orElseThrow();
        return new Held(
                session, Secrets.pageToken(secret), settings.read().signIn().idleMinutes());
    }

    /** The session, when there is one. */
    public Optional<SignInSession> find() {
        return gatekeeper.session();
    }

    /** Its id, when there is one. */
    public @Nullable UUID id() {
        return find().map(SignInSession::id).orElse(null);
    }

    /** Ends it; nothing happens without one. */
    public void end() {
        find().ifPresent(session -> sessions.end(session.person(), session.id()));
    }
}
