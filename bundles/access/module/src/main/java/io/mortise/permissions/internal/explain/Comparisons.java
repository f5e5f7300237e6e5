package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.explain.Comparison.Came;
import io.mortise.permissions.internal.explain.Comparison.Difference;
import io.mortise.permissions.internal.explain.Comparison.OfField;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares what two profiles allow. */
final class Comparisons {

    private final ObjectCatalog catalog;
    private final Reached reached;
    private final Words words;

    Comparisons(ObjectCatalog catalog, Reached reached, Words words) {
        this.catalog = catalog;
        this.reached = reached;
        this.words = words;
    }

    /** One side: somebody at a moment. */
    record Side(Subject person, Moment moment, Overview overview) {
        Comparison.Side json() {
            return new Comparison.Side(person.id(), person.name(), moment.at(), moment.version());
        }
    }

    Comparison of(Side before, Side after, List<String> notes) {
        Set<Permission> permissions =
                new HashSet<>(before.overview().profile().held().keySet());
        permissions.addAll(after.overview().profile().held().keySet());
        var differences = new ArrayList<Difference>();
        permissions.stream().sorted(Comparator.comparing(Permission::toString)).forEach(permission -> {
            Difference difference = difference(before, after, permission);
            if (difference != null) {
                differences.add(difference);
            }
        });
        var came = new ArrayList<Came>();
        only(before, after, "before", came);
        only(after, before, "after", came);
        return new Comparison(before.json(), after.json(), notes, differences, came);
    }

    private @Nullable Difference difference(Side before, Side after, Permission permission) {
        Profile.Held had = before.overview().profile().held().get(permission);
        Profile.Held has = after.overview().profile().held().get(permission);
        List<OfField> fields = fields(permission, had, has);
        if (had != null && has != null && had.scope().equals(has.scope()) && fields.isEmpty()) {
            return null;
        }
        String change = had == null ? "gained" : has == null ? "lost" : "changed";
        ObjectType type = catalog.object(permission.object()).orElse(null);
        return new Difference(
                permission.toString(),
                change,
                words.say(
                        "difference." + change,
                        "action",
                        words.action(permission),
                        "object",
                        words.object(permission.object())),
                had == null || type == null ? null : sentence(before, type, permission),
                has == null || type == null ? null : sentence(after, type, permission),
                rows(permission, had),
                rows(permission, has),
                fields);
    }

    private String sentence(Side side, ObjectType type, Permission permission) {
        return new Summaries(catalog, reached, words, side.moment().policy())
                .sentence(side.person(), side.overview(), type, permission);
    }

    private @Nullable Long rows(Permission permission, Profile.@Nullable Held held) {
        OptionalLong rows = held == null ? OptionalLong.empty() : reached.rows(permission.object(), held.scope());
        return rows.isPresent() ? rows.getAsLong() : null;
    }

    private List<OfField> fields(Permission permission, Profile.@Nullable Held had, Profile.@Nullable Held has) {
        FieldRules before = had == null ? FieldRules.nothing() : had.fields();
        FieldRules after = has == null ? FieldRules.nothing() : has.fields();
        return catalog.object(permission.object()).map(ObjectType::fields).orElse(List.of()).stream()
                .filter(field -> Summaries.best(before, field.name()) != Summaries.best(after, field.name()))
                .map(field -> new OfField(
                        field.name(),
                        words.field(permission.object(), field.name()),
                        word(Summaries.best(before, field.name())),
                        word(Summaries.best(after, field.name()))))
                .toList();
    }

    private static String word(FieldAccess access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private void only(Side one, Side other, String side, List<Came> came) {
        for (Assignment assignment : one.overview().assignments().values()) {
            if (!assignment.equals(other.overview().assignments().get(assignment.id()))) {
                came.add(new Came(
                        side,
                        words.say(
                                "difference.assignment",
                                "person",
                                one.person().name(),
                                "what",
                                what(assignment, one.moment().policy()),
                                "from",
                                words.day(assignment.from()),
                                "by",
                                words.caller(assignment.grantedBy())),
                        "/api/access/assignments/" + assignment.id()));
            }
        }
    }

    private String what(Assignment assignment, Policy policy) {
        UUID role = assignment.role();
        return role != null
                ? policy.roles().stream()
                        .filter(one -> one.id().equals(role))
                        .findFirst()
                        .map((Role one) -> words.role(one))
                        .orElse("")
                : policy.groups().stream()
                        .filter(one -> one.id().equals(assignment.group()))
                        .findFirst()
                        .map((PermissionGroup one) -> words.group(one))
                        .orElse("");
    }
}
