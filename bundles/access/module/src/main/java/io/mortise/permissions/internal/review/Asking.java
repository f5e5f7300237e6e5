package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.ObjectCatalog;
import io.mortise.identity.Notifications;
import io.mortise.identity.Organisation;
import io.mortise.permissions.internal.administration.Changes;
import io.mortise.permissions.internal.administration.StoredPolicy;
import io.mortise.permissions.internal.audit.StoredUsage;
import io.mortise.permissions.internal.review.Item.Decision;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who is asked what, stage by stage, and how he is told. */
@Component(service = Asking.class)
public final class Asking {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StoredPolicy policy;
    private final Changes changes;
    private final Organisation organisation;
    private final ObjectCatalog catalog;
    private final StoredUsage usage;
    private final Notifications notifications;
    private final Texts texts;

    @Activate
    public Asking(
            @Reference StoredPolicy policy,
            @Reference Changes changes,
            @Reference Organisation organisation,
            @Reference ObjectCatalog catalog,
            @Reference StoredUsage usage,
            @Reference Notifications notifications,
            @Reference Texts texts) {
        this.policy = policy;
        this.changes = changes;
        this.organisation = organisation;
        this.catalog = catalog;
        this.usage = usage;
        this.notifications = notifications;
        this.texts = texts;
    }

    /** Of the policy as it is now. */
    Snapshot snapshot() {
        return new Snapshot(policy.book(), organisation, catalog, usage, changes.now());
    }

    /** An answered item: decided when this was the last stage, else a question to the next. */
    Item next(Item answered, Definition definition) {
        ArrayNode history = history(answered);
        ObjectNode said = history.addObject();
        said.put("stage", answered.stage() + 1);
        said.put("decision", answered.decision() == null ? "" : DefinitionText.key(answered.decision()));
        said.put("by", answered.decidedBy());
        said.put("at", String.valueOf(answered.decidedAt()));
        if (answered.reason() != null) {
            said.put("reason", answered.reason());
        }
        if (answered.flagged()) {
            said.put("tooFast", true);
        }
        int stage = answered.stage() + 1;
        if (stage == definition.stages().size()) {
            return at(answered, answered.stage(), answered.reviewer(), answered.decision(), history);
        }
        UUID reviewer = organisation
                .subject(answered.person())
                .map(person -> snapshot().reviewer(definition, stage, person, answered.group(), answered.grantedBy()))
                .orElse(definition.fallback());
        if (reviewer != null) {
            tell(reviewer, "review.asked", definition.name(), 1);
        }
        return at(answered, stage, reviewer, null, history);
    }

    /** The question at the next stage, because this one let its time pass. */
    Item passed(Item item, Definition definition, Instant now, Snapshot snapshot) {
        ArrayNode history = history(item);
        ObjectNode said = history.addObject();
        said.put("stage", item.stage() + 1);
        said.put("noAnswer", true);
        said.put("at", now.toString());
        UUID reviewer = organisation
                .subject(item.person())
                .map(person -> snapshot.reviewer(definition, item.stage() + 1, person, item.group(), item.grantedBy()))
                .orElse(definition.fallback());
        return at(item, item.stage() + 1, reviewer, null, history);
    }

    /** The same question to somebody else. */
    Item forwarded(Item item, UUID to, String reason, Instant now) {
        ArrayNode history = history(item);
        ObjectNode said = history.addObject();
        said.put("stage", item.stage() + 1);
        said.put("forwardedTo", to.toString());
        said.put("by", item.reviewer() == null ? "" : item.reviewer().toString());
        said.put("at", now.toString());
        said.put("reason", reason);
        tell(to, "review.asked", item.groupName(), 1);
        return at(item, item.stage(), to, null, history);
    }

    /** The same question to another, because who was asked is gone; null for those who may decide all. */
    Item handed(Item item, @Nullable UUID to) {
        return at(item, item.stage(), to, null, history(item));
    }

    /** How often it was handed on at this stage. */
    static int forwards(Item item) {
        int count = 0;
        for (JsonNode said : history(item)) {
            count += said.has("forwardedTo") && said.path("stage").asInt() == item.stage() + 1 ? 1 : 0;
        }
        return count;
    }

    /** Leaves a notification; {@code key} is of a text with name and count. */
    void tell(UUID person, String key, String name, long count) {
        notifications.send(
                person,
                "access.review",
                locale -> texts.text(locale, key, Map.of("name", name, "count", count)),
                "/access/own-reviews");
    }

    static ArrayNode history(Item item) {
        try {
            return (ArrayNode) JSON.readTree(item.history());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the history of review item " + item.id() + " is no JSON", e);
        }
    }

    private static Item at(
            Item item, int stage, @Nullable UUID reviewer, @Nullable Decision decision, ArrayNode history) {
        boolean open = decision == null;
        return new Item(
                item.id(),
                item.review(),
                item.person(),
                item.personName(),
                item.assignment(),
                item.group(),
                item.groupName(),
                item.grantedBy(),
                item.risky(),
                item.suggestion(),
                item.evidence(),
                stage,
                reviewer,
                decision,
                open ? null : item.until(),
                open ? null : item.toGroup(),
                open ? null : item.reason(),
                // Kept at every stage: it says how fast somebody answers.
                item.decidedBy(),
                item.decidedAt(),
                item.flagged(),
                item.outcome(),
                item.failure(),
                history.toString());
    }
}
