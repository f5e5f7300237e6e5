package io.mortise.permissions.internal.rulebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.mortise.access.FieldAccess;
import io.mortise.access.Permission;
import io.mortise.data.Ids;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Role;
import io.mortise.permissions.internal.policy.SharingLimit;
import io.mortise.permissions.internal.policy.SharingLimit.Circle;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PolicyText} writes, or a person wrote by hand: ids may be left out where a key stands, references are by id
 * or by key. Finds the faults of the form; whether objects and people exist is asked elsewhere.
 */
public final class PolicyReader {

    private static final int MANY = 100_000;
    private static final int WORDS = 2_000;

    private final List<FieldFault> faults = new ArrayList<>();
    private final String by;
    private final Instant now;

    /** Which id a key stands for; null when the key is unknown. */
    private final Map<String, UUID> groupKeys = new HashMap<>();

    private final Map<String, UUID> roleKeys = new HashMap<>();

    /**
     * Reads for somebody.
     *
     * @param by who counts as having granted what does not say so
     * @param now from when on counts what does not say so
     * @param known whose groups and roles may be named by their keys, or null
     */
    public PolicyReader(String by, Instant now, @Nullable Rulebook known) {
        this.by = by;
        this.now = now;
        if (known != null) {
            known.policy().groups().forEach(group -> learn(groupKeys, group.key(), group.id()));
            known.policy().roles().forEach(role -> learn(roleKeys, role.key(), role.id()));
        }
    }

    /** The id of a preset: the same on every server, so that files can travel. */
    public static UUID idOf(String kind, String key) {
        return UUID.nameUUIDFromBytes(("mortise:" + kind + ":" + key).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a whole rulebook as the given version. */
    public Rulebook rulebook(JsonNode json, long version) {
        var part = new Part(json, "", faults);
        JsonNode format = part.json("format");
        if (!format.isInt() || format.intValue() != PolicyText.FORMAT) {
            part.fault("format", "other-format", Map.of("format", format.asText(""), "known", PolicyText.FORMAT));
            check();
        }
        int second = part.whole("secondPersonAbove", 50, 0, MANY);
        boolean lasting = part.truth("lastingShares", false);
        List<PermissionGroup> groups = part.parts("groups", MANY, this::group);
        List<Role> roles = part.parts("roles", MANY, this::role);
        var book = new Rulebook(
                new Policy(
                        version,
                        groups,
                        roles,
                        part.parts("assignments", 1_000_000, this::assignment),
                        part.parts("restrictions", MANY, this::restriction),
                        lasting),
                part.parts("delegations", MANY, this::delegation),
                part.parts("conflicts", MANY, this::conflict),
                part.parts("waivers", MANY, this::waiver),
                second);
        part.close();
        check();
        return book;
    }

    /** Reads one thing from a request's body. */
    public <T> T one(JsonNode json, BiFunction<PolicyReader, Part, T> reader) {
        var part = new Part(json, "", faults);
        T read = reader.apply(this, part);
        part.close();
        check();
        return read;
    }

    private void check() {
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults.subList(0, Math.min(faults.size(), 100)));
        }
    }

    /** Reads one. */
    public PermissionGroup group(Part part) {
        String key = key(part);
        UUID id = id(part, "group", key);
        learn(groupKeys, key, id);
        String description = part.text("description", WORDS);
        UUID owner = part.uuid("owner");
        var counts = new HashMap<String, Integer>();
        return new PermissionGroup(
                id,
                key,
                part.words("name", 100),
                description == null ? "" : description,
                owner,
                part.truth("on", true),
                part.parts("grants", 1_000, grant -> grant(grant, id, counts)));
    }

    /** Grants without an id get one from their place among those of the same object: the same at every reading. */
    private Grant grant(Part part, UUID owner, Map<String, Integer> counts) {
        String object = part.words("object", 61);
        int place = counts.merge(object, 1, Integer::sum);
        UUID id = part.uuid("id");
        return new Grant(
                id == null ? idOf("grant", owner + ":" + object + ":" + place) : id,
                object,
                new HashSet<>(part.items("actions", 200, "an action", text -> text)),
                scope(part, part.json("scope"), 0),
                part.text("condition", WORDS),
                part.members("fields", (fields, name) -> fields.access(name, FieldAccess.HIDDEN)),
                part.access("otherFields", FieldAccess.EDIT),
                limits(part, "limits"),
                sharing(part));
    }

