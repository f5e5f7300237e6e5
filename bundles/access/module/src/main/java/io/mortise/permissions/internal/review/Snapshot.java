package io.mortise.permissions.internal.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.data.Ids;
import io.mortise.identity.Organisation;
import io.mortise.identity.PersonStatus;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.audit.StoredUsage;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.permissions.internal.rulebook.Holdings;
import io.mortise.permissions.internal.rulebook.Receivers;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Freezes who has what, with everything that a reviewer needs to know, as of one version of the policy. */
final class Snapshot {

    /** Not used for so long is not needed. */
    static final Duration DISUSE = Duration.ofDays(90);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A share of peers below which something is unusual, and how many peers it takes to say so. */
    private static final int UNUSUAL_PERCENT = 20;

    private static final int ENOUGH_PEERS = 5;
    private static final Set<String> SENSITIVE = Set.of("personal", "contact", "money", "cost", "secret");

    private record Peers(int people, Map<UUID, Integer> having) {}

    private final Rulebook book;
    private final Holdings holdings;
    private final Organisation organisation;
    private final ObjectCatalog catalog;
    private final StoredUsage usage;
    private final Instant now;

    /** Whether use was counted long enough to call something unused. */
    private final boolean counted;

    private final Map<UUID, Peers> peers = new HashMap<>();

    Snapshot(Rulebook book, Organisation organisation, ObjectCatalog catalog, StoredUsage usage, Instant now) {
        this.book = book;
        this.holdings = new Holdings(book, organisation.departments());
        this.organisation = organisation;
        this.catalog = catalog;
        this.usage = usage;
        this.now = now;
        this.counted =
                usage.countedSince().filter(first -> !first.isAfter(since())).isPresent();
    }

