package io.mortise.permissions.internal.explain;

import io.mortise.access.FieldAccess;
import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.access.Permission;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import io.mortise.permissions.internal.explain.Summary.OfAction;
import io.mortise.permissions.internal.explain.Summary.OfClass;
import io.mortise.permissions.internal.explain.Summary.OfObject;
import io.mortise.permissions.internal.policy.Grant.GrantScope;
import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells what one person may do, object by object. */
final class Summaries {

    private static final int EXAMPLES = 3;

    private final ObjectCatalog catalog;
    private final Reached reached;
    private final Words words;
    private final Policy policy;

    Summaries(ObjectCatalog catalog, Reached reached, Words words, Policy policy) {
        this.catalog = catalog;
        this.reached = reached;
        this.words = words;
        this.policy = policy;
    }

    /** @param own with examples of records that he may read himself */
    Summary of(Subject person, Overview overview, Moment moment, List<String> notes, boolean own) {
        var objects = new ArrayList<OfObject>();
        for (ObjectType type : catalog.objects()) {
            List<OfAction> actions = type.actions().stream()
                    .filter(action -> overview.profile().held().containsKey(permission(type, action.name())))
                    .map(action -> action(person, overview, type, permission(type, action.name())))
                    .toList();
            if (!actions.isEmpty()) {
                objects.add(new OfObject(
                        type.name(),
                        words.object(type.name()),
                        actions,
                        fields(overview.profile(), type),
                        own ? examples(overview.profile(), type) : List.of()));
            }
        }
        return new Summary(
                person.id(),
                person.name(),
                person.status().name().toLowerCase(Locale.ROOT),
                moment.at(),
                moment.version(),
                notes,
                objects);
    }

    private OfAction action(Subject person, Overview overview, ObjectType type, Permission permission) {
        Profile.Held held = overview.profile().held().get(permission);
        OptionalLong rows = held == null ? OptionalLong.empty() : reached.rows(type.name(), held.scope());
        return new OfAction(
                permission.action(),
                words.action(permission),
                sentence(person, overview, type, permission),
                rows.isPresent() ? rows.getAsLong() : null,
                rows.isPresent() ? rows.getAsLong() >= Reached.CAP : null,
                held != null && held.limited());
    }

    /** For which records, with the restrictions that take some of them. */
    String sentence(Subject person, Overview overview, ObjectType type, Permission permission) {
        var scopes = new ArrayList<String>();
        overview.scopes(permission).forEach(scope -> scopes.add(words.scope(scope, person.name(), type)));
        if (overview.shared(permission) && !overview.scopes(permission).contains(new GrantScope.All())) {
            scopes.add(words.say("scope.shared", "person", person.name()));
        }
        overview.lentBy(permission)
                .forEach(absent ->
                        scopes.add(words.say("scope.lent", "person", person.name(), "absent", absent.name())));
        List<String> except =
                overview.exceptions(permission).stream().map(Restriction::name).toList();
        String may = words.say(
                except.isEmpty() ? "may" : "may.except",
                "person",
                person.name(),
                "action",
                words.action(permission),
                "object",
                words.object(type.name()),
                "records",
                words.list(scopes),
                "restrictions",
                words.list(except));
        return overview.sharing(permission).stream()
                .map(limit -> " " + words.sharing(limit, policy))
                .sorted()
                .reduce(may, String::concat);
    }

    private List<OfClass> fields(Profile profile, ObjectType type) {
        FieldRules seen = rules(profile, type, "read", "list");
        FieldRules written = rules(profile, type, "edit", "edit");
        Map<String, int[]> classes = new TreeMap<>();
        for (ObjectCatalog.Field field : type.fields()) {
            int[] counts = classes.computeIfAbsent(field.sensitivity(), _ -> new int[4]);
            FieldAccess access = best(seen, field.name());
            counts[access == FieldAccess.HIDDEN ? 0 : access == FieldAccess.MASKED ? 1 : 2]++;
            if (best(written, field.name()) == FieldAccess.EDIT) {
                counts[3]++;
            }
        }
        return classes.entrySet().stream()
                .map(one -> new OfClass(
                        one.getKey(),
                        words.sensitivity(one.getKey()),
                        one.getValue()[0],
                        one.getValue()[1],
                        one.getValue()[2],
                        one.getValue()[3]))
                .toList();
    }

    private static FieldRules rules(Profile profile, ObjectType type, String action, String otherwise) {
        Profile.@Nullable Held held = profile.held().get(permission(type, action));
        Profile.@Nullable Held other = profile.held().get(permission(type, otherwise));
        return held != null ? held.fields() : other != null ? other.fields() : FieldRules.nothing();
    }

    /** In the record for which most is open. */
    static FieldAccess best(FieldRules rules, String field) {
        return rules.of(field, _ -> true);
    }

    private List<UUID> examples(Profile profile, ObjectType type) {
        return reached.some(type.name(), profile.scope(permission(type, "read")), EXAMPLES);
    }

    private static Permission permission(ObjectType type, String action) {
        return new Permission(type.name(), action);
    }
}
