package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.Gate;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.ProtectedRecords;
import io.mortise.access.Scope;
import io.mortise.identity.PersonStatus;
import io.mortise.permissions.internal.decision.Reasons.Idle;
import io.mortise.permissions.internal.explain.Node.Effect;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Receiver;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts what the compiler told about one question into sentences. */
final class Tree {

    private static final String API = "/api/access/";

    private final Question question;
    private final Policy policy;
    private final ObjectCatalog catalog;
    private final Trace trace;
    private final RecordTest test;
    private final Words words;
    private final boolean own;
    private final @Nullable ObjectType type;
    private final String person;

    /** @param own the person asks about himself: reasons that others wrote down about him are left out */
    Tree(
            Question question,
            Policy policy,
            ObjectCatalog catalog,
            Trace trace,
            RecordTest test,
            Words words,
            boolean own) {
        this.question = question;
        this.policy = policy;
        this.catalog = catalog;
        this.trace = trace;
        this.test = test;
        this.words = words;
        this.own = own;
        this.type = catalog.object(question.permission().object()).orElse(null);
        this.person = question.person().name();
    }

    /** The decision with everything that it rests on. */
    Node of(Verdict verdict, List<Gate> closed, List<Used> used) {
        test.prepare(trace.scopes());
        var reasons = new ArrayList<Node>();
        Node gate = gate();
        if (gate != null) {
            reasons.add(gate);
        } else {
            reasons.addAll(reasons(verdict));
            used.forEach(limit -> reasons.add(Node.leaf(
                    "used",
                    Effect.TELLS,
                    words.say("used", "limit", limit.most(), "used", limit.used(), "left", limit.left()),
                    null)));
            trace.lent().stream()
                    .filter(lent -> !lent.trace().silent())
                    .forEach(lent -> reasons.add(standIn(lent, verdict)));
            trace.withheld().forEach(one -> reasons.add(notLent(one)));
            if (verdict.there()) {
                closed.forEach(one -> reasons.add(closed(one)));
            }
            if (reasons.isEmpty()) {
                reasons.add(Node.leaf("nothing", Effect.MISSES, said("nothing-granted"), null));
            }
        }
        if (!verdict.there()) {
            reasons.addFirst(Node.leaf("record", Effect.FORBIDS, said("no-record"), null));
        }
        String about = question.record() == null ? "" : ".record";
        String key = question.field() != null ? "field" : "decision";
        return new Node(
                "decision",
                verdict.allowed() ? Effect.ALLOWS : Effect.FORBIDS,
                said(key + (verdict.allowed() ? ".allowed" : ".refused") + about),
                null,
                reasons);
    }

    /** A lock or a hold takes what the grants give; the sentence names who closed the record and until when. */
    private Node closed(Gate gate) {
        Object by = test.value(gate.by());
        Object until = test.value(gate.until());
        String key = "gate" + (by == null ? "" : ".by") + (until == null ? "" : ".until");
        return Node.leaf(
                "state",
                Effect.FORBIDS,
                said(
                        key,
                        "gate",
                        words.gate(gate),
                        "by",
                        by == null ? "" : words.caller(by.toString()),
                        "until",
                        until instanceof Instant end ? words.minute(end) : String.valueOf(until)),
                null);
    }

    private List<Node> reasons(Verdict verdict) {
        var reasons = new ArrayList<Node>();
        grants(reasons);
        trace.shared().forEach(scope -> reasons.add(share(scope, verdict)));
        trace.taken().forEach(taken -> reasons.add(restriction(taken)));
        trace.caps().forEach(cap -> reasons.add(cap(cap)));
        return reasons;
    }

    /** It takes nothing that the person has himself. */
    private Node notLent(Trace.Withheld withheld) {
        return Node.leaf(
                "duties",
                Effect.MISSES,
                said("stand-in.duties", "absent", withheld.absent().name(), "conflict", words.conflict(withheld.why())),
                API + "conflicts/" + withheld.why().conflict());
    }