    /** The person's items of a campaign. */
    List<Item> items(UUID review, Definition definition, Subject person) {
        var items = new ArrayList<Item>();
        Map<Permission, StoredUsage.Use> uses = null;
        List<Conflict> conflicts = null;
        Definition.What what = definition.what();
        for (Assignment assignment : holdings.assignments(person, now)) {
            boolean wanted = !(assignment.receiver() instanceof Receiver.Everybody)
                    && (what.subject() != Definition.Subject.ROLE
                            || java.util.Objects.equals(assignment.role(), what.id()));
            if (!wanted) {
                continue;
            }
            for (PermissionGroup group : holdings.given(assignment)) {
                if (what.subject() == Definition.Subject.GROUP && !group.id().equals(what.id())) {
                    continue;
                }
                uses = uses == null ? usage.of(person.id().toString(), since()) : uses;
                conflicts = conflicts == null ? holdings.conflicts(person, now) : conflicts;
                Item item = item(review, definition, person, assignment, group, uses, conflicts);
                if (what.subject() != Definition.Subject.DORMANT || dormant(assignment, group, uses)) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    /** Whether anything that was given to the person himself lies unused. */
    boolean disused(Subject person) {
        if (!counted) {
            return false;
        }
        List<Assignment> own = holdings.assignments(person, now).stream()
                .filter(assignment -> assignment.receiver() instanceof Receiver.Person)
                .filter(assignment -> assignment.from().isBefore(now.minus(DISUSE)))
                .toList();
        if (own.isEmpty()) {
            return false;
        }
        Map<Permission, StoredUsage.Use> uses = usage.of(person.id().toString(), since());
        return own.stream()
                .anyMatch(assignment ->
                        holdings.given(assignment).stream().anyMatch(group -> dormant(assignment, group, uses)));
    }

    /** Who is asked at a stage; null when nobody is who may answer. */
    @Nullable
    UUID reviewer(Definition definition, int stage, Subject person, UUID group, String grantedBy) {
        Definition.Stage asked = definition.stages().get(stage);
        if (asked.reviewer() == Definition.Reviewer.SELF) {
            return person.id();
        }
        var candidates = new ArrayList<@Nullable UUID>();
        switch (asked.reviewer()) {
            case LINE_MANAGER -> candidates.add(person.manager());
            case DEPARTMENT_HEAD ->
                person.home()
                        .flatMap(organisation.departments()::find)
                        .ifPresent(department -> candidates.addAll(new TreeSet<>(department.heads())));
            case GROUP_OWNER ->
                candidates.add(book.group(group).map(PermissionGroup::owner).orElse(null));
            case PERSON -> candidates.add(asked.person());
            case SELF -> {}
        }
        candidates.add(definition.fallback());
        for (UUID candidate : candidates) {
            if (candidate != null
                    && !candidate.equals(person.id())
                    && !candidate.toString().equals(grantedBy)
                    && organisation
                            .subject(candidate)
                            .filter(one -> one.status() == PersonStatus.ACTIVE)
                            .isPresent()) {
                return candidate;
            }
        }
        return null;
    }

    private Item item(
            UUID review,
            Definition definition,
            Subject person,
            Assignment assignment,
            PermissionGroup group,
            Map<Permission, StoredUsage.Use> uses,
            List<Conflict> conflicts) {
        Set<Permission> permissions = permissions(group);
        ObjectNode evidence = JSON.createObjectNode();
        evidence.put("receiver", Receivers.text(assignment.receiver()));
        evidence.put("grantedBy", assignment.grantedBy());
        evidence.put("reason", assignment.reason());
        evidence.put("from", assignment.from().toString());
        if (assignment.until() != null) {
            evidence.put("until", assignment.until().toString());
        }
        if (assignment.ticket() != null) {
            evidence.put("ticket", assignment.ticket());
        }
        evidence.put("personStatus", DefinitionText.key(person.status()));
        permissions.stream()
                .map(uses::get)
                .filter(java.util.Objects::nonNull)
                .map(StoredUsage.Use::last)
                .max(Instant::compareTo)
                .ifPresent(last -> evidence.put("lastUsed", last.toString()));
        evidence.put("usesIn90Days", count(permissions, uses));
        Peers alike = peers(person);
        int having = alike.having().getOrDefault(group.id(), 0);
        evidence.put("peers", alike.people());
        evidence.put("peersHaving", having);
        texts(evidence, "sensitiveFields", sensitive(group));
        List<String> met = conflicts.stream()
                .filter(conflict -> permissions.stream()
                        .anyMatch(one -> conflict.left().contains(one)
                                || conflict.right().contains(one)))
                .map(Conflict::name)
                .toList();
        texts(evidence, "conflicts", met);
        List<String> risks = permissions.stream()
                .filter(this::risky)
                .map(Permission::toString)
                .sorted()
                .toList();
        texts(evidence, "riskyActions", risks);
        String why;
        if (person.status() != PersonStatus.ACTIVE) {
            why = "not-active";
        } else if (!met.isEmpty()) {
            why = "conflict";
        } else if (dormant(assignment, group, uses)) {
            why = "unused";
        } else if (alike.people() >= ENOUGH_PEERS && having * 100 < alike.people() * UNUSUAL_PERCENT) {
            why = "unusual";
        } else {
            why = count(permissions, uses) > 0 ? "used" : "new";
        }
        evidence.put("suggestionReason", why);
        boolean keep = why.equals("used") || why.equals("new");
        return new Item(
                Ids.next(),
                review,
                person.id(),
                person.name(),
                assignment.id(),
                group.id(),
                group.name(),
                assignment.grantedBy(),
                !risks.isEmpty() || !met.isEmpty(),
                keep ? Item.Decision.KEEP : Item.Decision.REVOKE,
                evidence.toString(),
                0,
                reviewer(definition, 0, person, group.id(), assignment.grantedBy()),
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                "[]");
    }

    private boolean dormant(Assignment assignment, PermissionGroup group, Map<Permission, StoredUsage.Use> uses) {
        return counted && assignment.from().isBefore(now.minus(DISUSE)) && count(permissions(group), uses) == 0;
    }

    private java.time.LocalDate since() {
        return now.minus(DISUSE).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static long count(Set<Permission> permissions, Map<Permission, StoredUsage.Use> uses) {
        return permissions.stream()
                .map(uses::get)
                .filter(java.util.Objects::nonNull)
                .mapToLong(StoredUsage.Use::times)
                .sum();
    }

    private static Set<Permission> permissions(PermissionGroup group) {
        var all = new HashSet<Permission>();
        group.grants()
                .forEach(grant -> grant.actions().forEach(action -> all.add(new Permission(grant.object(), action))));
        return all;
    }

    /** What its module calls risky, and whatever administers permissions: those give everything else. */
    private boolean risky(Permission permission) {
        if (permission.object().startsWith("access.")
                && !Set.of("list", "read", "use").contains(permission.action())) {
            return true;
        }
        return catalog.object(permission.object()).stream()
                .flatMap(object -> object.actions().stream())
                .anyMatch(action -> action.name().equals(permission.action()) && action.risky());
    }

    /** Fields that the group shows unmasked and that say something about people, money or secrets. */
    private List<String> sensitive(PermissionGroup group) {
        var fields = new TreeSet<String>();
        for (Grant grant : group.grants()) {
            catalog.object(grant.object())
                    .ifPresent(object -> object.fields().stream()
                            .filter(field -> SENSITIVE.contains(field.sensitivity()))
                            .filter(field -> shown(grant, field))
                            .forEach(field -> fields.add(object.name() + "." + field.name())));
        }
        return List.copyOf(fields);
    }

    private static boolean shown(Grant grant, ObjectCatalog.Field field) {
        FieldAccess access = grant.fields()
                .getOrDefault(
                        field.name(), grant.fields().getOrDefault("class:" + field.sensitivity(), grant.others()));
        return access.compareTo(FieldAccess.MASKED) > 0;
    }

    private Peers peers(Subject person) {
        return person.positions().stream()
                .sorted()
                .findFirst()
                .map(position -> peers.computeIfAbsent(position, this::count))
                .orElseGet(() -> new Peers(0, Map.of()));
    }

    private Peers count(UUID position) {
        var having = new HashMap<UUID, Integer>();
        List<UUID> people = organisation.holding(position);
        for (Subject peer : organisation.subjects(people).values()) {
            Set<UUID> groups = new HashSet<>();
            holdings.assignments(peer, now)
                    .forEach(assignment -> holdings.given(assignment).forEach(group -> groups.add(group.id())));
            groups.forEach(group -> having.merge(group, 1, Integer::sum));
        }
        return new Peers(people.size(), having);
    }

    private static void texts(ObjectNode json, String name, List<String> values) {
        ArrayNode array = json.putArray(name);
        values.forEach(array::add);
    }
}
