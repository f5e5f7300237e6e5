package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.identity.DepartmentTree;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.policy.Separation;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import io.mortise.rest.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names and sentences in one reader's language: whole sentences with placeholders, and names where there are ids. */
final class Words {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final Texts texts;
    private final Locale locale;
    private final ObjectCatalog catalog;
    private final DepartmentTree tree;
    private final Function<UUID, @Nullable String> people;
    private final Function<UUID, @Nullable String> labels;

    /** @param people the name of a person, or null when there is none; labels likewise that of a tag or position */
    Words(
            Texts texts,
            Locale locale,
            ObjectCatalog catalog,
            DepartmentTree tree,
            Function<UUID, @Nullable String> people,
            Function<UUID, @Nullable String> labels) {
        this.texts = texts;
        this.locale = locale;
        this.catalog = catalog;
        this.tree = tree;
        this.people = people;
        this.labels = labels;
    }

    /** A sentence; names and values in turn. */
    String say(String key, Object... namesAndValues) {
        var values = new HashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return texts.text(locale, "explain." + key, values);
    }

    String object(String name) {
        return catalog.object(name).map(type -> label(type.label(), name)).orElse(name);
    }

    @Nullable
    ObjectType type(String name) {
        return catalog.object(name).orElse(null);
    }

    String action(Permission permission) {
        return catalog.object(permission.object()).stream()
                .flatMap(type -> type.actions().stream())
                .filter(action -> action.name().equals(permission.action()))
                .map(action -> label(action.label(), permission.action()))
                .findFirst()
                .orElse(permission.action());
    }

    String field(String object, String name) {
        return catalog.object(object)
                .flatMap(type -> type.field(name))
                .map(field -> label(field.label(), name))
                .orElse(name);
    }

    String gate(ObjectCatalog.Gate gate) {
        return label(gate.label(), gate.name());
    }

    String minute(Instant at) {
        return at.atZone(ZoneOffset.UTC).format(MINUTE) + " UTC";
    }

    String sensitivity(String name) {
        return say("class." + name);
    }

    String group(PermissionGroup group) {
        return preset(group.key(), group.name());
    }

    String role(Role role) {
        return preset(role.key(), role.name());
    }

    String person(UUID id) {
        String name = people.apply(id);
        return name == null ? say("unknown") : name;
    }

    /** Of a tag or position. */
    String label(UUID id) {
        String name = labels.apply(id);
        return name == null ? say("unknown") : name;
    }