    /** What is lent is less than what the absent person has: it allows only when the whole is allowed. */
    private Node standIn(Trace.Lent lent, Verdict verdict) {
        List<Node> theirs = new Tree(question.about(lent.absent()), policy, catalog, lent.trace(), test, words, true)
                .reasons(verdict);
        boolean gives = verdict.allowed()
                && trace.withheld().stream()
                        .noneMatch(one -> one.absent().id().equals(lent.absent().id()))
                && theirs.stream().anyMatch(one -> one.effect() == Effect.ALLOWS)
                && theirs.stream().noneMatch(one -> one.effect() == Effect.FORBIDS);
        // What binds the absent person takes from what is lent and not from what the person has himself.
        return new Node(
                "stand-in",
                gives ? Effect.ALLOWS : Effect.MISSES,
                said("stand-in", "absent", lent.absent().name()),
                "/api/identity/people/" + lent.absent().id(),
                theirs);
    }

    /** What forbids everything before anything is looked at. */
    private @Nullable Node gate() {
        if (question.person().status() != PersonStatus.ACTIVE) {
            boolean suspended = question.person().status() == PersonStatus.SUSPENDED;
            return Node.leaf(
                    "person",
                    Effect.FORBIDS,
                    said(suspended ? "person.suspended" : "person.left"),
                    "/api/identity/people/" + question.person().id());
        }
        if (type == null) {
            return Node.leaf("object", Effect.FORBIDS, said("object.unknown"), "/api/modules");
        }
        return type.declares(question.permission().action())
                ? null
                : Node.leaf("action", Effect.FORBIDS, said("action.unknown"), "/api/modules");
    }

    private void grants(List<Node> reasons) {
        var grants = new LinkedHashMap<UUID, PermissionGroup>();
        var given = new LinkedHashMap<UUID, List<Trace.Given>>();
        var unused = new LinkedHashMap<UUID, List<Trace.Unused>>();
        for (Trace.Given one : trace.given()) {
            grants.put(one.grant().id(), one.group());
            given.computeIfAbsent(one.grant().id(), _ -> new ArrayList<>()).add(one);
        }
        for (Trace.Unused one : trace.unused()) {
            grants.putIfAbsent(one.grant().id(), one.group());
            unused.computeIfAbsent(one.grant().id(), _ -> new ArrayList<>()).add(one);
        }
        grants.forEach((id, group) ->
                reasons.add(grant(id, group, given.getOrDefault(id, List.of()), unused.getOrDefault(id, List.of()))));
    }

    private Node grant(UUID id, PermissionGroup group, List<Trace.Given> given, List<Trace.Unused> unused) {
        var below = new ArrayList<Node>();
        boolean reached = false;
        for (Trace.Given part : given) {
            boolean reaches = test.reaches(part.rule().scope());
            reached |= reaches;
            below.add(scope(part, reaches, link(group, id)));
        }
        unused.forEach(part -> below.add(unused(part, link(group, id))));
        Grant grant =
                given.isEmpty() ? unused.getFirst().grant() : given.getFirst().grant();
        if (grant.condition() != null) {
            below.add(Node.leaf(
                    "condition",
                    Effect.TELLS,
                    words.say("condition", "condition", grant.condition()),
                    link(group, id) + "/condition"));
        }
        Long limit = grant.limits().get(question.permission().action());
        if (limit != null) {
            below.add(
                    Node.leaf("limit", Effect.TELLS, words.say("limit", "limit", limit), link(group, id) + "/limits"));
        }
        if (grant.sharing() != null && question.permission().action().equals("share")) {
            below.add(Node.leaf(
                    "sharing", Effect.TELLS, words.sharing(grant.sharing(), policy), link(group, id) + "/sharing"));
        }
        boolean enough = reached;
        if (question.field() != null && !given.isEmpty()) {
            FieldAccess access = given.getFirst().rule().of(question.field());
            enough &= access.compareTo(question.needed()) >= 0;
            below.add(Node.leaf(
                    "field",
                    reached && !enough ? Effect.MISSES : Effect.TELLS,
                    words.say(
                            "grant.field",
                            "field",
                            words.field(question.permission().object(), question.field()),
                            "access",
                            words.access(access)),
                    link(group, id) + "/fields"));
        }
        trace.carried().stream()
                .filter(carried -> carried.groups().contains(group.id()))
                .forEach(carried -> below.add(assignment(carried.assignment(), group)));
        String key = unused.stream().anyMatch(one -> one.why() == Idle.GROUP_OFF) ? "grant.off" : "grant";
        return new Node(
                "grant",
                enough ? Effect.ALLOWS : Effect.MISSES,
                said(key, "group", words.group(group)),
                link(group, id),
                below);
    }

