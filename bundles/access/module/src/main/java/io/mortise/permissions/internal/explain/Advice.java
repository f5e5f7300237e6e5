package io.mortise.permissions.internal.explain;

import io.mortise.permissions.internal.policy.Policy;
import io.mortise.permissions.internal.policy.Restriction;
import java.util.Set;
import java.util.UUID;

/** Puts suggestions into words and requests. */
final class Advice {

    private Advice() {}

    /** In words. */
    static Suggestion of(Suggestions.Ranked ranked, Question question, Policy policy, Words words) {
        return new Suggestion(
                ranked.found().changes().stream()
                        .map(change -> step(change, question, policy, words))
                        .toList(),
                ranked.otherRows(),
                ranked.atLeast(),
                ranked.otherPeople(),
                ranked.opens());
    }

    private static Suggestion.Step step(Change change, Question question, Policy policy, Words words) {
        Change.Request request = change.request(policy, question.person());
        String person = question.person().name();
        String object = words.object(question.permission().object());
        String action = words.action(question.permission());
        String kind = switch (change) {
            case Change.Activate _ -> "activate";
            case Change.GiveRole _ -> "give-role";
            case Change.GiveGroup _ -> "give-group";
            case Change.SwitchOn _ -> "switch-on";
            case Change.AddAction _ -> "add-action";
            case Change.Widen _ -> "widen";
            case Change.OpenField _ -> "open-field";
            case Change.Lift _ -> "lift";
            case Change.Spare _ -> "spare";
            case Change.JoinTeam(boolean writing) -> writing ? "join-team-writing" : "join-team";
            case Change.Share _ -> "share";
        };
        String what = switch (change) {
            case Change.Activate _, Change.JoinTeam _, Change.Share _ -> person;
            case Change.GiveRole(UUID id) ->
                policy.roles().stream()
                        .filter(role -> role.id().equals(id))
                        .map(words::role)
                        .findFirst()
                        .orElse("");
            case Change.GiveGroup(UUID id) -> group(policy, id, words);
            case Change.SwitchOn(UUID id) -> group(policy, id, words);
            case Change.AddAction(UUID id, UUID _, String _) -> group(policy, id, words);
            case Change.Widen widen -> group(policy, widen.group(), words);
            case Change.OpenField open -> group(policy, open.group(), words);
            case Change.Lift(UUID id) -> restriction(policy, id);
            case Change.Spare(UUID id, Set<String> _) -> restriction(policy, id);
        };
        String records = change instanceof Change.Widen widen
                ? words.scope(
                        widen.by(), person, words.type(question.permission().object()))
                : "";
        String field = change instanceof Change.OpenField open
                ? words.field(question.permission().object(), open.field())
                : "";
        String access = change instanceof Change.OpenField open ? words.access(open.access()) : "";
        return new Suggestion.Step(
                kind,
                words.say(
                        "suggest." + kind,
                        "person",
                        person,
                        "what",
                        what,
                        "object",
                        object,
                        "action",
                        action,
                        "records",
                        records,
                        "field",
                        field,
                        "access",
                        access),
                request == null ? null : new Suggestion.Call(request.method(), request.path(), request.body()));
    }

    private static String group(Policy policy, UUID id, Words words) {
        return policy.groups().stream()
                .filter(group -> group.id().equals(id))
                .map(words::group)
                .findFirst()
                .orElse("");
    }

    private static String restriction(Policy policy, UUID id) {
        return policy.restrictions().stream()
                .filter(one -> one.id().equals(id))
                .map(Restriction::name)
                .findFirst()
                .orElse("");
    }
}