    /** A caller's id as the trail and assignments keep it. */
    String caller(String id) {
        if (id.equals("operator")) {
            return say("operator");
        }
        if (id.startsWith("module:")) {
            return say("delivered");
        }
        try {
            return person(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return say("unknown");
        }
    }

    /** From the root. */
    String department(UUID id) {
        String path =
                tree.path(id).stream().map(DepartmentTree.Department::name).collect(Collectors.joining(" / "));
        return path.isEmpty() ? say("unknown") : path;
    }

    String departments(Collection<UUID> ids) {
        return list(ids.stream().map(this::department).sorted().toList());
    }

    /** Those of some departments that are one, or lie below it. */
    String within(Collection<UUID> some, UUID department, boolean below) {
        Set<UUID> wanted = below ? tree.withBelow(Set.of(department)) : Set.of(department);
        return departments(some.stream().filter(wanted::contains).toList());
    }

    String list(List<String> names) {
        return String.join(say("and"), names);
    }

    String day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    String access(FieldAccess access) {
        return say("access." + access.name().toLowerCase(Locale.ROOT));
    }

    /** Which records, as a phrase: "records that Li Na owns". */
    String scope(GrantScope scope, String person, @Nullable ObjectType type) {
        if (type != null && !type.hasRecords()) {
            return say("scope.whole");
        }
        return switch (scope) {
            case GrantScope.None() -> say("scope.none");
            case GrantScope.Own() -> say("scope.own", "person", person);
            case GrantScope.Created() -> say("scope.created", "person", person);
            case GrantScope.Team() -> say("scope.team", "person", person);
            case GrantScope.Subordinates(int depth) ->
                say(depth == 1 ? "scope.reports" : "scope.subordinates", "person", person, "depth", depth);
            case GrantScope.Department() -> say("scope.department", "person", person);
            case GrantScope.DepartmentTree() -> say("scope.department-tree", "person", person);
            case GrantScope.Departments(List<UUID> ids, boolean below) ->
                ids.isEmpty()
                        ? say("scope.none")
                        : say(below ? "scope.departments-below" : "scope.departments", "departments", departments(ids));
            case GrantScope.Pools(List<UUID> pools) -> say("scope.pools", "count", pools.size());
            case GrantScope.Unowned() -> say("scope.unowned");
            case GrantScope.Match(String expression) -> say("scope.match", "condition", expression);
            case GrantScope.Parent(String action) ->
                type == null || type.parent() == null
                        ? say("scope.none")
                        : say(
                                "scope.parent",
                                "person",
                                person,
                                "action",
                                action(new Permission(type.parent().object(), action)),
                                "object",
                                object(type.parent().object()));
            case GrantScope.All() -> say("scope.all");
            case GrantScope.Any(List<GrantScope> parts) ->
                parts.isEmpty()
                        ? say("scope.none")
                        : list(parts.stream()
                                .map(part -> scope(part, person, type))
                                .toList());
        };
    }

    String conflict(Separation duties) {
        return delivered("conflict.", duties.key(), duties.name());
    }

    /** With whom and how long records may be shared, as a sentence. */
    String sharing(SharingLimit limit, Policy policy) {
        String to = limit.to().isEmpty()
                ? say("sharing.everybody")
                : list(limit.to().stream()
                        .map(circle -> circle(circle, policy))
                        .sorted()
                        .toList());
        return limit.days() == null ? say("sharing", "to", to) : say("sharing.days", "to", to, "days", limit.days());
    }

    private String circle(Circle circle, Policy policy) {
        return switch (circle) {
            case Circle.Own(boolean below) -> say(below ? "sharing.own-tree" : "sharing.own");
            case Circle.Department(UUID id, boolean below) ->
                say(below ? "sharing.department-tree" : "sharing.department", "department", department(id));
            case Circle.Role(UUID id) -> say("sharing.role", "role", role(id, policy));
            case Circle.Group(UUID id) -> say("sharing.group", "group", group(id, policy));
        };
    }

    private String role(UUID id, Policy policy) {
        return policy.roles().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .map(this::role)
                .orElseGet(() -> say("unknown"));
    }

    private String group(UUID id, Policy policy) {
        return policy.groups().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .map(this::group)
                .orElseGet(() -> say("unknown"));
    }

    /** With whom a record is shared: {@code person:<id>} and the like. */
    String sharedWith(String receiver, Policy policy) {
        int colon = receiver.indexOf(':');
        UUID id = UUID.fromString(receiver.substring(colon + 1));
        return switch (receiver.substring(0, colon)) {
            case "person" -> person(id);
            case "department" -> say("sharing.department", "department", department(id));
            case "role" -> say("sharing.role", "role", role(id, policy));
            case "group" -> say("sharing.group", "group", group(id, policy));
            default -> say("unknown");
        };
    }

    private String preset(@Nullable String key, String name) {
        return delivered("preset.", key, name);
    }

    private String delivered(String kind, @Nullable String key, String name) {
        if (key == null) {
            return name;
        }
        String label = texts.text(locale, kind + key + ".name", Map.of());
        return label.startsWith(kind) ? name : label;
    }

    private String label(Map<String, String> labels, String otherwise) {
        String own = labels.get(locale.getLanguage().equals("zh") ? "zh-CN" : "en");
        return own != null ? own : labels.getOrDefault("en", otherwise);
    }
}
