package io.mortise.identity.internal.signin;

import io.mortise.data.Database;
import io.mortise.identity.internal.CompanySettings;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.persistence.AttemptStore;
import io.mortise.identity.internal.persistence.ExternalStore;
import io.mortise.identity.internal.persistence.LinkStore;
import io.mortise.identity.internal.persistence.SessionStore;
import io.mortise.message.Job;
import io.mortise.message.JobRun;
import io.mortise.message.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Each night forgets what nobody can use any more: sessions, links, tries. None of it counted before either. Seals what an
 * older version left unsealed.
 */
@Component(service = Job.class)
public final class SignInCleanup implements Job {

    private static final Duration REMEMBERED = Duration.ofDays(2);

    private final Database database;
    private final SessionStore sessions;
    private final LinkStore links;
    private final AttemptStore attempts;
    private final ExternalStore external;
    private final CompanySettings settings;
    private final Consequences consequences;
    private final SecondFactors secondFactors;

    @Activate
    public SignInCleanup(
            @Reference Database database,
            @Reference CompanySettings settings,
            @Reference Consequences consequences,
            @Reference SecondFactors secondFactors) {
        this.database = database;
        this.sessions = new SessionStore(database);
        this.links = new LinkStore(database);
        this.attempts = new AttemptStore(database);
        this.external = new ExternalStore(database);
        this.settings = settings;
        this.consequences = consequences;
        this.secondFactors = secondFactors;
    }

    @Override
    public String name() {
        return "sign-in-cleanup";
    }

    @Override
    public Schedule schedule() {
        return Schedule.daily(LocalTime.of(2, 30));
    }

    @Override
    public void run(JobRun run) {
        Instant now = consequences.now();
        database.write(() -> {
            sessions.forget(now, now.minus(settings.read().signIn().idle()));
            links.forget(now);
            attempts.forget(now.minus(REMEMBERED));
            external.forget(now);
            secondFactors.sealAll();
            return true;
        });
    }
}
