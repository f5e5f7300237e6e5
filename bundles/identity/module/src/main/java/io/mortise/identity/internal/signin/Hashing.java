package io.mortise.identity.internal.signin;

import io.mortise.identity.internal.credential.Argon2;
import io.mortise.identity.internal.credential.BoundedHashing;
import io.mortise.identity.internal.credential.PasswordHashing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Password hashing of this server: as OWASP recommends, at most four at once (76 MiB). */
@Component(service = Hashing.class)
public final class Hashing implements PasswordHashing {

    private static final int MOST = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PasswordHashing bounded = new BoundedHashing(
            Argon2.RECOMMENDED, Math.min(MOST, Runtime.getRuntime().availableProcessors()), PATIENCE);

    @Override
    public String hash(String password) {
        return bounded.hash(password);
    }

    @Override
    public boolean matches(String password, @Nullable String kept) {
        return bounded.matches(password, kept);
    }

    @Override
    public boolean outdated(String kept) {
        return bounded.outdated(kept);
    }
}