    private @Nullable SharingLimit sharing(Part grant) {
        return grant.object("sharing", part -> {
            int days = part.whole("days", 0, 1, 36_500);
            return new SharingLimit(
                    Set.copyOf(part.items(
                            "to",
                            1_000,
                            "own-department, own-department-tree, or department:, department-tree:, role: or group: followed by an"
                                    + " id or key",
                            this::circle)),
                    days == 0 ? null : days);
        });
    }

    private @Nullable Circle circle(String text) {
        int colon = text.indexOf(':');
        String named = text.substring(colon + 1);
        switch (colon < 0 ? text : text.substring(0, colon)) {
            case "own-department":
                return colon < 0 ? new Circle.Own(false) : null;
            case "own-department-tree":
                return colon < 0 ? new Circle.Own(true) : null;
            case "department", "department-tree":
                UUID department = Part.uuidOf(named);
                return department == null
                        ? null
                        : new Circle.Department(department, text.startsWith("department-tree"));
            case "role":
                UUID role = known(roleKeys, named);
                return role == null ? null : new Circle.Role(role);
            case "group":
                UUID group = known(groupKeys, named);
                return group == null ? null : new Circle.Group(group);
            default:
                return null;
        }
    }

    private GrantScope scope(Part part, JsonNode json, int depth) {
        if (json.isTextual()) {
            switch (json.textValue()) {
                case "none":
                    return new GrantScope.None();
                case "own":
                    return new GrantScope.Own();
                case "created":
                    return new GrantScope.Created();
                case "team":
                    return new GrantScope.Team();
                case "department":
                    return new GrantScope.Department();
                case "department-tree":
                    return new GrantScope.DepartmentTree();
                case "unowned":
                    return new GrantScope.Unowned();
                case "all":
                    return new GrantScope.All();
                default:
                    break;
            }
        }
        if (json.isObject() && json.size() == 1 && depth < 5) {
            String kind = json.fieldNames().next();
            JsonNode value = json.path(kind);
            switch (kind) {
                case "subordinates":
                    if (value.isInt() && value.intValue() >= 1 && value.intValue() <= 100) {
                        return new GrantScope.Subordinates(value.intValue());
                    }
                    break;
                case "departments", "departmentTrees", "pools":
                    List<@Nullable UUID> ids = value.valueStream()
                            .map(one -> Part.uuidOf(one.asText()))
                            .toList();
                    if (value.isArray() && ids.size() <= 5_000 && ids.stream().noneMatch(one -> one == null)) {
                        List<UUID> sure =
                                ids.stream().map(Objects::requireNonNull).toList();
                        return kind.equals("pools")
                                ? new GrantScope.Pools(sure)
                                : new GrantScope.Departments(sure, kind.equals("departmentTrees"));
                    }
                    break;
                case "match":
                    if (value.isTextual() && value.textValue().length() <= WORDS) {
                        return new GrantScope.Match(value.textValue());
                    }
                    break;
                case "parent":
                    if (value.isTextual()) {
                        return new GrantScope.Parent(value.textValue());
                    }
                    break;
                case "any":
                    if (value.isArray() && value.size() <= 50) {
                        return new GrantScope.Any(value.valueStream()
                                .map(one -> scope(part, one, depth + 1))
                                .toList());
                    }
                    break;
                default:
                    break;
            }
        }
        part.fault("scope", "wrong-scope", Map.of("scope", json.toString()));
        return new GrantScope.None();
    }

    /** Reads one. */
    public Role role(Part part) {
        String key = key(part);
        UUID id = id(part, "role", key);
        learn(roleKeys, key, id);
        return new Role(
                id,
                key,
                part.words("name", 100),
                new HashSet<>(part.items("groups", 1_000, "the id or key of a group", text -> known(groupKeys, text))));
    }

