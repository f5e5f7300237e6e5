package io.mortise.permissions.internal.explain;

import io.mortise.permissions.internal.administration.Refusals;
import io.mortise.permissions.internal.administration.StoredPolicy;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Which policy counted when: versions are kept for ever, so that a decision of the past can be explained. */
@Component(service = Moments.class)
public final class Moments {

    private final StoredPolicy policy;

    @Activate
    public Moments(@Reference StoredPolicy policy) {
        this.policy = policy;
    }

    /** Now, or then; a moment to come is asked of the policy of now. */
    Moment at(@Nullable Instant time) {
        Instant now = Instant.now();
        if (time == null || time.isAfter(now)) {
            return new Moment(time == null ? now : time, version(), policy.current(), time == null);
        }
        long version = policy.versionAt(time);
        Policy then = policy.book(version)
                .map(Rulebook::policy)
                .orElse(new Policy(0, List.of(), List.of(), List.of(), List.of()));
        return new Moment(time, version, then, false);
    }

    /** As an entry of the trail noted it. */
    Moment at(Instant time, long version) {
        return new Moment(
                time,
                version,
                policy.book(version)
                        .orElseThrow(() -> Refusals.notFound("version", version))
                        .policy(),
                false);
    }

    private long version() {
        return policy.current().version();
    }
}
