package io.mortise.permissions.internal.rulebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mortise.access.FieldAccess;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the policy as JSON that a person can read and edit: what is stored, exported, delivered as presets and answered by
 * REST has this one form. {@link PolicyReader} reads it back.
 */
public final class PolicyText {

    /** Raised when an older server could misread a file. */
    public static final int FORMAT = 1;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PolicyText() {}

    /** The whole rulebook. */
    public static ObjectNode write(Rulebook book) {
        ObjectNode json = NODES.objectNode().put("format", FORMAT);
        json.put("secondPersonAbove", book.secondPersonAbove());
        if (book.policy().lastingShares()) {
            json.put("lastingShares", true);
        }
        ArrayNode groups = json.putArray("groups");
        book.policy().groups().forEach(one -> groups.add(group(one)));
        ArrayNode roles = json.putArray("roles");
        book.policy().roles().forEach(one -> roles.add(role(one)));
        ArrayNode restrictions = json.putArray("restrictions");
        book.policy().restrictions().forEach(one -> restrictions.add(restriction(one)));
        ArrayNode delegations = json.putArray("delegations");
        book.delegations().forEach(one -> delegations.add(delegation(one)));
        ArrayNode conflicts = json.putArray("conflicts");
        book.conflicts().forEach(one -> conflicts.add(conflict(one)));
        ArrayNode waivers = json.putArray("waivers");
        book.waivers().forEach(one -> waivers.add(waiver(one)));
        ArrayNode assignments = json.putArray("assignments");
        book.policy().assignments().forEach(one -> assignments.add(assignment(one)));
        return json;
    }

    /** A permission group. */
    public static ObjectNode group(PermissionGroup group) {
        ObjectNode json = NODES.objectNode().put("id", group.id().toString());
        put(json, "key", group.key());
        json.put("name", group.name()).put("description", group.description());
        put(json, "owner", group.owner());
        json.put("on", group.on());
        ArrayNode grants = json.putArray("grants");
        group.grants().forEach(grant -> grants.add(grant(grant)));
        return json;
    }

    /** A grant. */
    public static ObjectNode grant(Grant grant) {
        ObjectNode json = NODES.objectNode().put("id", grant.id().toString()).put("object", grant.object());
        json.set("actions", texts(grant.actions()));
        json.set("scope", scope(grant.scope()));
        put(json, "condition", grant.condition());
        if (!grant.fields().isEmpty()) {
            ObjectNode fields = json.putObject("fields");
            new TreeMap<>(grant.fields()).forEach((field, access) -> fields.put(field, key(access)));
        }
        json.put("otherFields", key(grant.others()));
        limits(json, "limits", grant.limits());
        SharingLimit sharing = grant.sharing();
        if (sharing != null) {
            json.set("sharing", sharing(sharing));
        }
        return json;
    }

    private static ObjectNode sharing(SharingLimit sharing) {
        ObjectNode json = NODES.objectNode();
        if (!sharing.to().isEmpty()) {
            json.set("to", texts(sharing.to().stream().map(PolicyText::circle).toList()));
        }
        return sharing.days() == null ? json : json.put("days", sharing.days());
    }

    private static String circle(Circle circle) {
        return switch (circle) {
            case Circle.Own(boolean below) -> below ? "own-department-tree" : "own-department";
            case Circle.Department(UUID id, boolean below) -> (below ? "department-tree:" : "department:") + id;
            case Circle.Role(UUID id) -> "role:" + id;
            case Circle.Group(UUID id) -> "group:" + id;
        };
    }

    /** A role. */
    public static ObjectNode role(Role role) {
        ObjectNode json = NODES.objectNode().put("id", role.id().toString());
        put(json, "key", role.key());
        json.put("name", role.name());
        json.set("groups", texts(role.groups().stream().map(UUID::toString).toList()));
        return json;
    }

    /** An assignment. */
    public static ObjectNode assignment(Assignment assignment) {
        ObjectNode json = NODES.objectNode()
                .put("id", assignment.id().toString())
                .put("receiver", Receivers.text(assignment.receiver()));
        put(json, "role", assignment.role());
        put(json, "group", assignment.group());
        json.put("from", assignment.from().toString());
        put(json, "until", assignment.until());
        json.put("reason", assignment.reason()).put("grantedBy", assignment.grantedBy());
        put(json, "ticket", assignment.ticket());
        return json;
    }