    /** Reads one. */
    public Assignment assignment(Part part) {
        UUID id = id(part, "assignment", null);
        var receiver = part.receiver("receiver");
        UUID role = reference(part, "role", roleKeys);
        UUID group = reference(part, "group", groupKeys);
        if (part.has("role") == part.has("group")) {
            part.fault("role", "role-or-group", Map.of());
        }
        Instant from = or(part.instant("from"), () -> now);
        Instant until = part.instant("until");
        orderly(part, from, until);
        String reason = part.words("reason", 500);
        String grantedBy = or(part.text("grantedBy", 100), () -> by);
        String ticket = part.text("ticket", 100);
        if (!faults.isEmpty()) {
            return new Assignment(id, receiver, Part.NOBODY, null, now, null, "?", by, null);
        }
        return new Assignment(id, receiver, role, group, from, until, reason, grantedBy, ticket);
    }

    /** Reads one. */
    public Restriction restriction(Part part) {
        return new Restriction(
                id(part, "restriction", null),
                part.words("name", 100),
                part.receiver("receiver"),
                part.words("object", 61),
                Set.copyOf(part.items("actions", 200, "an action", text -> text)),
                part.text("condition", WORDS),
                limits(part, "caps"),
                part.words("reason", 500));
    }

    /** Reads one. */
    public Delegation delegation(Part part) {
        UUID id = id(part, "delegation", null);
        Instant from = or(part.instant("from"), () -> now);
        Instant until = part.instant("until");
        orderly(part, from, until);
        var counts = new HashMap<String, Integer>();
        return new Delegation(
                id,
                part.words("name", 100),
                part.receiver("holder"),
                part.items(
                        "subjects",
                        1_000,
                        "a receiver",
                        text -> Receivers.parse(text).orElse(null)),
                part.parts("bounds", 1_000, bound -> grant(bound, id, counts)),
                from,
                until,
                part.words("reason", 500),
                or(part.text("grantedBy", 100), () -> by));
    }

    /** Reads one. */
    public Conflict conflict(Part part) {
        String key = key(part);
        return new Conflict(
                id(part, "conflict", key),
                key,
                part.words("name", 100),
                part.truth("on", true),
                new HashSet<>(part.items("left", 100, "a permission", PolicyReader::permission)),
                new HashSet<>(part.items("right", 100, "a permission", PolicyReader::permission)));
    }

    /** Reads one. */
    public Waiver waiver(Part part) {
        UUID conflict = part.uuid("conflict");
        UUID person = part.uuid("person");
        Instant until = part.instant("until");
        for (String name : List.of("conflict", "person", "until")) {
            if (!part.has(name)) {
                part.fault(name, "required", Map.of());
            }
        }
        return new Waiver(
                id(part, "waiver", null),
                conflict == null ? Part.NOBODY : conflict,
                person == null ? Part.NOBODY : person,
                part.words("reason", 500),
                until == null ? now : until,
                or(part.text("askedBy", 100), () -> by),
                part.text("agreedBy", 100));
    }

    private Map<String, Long> limits(Part part, String name) {
        return part.members(name, (limits, action) -> (long) limits.whole(action, 1, 0, 1_000_000_000));
    }

    private static void orderly(Part part, Instant from, @Nullable Instant until) {
        if (until != null && !until.isAfter(from)) {
            part.fault("until", "reversed", Map.of("from", from.toString(), "until", until.toString()));
        }
    }

    private static @Nullable String key(Part part) {
        String key = part.text("key", 40);
        if (key != null && !key.matches("[a-z][a-z0-9-]{0,39}")) {
            part.fault("key", "wrong-key", Map.of("key", key));
            return null;
        }
        return key;
    }

    private UUID id(Part part, String kind, @Nullable String key) {
        UUID id = part.uuid("id");
        if (id != null) {
            return id;
        }
        return key == null ? Ids.next() : idOf(kind, key);
    }

    private @Nullable UUID reference(Part part, String name, Map<String, UUID> keys) {
        String text = part.text(name, 40);
        UUID id = text == null ? null : known(keys, text);
        if (text != null && id == null) {
            part.fault(name, "unknown-" + name, Map.of(name, text));
        }
        return id;
    }

    private static @Nullable UUID known(Map<String, UUID> keys, String text) {
        UUID byKey = keys.get(text);
        return byKey != null ? byKey : Part.uuidOf(text);
    }

    private static void learn(Map<String, UUID> keys, @Nullable String key, UUID id) {
        if (key != null) {
            keys.put(key, id);
        }
    }

    private static @Nullable Permission permission(String text) {
        try {
            return Permission.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static <T> T or(@Nullable T value, Supplier<T> otherwise) {
        return value == null ? otherwise.get() : value;
    }
}
