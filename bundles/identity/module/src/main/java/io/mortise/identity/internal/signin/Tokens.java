package io.mortise.identity.internal.signin;

import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.access.SignInEpoch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.identity.internal.Consequences;
import io.mortise.identity.internal.credential.Secrets;
import io.mortise.identity.internal.domain.ApiToken;
import io.mortise.identity.internal.domain.IdentityPermissions;
import io.mortise.identity.internal.domain.OrganisationRules;
import io.mortise.identity.internal.domain.Refused;
import io.mortise.identity.internal.persistence.TokenStore;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tokens of programs. A token by itself may nothing: what it may is assigned to it in the access module, and one that acts for a
 * person may never more than that person.
 */
@Component(service = Tokens.class)
public final class Tokens {

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MOST = 50;

    private final Database database;
    private final TokenStore store;
    private final SignInEpoch epoch;
    private final Consequences consequences;

    @Activate
    public Tokens(@Reference Database database, @Reference SignInEpoch epoch, @Reference Consequences consequences) {
        this.database = database;
        this.store = new TokenStore(database);
        this.epoch = epoch;
        this.consequences = consequences;
    }

    /** A new token, and what the program must show; told once. */
    public record Made(ApiToken token, String shown) {}

    /** Of a person, or of all. */
    public List<ApiToken> after(@Nullable UUID person, UUID after, int limit) {
        return database.read(() -> store.after(person, after, limit));
    }

    /**
     * Makes one.
     *
     * @param person whom it acts for, or null
     */
    public Made make(@Nullable UUID person, String name, Instant endsAt) {
        Instant now = consequences.now();
        var faults = new ArrayList<>(OrganisationRules.nameFaults("/name", name.strip(), 100));
        if (!endsAt.isAfter(now) || endsAt.isAfter(now.plus(LONGEST))) {
            faults.add(new FieldFault("/endsAt", "token-end", Map.of("days", LONGEST.toDays())));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        String secret = Secrets.fresh();
        return database.write(() -> {
            if (person != null && store.living(person, now) >= MOST) {
                throw SignInProblems.refused("too-many-tokens", 409);
            }
            var token = new ApiToken(
                    Ids.next(), person, name.strip(), now, Caller.current().id(), endsAt, null);
            store.insert(token, Secrets.digest(secret));
            audit("create", token);
            return new Made(token, Gatekeeper.shown(secret));
        });
    }

    /**
     * Revokes one; the next request with it is nobody's.
     *
     * @param own whose it must be, or null for anybody's
     */
    public void revoke(@Nullable UUID own, UUID id) {
        database.write(() -> {
            ApiToken token = store.find(id)
                    .filter(one -> own == null || own.equals(one.person()))
                    .orElseThrow(() -> Refused.notFound("token", id));
            epoch.advance();
            store.revoke(id, consequences.now());
            audit("revoke", token);
            return true;
        });
    }

    private void audit(String action, ApiToken token) {
        consequences.audit(
                new Permission(IdentityPermissions.TOKEN, action),
                token.id(),
                Map.of("name", token.name(), "endsAt", token.endsAt().toString()));
    }
}
