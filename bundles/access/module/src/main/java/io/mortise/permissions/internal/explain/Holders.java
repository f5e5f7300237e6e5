package io.mortise.permissions.internal.explain;

import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.decision.Profile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who may do something: everybody is asked, a part of them at a time. */
final class Holders {

    private static final int AT_ONCE = 200;

    /** One page looks at no more people than this, so that it ends in time also when nobody is found. */
    private static final int MOST_ASKED = 2_000;

    private final Evaluator evaluator;
    private final Organisation organisation;

    Holders(Evaluator evaluator, Organisation organisation) {
        this.evaluator = evaluator;
        this.organisation = organisation;
    }

    /**
     * Some who may.
     *
     * @param next whom to go on after, or null when all were asked
     */
    record Found(List<Subject> people, @Nullable UUID next) {}

    /** Active people in the order of their ids. */
    Found page(Function<Subject, Question> question, Moment moment, UUID after, int limit) {
        var found = new ArrayList<Subject>();
        UUID last = after;
        for (int asked = 0; asked < MOST_ASKED; asked += AT_ONCE) {
            List<UUID> ids = organisation.peopleAfter(last, AT_ONCE);
            if (ids.isEmpty()) {
                return new Found(found, null);
            }
            Map<UUID, Subject> people = organisation.subjects(ids);
            List<Subject> some =
                    ids.stream().filter(people::containsKey).map(people::get).toList();
            for (Subject one : who(some, question, moment)) {
                if (found.size() == limit) {
                    return new Found(found, found.getLast().id());
                }
                found.add(one);
            }
            last = ids.getLast();
        }
        return new Found(found, last);
    }

    /** Those of them who may. */
    List<Subject> who(Collection<Subject> people, Function<Subject, Question> question, Moment moment) {
        var profiles = new ArrayList<Map.Entry<Subject, Profile>>();
        RecordTest test = null;
        for (Subject person : people) {
            Question asked = question.apply(person);
            test = test == null ? evaluator.test(asked) : test;
            profiles.add(Map.entry(person, evaluator.profile(moment.policy(), asked, moment.at())));
        }
        if (test == null || !test.there()) {
            return List.of();
        }
        RecordTest tested = test;
        tested.prepare(profiles.stream()
                .map(one -> one.getValue().scope(question.apply(one.getKey()).permission()))
                .toList());
        return profiles.stream()
                .filter(one -> evaluator
                        .verdict(one.getValue(), question.apply(one.getKey()), tested)
                        .allowed())
                .map(Map.Entry::getKey)
                .toList();
    }
}
