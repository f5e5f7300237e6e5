package io.mortise.permissions.internal.review;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is reviewed, by whom, and what happens when nobody answers.
 *
 * @param name for people to read
 * @param what whose permissions
 * @param stages one after the other; the last one decides
 * @param days how long it is open
 * @param remindDays how many days before the end whoever has not answered is reminded; 0 for never
 * @param fallback who reviews what has no reviewer or may not be decided by him; null for those who may decide all
 * @param silence what no answer means
 * @param silenceRisky the same for risky items
 * @param graceHours between the end and the change
 * @param undoDays how long the change can be taken back
 * @param everyDays after how many days the next one opens; 0 for never
 */
record Definition(
        String name,
        What what,
        List<Stage> stages,
        int days,
        int remindDays,
        @Nullable UUID fallback,
        Silence silence,
        Silence silenceRisky,
        int graceHours,
        int undoDays,
        int everyDays) {

    Definition {
        stages = List.copyOf(stages);
    }

    /** Whose permissions, or which. */
    enum Subject {
        EVERYBODY,
        DEPARTMENT,
        GROUP,
        ROLE,
        DORMANT,
        PERSON
    }

    /**
     * The part of everything that is reviewed.
     *
     * @param id of the department, group, role or person; null for the others
     */
    record What(Subject subject, @Nullable UUID id) {}

    /** Who may be asked. */
    enum Reviewer {
        LINE_MANAGER,
        DEPARTMENT_HEAD,
        GROUP_OWNER,
        PERSON,
        SELF
    }

    /**
     * One round.
     *
     * @param person who, when a named one
     */
    record Stage(Reviewer reviewer, @Nullable UUID person) {}

    /** What no answer means. */
    enum Silence {
        KEEP,
        SUSPEND,
        REVOKE,
        SUGGESTION
    }

    /** A one-person review at once: what a transfer, a departure or disuse opens. */
    static Definition micro(String name, UUID person) {
        return new Definition(
                name,
                new What(Subject.PERSON, person),
                List.of(new Stage(Reviewer.LINE_MANAGER, null)),
                14,
                3,
                null,
                Silence.KEEP,
                Silence.SUSPEND,
                0,
                30,
                0);
    }
}