    /** A restriction. */
    public static ObjectNode restriction(Restriction restriction) {
        ObjectNode json = NODES.objectNode()
                .put("id", restriction.id().toString())
                .put("name", restriction.name())
                .put("receiver", Receivers.text(restriction.receiver()))
                .put("object", restriction.object());
        json.set("actions", texts(restriction.actions()));
        put(json, "condition", restriction.condition());
        limits(json, "caps", restriction.caps());
        return json.put("reason", restriction.reason());
    }

    /** A delegation. */
    public static ObjectNode delegation(Delegation delegation) {
        ObjectNode json = NODES.objectNode()
                .put("id", delegation.id().toString())
                .put("name", delegation.name())
                .put("holder", Receivers.text(delegation.holder()));
        json.set(
                "subjects",
                texts(delegation.subjects().stream().map(Receivers::text).toList()));
        ArrayNode bounds = json.putArray("bounds");
        delegation.bounds().forEach(bound -> bounds.add(grant(bound)));
        json.put("from", delegation.from().toString());
        put(json, "until", delegation.until());
        return json.put("reason", delegation.reason()).put("grantedBy", delegation.grantedBy());
    }

    /** A conflict of duties. */
    public static ObjectNode conflict(Conflict conflict) {
        ObjectNode json = NODES.objectNode().put("id", conflict.id().toString());
        put(json, "key", conflict.key());
        json.put("name", conflict.name()).put("on", conflict.on());
        json.set("left", texts(conflict.left().stream().map(Objects::toString).toList()));
        json.set("right", texts(conflict.right().stream().map(Objects::toString).toList()));
        return json;
    }

    /** A waiver. */
    public static ObjectNode waiver(Waiver waiver) {
        ObjectNode json = NODES.objectNode()
                .put("id", waiver.id().toString())
                .put("conflict", waiver.conflict().toString())
                .put("person", waiver.person().toString())
                .put("reason", waiver.reason())
                .put("until", waiver.until().toString())
                .put("askedBy", waiver.askedBy());
        put(json, "agreedBy", waiver.agreedBy());
        return json;
    }

    /** A scope: a word, or an object with one member. */
    public static JsonNode scope(GrantScope scope) {
        return switch (scope) {
            case GrantScope.None _ -> TextNode.valueOf("none");
            case GrantScope.Own _ -> TextNode.valueOf("own");
            case GrantScope.Created _ -> TextNode.valueOf("created");
            case GrantScope.Team _ -> TextNode.valueOf("team");
            case GrantScope.Department _ -> TextNode.valueOf("department");
            case GrantScope.DepartmentTree _ -> TextNode.valueOf("department-tree");
            case GrantScope.Unowned _ -> TextNode.valueOf("unowned");
            case GrantScope.All _ -> TextNode.valueOf("all");
            case GrantScope.Subordinates(int depth) -> NODES.objectNode().put("subordinates", depth);
            case GrantScope.Departments(var departments, boolean below) ->
                NODES.objectNode()
                        .set(
                                below ? "departmentTrees" : "departments",
                                texts(departments.stream().map(UUID::toString).toList()));
            case GrantScope.Pools(var pools) ->
                NODES.objectNode()
                        .set("pools", texts(pools.stream().map(UUID::toString).toList()));
            case GrantScope.Match(String expression) -> NODES.objectNode().put("match", expression);
            case GrantScope.Parent(String action) -> NODES.objectNode().put("parent", action);
            case GrantScope.Any(var parts) -> {
                ArrayNode any = NODES.arrayNode();
                parts.forEach(part -> any.add(scope(part)));
                yield NODES.objectNode().set("any", any);
            }
        };
    }

    static String key(FieldAccess access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.stream().sorted().forEach(array::add);
        return array;
    }

    private static void limits(ObjectNode json, String name, Map<String, Long> limits) {
        if (!limits.isEmpty()) {
            ObjectNode member = json.putObject(name);
            new TreeMap<>(limits).forEach(member::put);
        }
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }
}
