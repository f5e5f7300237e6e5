package io.mortise.permissions.internal.administration;

import io.mortise.access.Access;
import io.mortise.access.Caller;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.PolicyEpoch;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.filter.FilterFault;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.persistence.PolicyStore;
import io.mortise.permissions.internal.policy.ConditionCheck;
import io.mortise.permissions.internal.rulebook.Authority;
import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.permissions.internal.rulebook.PolicyCheck;
import io.mortise.permissions.internal.rulebook.PolicyVersion;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The one door through which the policy changes: the epoch ends, writers queue, the result is checked, judged by what the caller
 * may administer, searched for conflicts of duties, and written as the next version, all in one unit of work.
 */
@Component(service = Changes.class)
public final class Changes {

    private static final Permission ADMINISTER = new Permission("access.policy", "administer");

    private final Database database;
    private final PolicyStore store;
    private final StoredPolicy policy;
    private final PolicyEpoch epoch;
    private final Access access;
    private final Organisation organisation;
    private final ObjectCatalog catalog;
    private final Duties duties;
    private final Previews previews;

    /** Comes with the evaluator, which asks for the policy in turn: hence dynamic. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable ConditionCheck conditions;

    @Activate
    public Changes(
            @Reference Database database,
            @Reference StoredPolicy policy,
            @Reference PolicyEpoch epoch,
            @Reference Access access,
            @Reference Organisation organisation,
            @Reference ObjectCatalog catalog,
            @Reference Duties duties,
            @Reference Previews previews) {
        this.database = database;
        this.store = new PolicyStore(database);
        this.policy = policy;
        this.epoch = epoch;
        this.access = access;
        this.organisation = organisation;
        this.catalog = catalog;
        this.duties = duties;
        this.previews = previews;
    }

    /** To the microsecond, as both databases keep it. */
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Applies a change as the next version.
     *
     * @param permission what is done, for the trail
     * @param subject to what, for people to read
     * @param reason as given, may be blank
     * @param change makes the new rulebook of the newest one; may refuse
     * @return the rulebook afterwards; the same version when the change changed nothing
     */
    public Rulebook apply(Permission permission, String subject, String reason, UnaryOperator<Rulebook> change) {
        return apply(permission, subject, reason, false, change);
    }

    /**
     * The same.
     *
     * @param agreed whether a second person has agreed; without, a change that touches many people is refused
     */
    Rulebook apply(
            Permission permission, String subject, String reason, boolean agreed, UnaryOperator<Rulebook> change) {
        return database.write(() -> {
            epoch.advance();
            policy.deliver();
            store.lock();
            Rulebook before = policy.book();
            long next = before.policy().version() + 1;
            Rulebook after = change.apply(before).at(next);
            if (after.equals(before.at(next))) {
                return before;
            }
            judge(before, after);
            if (!agreed && Caller.current().kind() != Caller.Kind.OPERATOR) {
                requireFew(before, after);
            }
            store.append(
                    before,
                    after,
                    new PolicyVersion(
                            next,
                            Ids.next(),
                            now(),
                            Caller.current().id(),
                            permission.object().substring("access.".length()) + "." + permission.action(),
                            cut(subject, 200),
                            cut(reason, 500)));
            access.audit(
                    permission,
                    null,
                    reason.isBlank() ? null : reason,
                    Map.of("subject", subject, "version", Long.toString(next)));
            return after;
        });
    }

    private void requireFew(Rulebook before, Rulebook after) {
        long people = previews.affected(before, after, now());
        int most = before.secondPersonAbove();
        if (people > most) {
            throw new ProblemException(
                    Problem.of("too-many-affected", 409).with("people", people).with("most", most));
        }
    }

    /** Refuses what is wrong in itself, or not this caller's to do, or would bring a conflict of duties. */
    public void judge(Rulebook before, Rulebook after) {
        List<FieldFault> faults = faults(before, after);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        if (!access.holds(ADMINISTER)) {
            Subject actor = Caller.current()
                    .personId()
                    .flatMap(organisation::subject)
                    .orElseThrow(() -> Refusals.beyond("administrators-only"));
            var authority = new Authority(actor, before, organisation.departments(), organisation::subject, now());
            Optional<String> refusal = authority.refusal(before, after);
            if (refusal.isPresent()) {
                throw Refusals.beyond(refusal.get());
            }
            if (authority.liftsOwnRestriction(before, after)) {
                throw Refusals.beyond("own-restriction");
            }
        }
        if (administrators(after).isEmpty() && !administrators(before).isEmpty()) {
            throw Refusals.lastAdministrator();
        }
        Map<String, List<Conflict>> conflicts = duties.brought(before, after, now());
        if (!conflicts.isEmpty()) {
            throw Refusals.conflicts(conflicts);
        }
    }

    private Set<UUID> administrators(Rulebook book) {
        return new AdministratorRule(book.policy(), organisation.departments()).lasting(organisation::subjects, now());
    }

    /** What is wrong in itself. */
    public List<FieldFault> faults(Rulebook before, Rulebook after) {
        return new PolicyCheck(
                        catalog,
                        organisation.departments(),
                        id -> organisation.subject(id).isPresent(),
                        this::conditionFaults)
                .faults(before, after);
    }

    private List<FilterFault> conditionFaults(PolicyCheck.Condition condition) {
        ConditionCheck check = conditions;
        return check == null
                ? List.of(new FilterFault("1", "no-conditions", Map.of()))
                : check.faults(condition.object(), condition.text());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
