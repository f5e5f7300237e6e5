package io.mortise.permissions.internal.review;

import io.mortise.access.Permission;
import io.mortise.access.ProtectedRecords;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.administration.StoredPolicy;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.ScopeCompiler;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** How many rows one group alone opens to a person. */
@Component(service = Reach.class)
public final class Reach {

    private static final long CAP = 10_001;

    private final StoredPolicy policy;
    private final Organisation organisation;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ScopeCompiler compiler;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ProtectedRecords records;

    @Activate
    public Reach(@Reference StoredPolicy policy, @Reference Organisation organisation) {
        this.policy = policy;
        this.organisation = organisation;
    }

    /** By object; empty when there is nobody to ask. Counted up to 10,001. */
    Map<String, Long> rows(UUID person, UUID group) {
        ScopeCompiler compiles = compiler;
        ProtectedRecords counts = records;
        Rulebook book = policy.book();
        Optional<Subject> subject = organisation.subject(person);
        Optional<PermissionGroup> given = book.group(group);
        if (compiles == null || counts == null || subject.isEmpty() || given.isEmpty()) {
            return Map.of();
        }
        var alone = new Policy(
                book.policy().version(),
                List.of(given.get()),
                List.of(),
                List.of(new Assignment(
                        group,
                        new Receiver.Person(person),
                        null,
                        group,
                        Instant.EPOCH,
                        null,
                        "review",
                        "review",
                        null)),
                List.of());
        var rows = new TreeMap<String, Long>();
        for (Grant grant : given.get().grants()) {
            if (grant.actions().contains("read") && !rows.containsKey(grant.object())) {
                try {
                    var scope = compiles.scope(alone, subject.get(), new Permission(grant.object(), "read"));
                    rows.put(grant.object(), counts.count(grant.object(), scope, CAP));
                } catch (IllegalArgumentException e) {
                    // An object without records, or of a module that is off: there is nothing to count.
                    continue;
                }
            }
        }
        return rows;
    }
}