    /** The group, and where in it the grant stands. */
    private String link(PermissionGroup group, UUID grant) {
        List<Grant> grants = policy.groups().stream()
                .filter(one -> one.id().equals(group.id()))
                .findFirst()
                .map(PermissionGroup::grants)
                .orElse(List.of());
        for (int i = 0; i < grants.size(); i++) {
            if (grants.get(i).id().equals(grant)) {
                return API + "groups/" + group.id() + "#/grants/" + i;
            }
        }
        return API + "groups/" + group.id() + "#/grants";
    }

    private Node scope(Trace.Given part, boolean reaches, String link) {
        String records = words.scope(part.grant().scope(), person, type);
        String key = question.record() == null ? "scope" : reaches ? "scope.in" : "scope.out";
        Effect effect = question.record() == null ? Effect.TELLS : reaches ? Effect.ALLOWS : Effect.MISSES;
        return Node.leaf("scope", effect, words.say(key, "records", records), link + "/scope");
    }

    private Node unused(Trace.Unused part, String link) {
        String records = words.scope(part.grant().scope(), person, type);
        return switch (part.why()) {
            case GROUP_OFF -> Node.leaf("scope", Effect.TELLS, words.say("scope", "records", records), link);
            case NO_RECORDS ->
                Node.leaf(
                        "scope",
                        Effect.MISSES,
                        words.say("scope.empty", "records", records, "person", person),
                        link + "/scope");
            case UNREADABLE_CONDITION ->
                Node.leaf("condition", Effect.MISSES, words.say("condition.unreadable"), link + "/condition");
            case UNKNOWN_OBJECT -> Node.leaf("object", Effect.MISSES, said("object.unknown"), link);
            case UNKNOWN_ACTION -> Node.leaf("action", Effect.MISSES, said("action.unknown"), link);
        };
    }

    private Node assignment(Assignment assignment, PermissionGroup group) {
        var below = new ArrayList<Node>();
        below.add(receiver(assignment.receiver()));
        Role role = policy.roles().stream()
                .filter(one -> one.id().equals(assignment.role()))
                .findFirst()
                .orElse(null);
        if (role != null) {
            below.add(Node.leaf(
                    "role",
                    Effect.TELLS,
                    words.say("role", "role", words.role(role), "group", words.group(group)),
                    API + "roles/" + role.id()));
        }
        if (!own) {
            below.add(Node.leaf(
                    "reason",
                    Effect.TELLS,
                    words.say("assignment.reason", "reason", assignment.reason()),
                    API + "assignments/" + assignment.id()));
        }
        String what = role == null ? words.group(group) : words.role(role);
        String key = "assignment" + (role == null ? ".group" : ".role") + (assignment.until() == null ? "" : ".until");
        return new Node(
                "assignment",
                Effect.TELLS,
                words.say(
                        key,
                        "person",
                        person,
                        "what",
                        what,
                        "from",
                        words.day(assignment.from()),
                        "until",
                        assignment.until() == null ? "" : words.day(assignment.until()),
                        "by",
                        words.caller(assignment.grantedBy())),
                API + "assignments/" + assignment.id(),
                below);
    }

