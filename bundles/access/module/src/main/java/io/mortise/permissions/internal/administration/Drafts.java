package io.mortise.permissions.internal.administration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mortise.access.Caller;
import io.mortise.access.Permission;
import io.mortise.data.Database;
import io.mortise.data.Ids;
import io.mortise.permissions.internal.persistence.DraftStore;
import io.mortise.permissions.internal.rulebook.Draft;
import io.mortise.permissions.internal.rulebook.PolicyReader;
import io.mortise.permissions.internal.rulebook.PolicyText;
import io.mortise.permissions.internal.rulebook.Rulebook;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Policies that do not count yet: written, looked at, agreed to, applied as the next version or dropped. */
@Component(service = Drafts.class)
public final class Drafts {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final DraftStore store;
    private final StoredPolicy policy;
    private final Changes changes;
    private final Previews previews;

    @Activate
    public Drafts(
            @Reference Database database,
            @Reference StoredPolicy policy,
            @Reference Changes changes,
            @Reference Previews previews) {
        this.database = database;
        this.store = new DraftStore(database);
        this.policy = policy;
        this.changes = changes;
        this.previews = previews;
    }

    /** Newest first. */
    public List<Draft> all() {
        return database.read(store::all);
    }

    /** The draft. */
    public Draft require(UUID id) {
        return database.read(() -> store.find(id)).orElseThrow(() -> Refusals.notFound("draft", id));
    }

    /** What it would make of the policy. */
    public Rulebook content(Draft draft) {
        String content = database.read(() -> store.content(draft.id()));
        try {
            return new PolicyReader("?", Instant.EPOCH, null).rulebook(JSON.readTree(content), draft.base());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the draft " + draft.id() + " is no JSON", e);
        }
    }

    /**
     * A draft of the newest version.
     *
     * @param file what the policy would be, or null for what it is
     */
    public Draft create(String name, @Nullable JsonNode file) {
        return database.write(() -> {
            Rulebook now = policy.book();
            Instant at = changes.now();
            String by = Caller.current().id();
            var draft = new Draft(Ids.next(), name, now.policy().version(), "open", at, by, at, by, null, 1);
            store.insert(draft, text(now, file == null ? now : read(file)));
            return draft;
        });
    }

    /** Replaces its content; whoever agreed to the old one must agree again. */
    public Draft rewrite(UUID id, long seen, JsonNode file) {
        return database.write(() -> {
            Draft draft = current(id, seen);
            String content = text(policy.book(), read(file));
            var changed = new Draft(
                    id,
                    draft.name(),
                    draft.base(),
                    draft.status(),
                    draft.createdAt(),
                    draft.createdBy(),
                    changes.now(),
                    Caller.current().id(),
                    null,
                    seen);
            if (!store.rewrite(changed, content)) {
                throw Refusals.stale(require(id).revision());
            }
            return require(id);
        });
    }

    /** What applying it would do. */
    public Preview preview(UUID id) {
        Draft draft = require(id);
        Rulebook now = policy.book();
        return previews.of(now, content(draft).at(now.policy().version()), changes.now());
    }

    /** The second person agrees to the content as it is. */
    public Draft agree(UUID id, long seen) {
        return database.write(() -> {
            Draft draft = current(id, seen);
            String caller = Caller.current().id();
            if (caller.equals(draft.createdBy()) || caller.equals(draft.changedBy())) {
                throw Refusals.secondPerson();
            }
            if (!store.agree(id, caller, seen)) {
                throw Refusals.stale(require(id).revision());
            }
            return require(id);
        });
    }

    /** Makes it the next version. */
    public Rulebook apply(UUID id, long seen, String reason) {
        return database.write(() -> {
            Draft draft = current(id, seen);
            Rulebook wanted = content(draft);
            Rulebook applied = changes.apply(
                    new Permission("access.draft", "apply"), draft.name(), reason, draft.agreedBy() != null, now -> {
                        if (now.policy().version() != draft.base()) {
                            throw new ProblemException(Problem.of("draft-stale", 409)
                                    .with("version", now.policy().version())
                                    .with("base", draft.base()));
                        }
                        return Versions.keepingConsent(now, wanted);
                    });
            if (!store.close(id, "applied", seen)) {
                throw Refusals.stale(require(id).revision());
            }
            return applied;
        });
    }

    /** Closes it without applying it. */
    public void drop(UUID id, long seen) {
        database.write(() -> {
            current(id, seen);
            if (!store.close(id, "dropped", seen)) {
                throw Refusals.stale(require(id).revision());
            }
            return true;
        });
    }

    private Draft current(UUID id, long seen) {
        Draft draft = require(id);
        if (!draft.open()) {
            throw new ProblemException(Problem.of("draft-closed", 409).with("status", draft.status()));
        }
        if (draft.revision() != seen) {
            throw Refusals.stale(draft.revision());
        }
        return draft;
    }

    private Rulebook read(JsonNode file) {
        return new PolicyReader(Caller.current().id(), changes.now(), null).rulebook(file, 0);
    }

    /** Checked for what can't be applied at all; whether the caller may apply it is asked when it is applied. */
    private String text(Rulebook now, Rulebook wanted) {
        var faults = changes.faults(now, wanted);
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        return PolicyText.write(Versions.grantedByCaller(now, wanted)).toString();
    }
}