    private Node receiver(Receiver receiver) {
        return switch (receiver) {
            case Receiver.Person _ ->
                Node.leaf("receiver", Effect.TELLS, words.say("receiver.person", "person", person), me());
            case Receiver.Department(UUID id, boolean below) -> {
                String path = words.within(question.person().departments(), id, below);
                yield Node.leaf(
                        "receiver",
                        Effect.TELLS,
                        words.say(
                                below ? "receiver.department-tree" : "receiver.department",
                                "person",
                                person,
                                "path",
                                path,
                                "department",
                                words.department(id)),
                        "/api/identity/departments/" + id);
            }
            case Receiver.Position(UUID id) ->
                Node.leaf(
                        "receiver",
                        Effect.TELLS,
                        words.say("receiver.position", "person", person, "name", words.label(id)),
                        "/api/identity/positions/" + id);
            case Receiver.Tag(UUID id) ->
                Node.leaf(
                        "receiver",
                        Effect.TELLS,
                        words.say("receiver.tag", "person", person, "name", words.label(id)),
                        "/api/identity/tags/" + id);
            case Receiver.Token _ -> Node.leaf("receiver", Effect.TELLS, words.say("receiver.token"), null);
            case Receiver.Everybody() -> Node.leaf("receiver", Effect.TELLS, words.say("receiver.everybody"), null);
        };
    }

    /** Whichever grant names the action gives its fields; so the fields of the whole decision are asked. */
    private Node share(Scope scope, Verdict verdict) {
        boolean reached = test.reaches(scope) && (question.field() == null || verdict.allowed());
        String key = question.record() == null ? "share.any" : reached ? "share.in" : "share.out";
        List<Node> shares = scope instanceof Scope.SharedWith asked
                ? test.shares(asked).stream().map(this::share).toList()
                : List.of();
        return new Node("share", reached ? Effect.ALLOWS : Effect.MISSES, said(key), null, shares);
    }

    /** Who shared the record with whom, and whether that still counts. */
    private Node share(ProtectedRecords.Share share) {
        String key = switch (share.state()) {
            case COUNTS -> share.until() == null ? "share.by" : "share.by.until";
            case GIVER_LOST_ACCESS -> "share.ended";
            case OVER -> "share.over";
        };
        boolean counts = share.state() == ProtectedRecords.ShareState.COUNTS;
        return Node.leaf(
                "share",
                counts ? Effect.ALLOWS : Effect.MISSES,
                said(
                        key,
                        "by",
                        words.caller(share.by()),
                        "receiver",
                        words.sharedWith(share.receiver(), policy),
                        "at",
                        words.day(share.at()),
                        "until",
                        share.until() == null ? "" : words.minute(share.until())),
                null);
    }

    private Node restriction(Trace.Taken taken) {
        Restriction restriction = taken.restriction();
        boolean binds = test.reaches(taken.records());
        var below = new ArrayList<Node>();
        below.add(receiver(restriction.receiver()));
        if (!own) {
            below.add(Node.leaf(
                    "reason",
                    Effect.TELLS,
                    words.say("restriction.reason", "reason", restriction.reason()),
                    API + "restrictions/" + restriction.id()));
        }
        // Without a record, one that takes some records only forbids nothing by itself.
        boolean forbids = binds && (question.record() != null || restriction.condition() == null);
        return new Node(
                "restriction",
                forbids ? Effect.FORBIDS : Effect.TELLS,
                said(forbids ? "restriction" : "restriction.others", "restriction", restriction.name()),
                API + "restrictions/" + restriction.id(),
                below);
    }

    private Node cap(Restriction restriction) {
        Map<String, Long> caps = restriction.caps();
        return Node.leaf(
                "cap",
                Effect.TELLS,
                words.say(
                        "cap",
                        "restriction",
                        restriction.name(),
                        "limit",
                        Objects.requireNonNullElse(
                                caps.get(question.permission().action()), 0L)),
                API + "restrictions/" + restriction.id() + "#/caps");
    }

    private String me() {
        return "/api/identity/people/" + question.person().id();
    }

    /** A sentence about the question: person, action and object are named in all of them. */
    private String said(String key, Object... more) {
        var values = new ArrayList<Object>(List.of(
                "person",
                person,
                "action",
                words.action(question.permission()),
                "object",
                words.object(question.permission().object())));
        if (question.field() != null) {
            values.addAll(List.of("field", words.field(question.permission().object(), question.field())));
        }
        values.addAll(List.of(more));
        return words.say(key, values.toArray());
    }
}
