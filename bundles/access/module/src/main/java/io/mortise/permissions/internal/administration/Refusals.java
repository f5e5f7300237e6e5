package io.mortise.permissions.internal.administration;

import io.mortise.permissions.internal.rulebook.Conflict;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What administering the policy refuses, each with what its sentence needs. */
public final class Refusals {

    private Refusals() {}

    /** {@code what}: group, role, assignment, restriction, delegation, conflict, waiver, version, draft. */
    public static ProblemException notFound(String what, Object id) {
        return new ProblemException(Problem.of(what + "-not-found", 404).with("id", id.toString()));
    }

    /** No revision was sent. */
    public static ProblemException revisionRequired() {
        return new ProblemException(Problem.of("revision-required", 428));
    }

    /** Somebody else changed it since. */
    public static ProblemException stale(long now) {
        return new ProblemException(Problem.of("stale-revision", 412).with("revision", now));
    }

    /** Not inside what was delegated; {@code why}: own-assignment, receiver, grant, administrators-only, own-restriction. */
    public static ProblemException beyond(String why) {
        return new ProblemException(Problem.of("beyond-delegation-" + why, 403));
    }

    /** Somebody would hold both duties; by person's name the names of the conflicts, at most ten people. */
    public static ProblemException conflicts(Map<String, List<Conflict>> found) {
        var sentences = new TreeMap<String, String>();
        found.forEach((person, conflicts) -> sentences.put(
                person, String.join("; ", conflicts.stream().map(Conflict::name).toList())));
        return new ProblemException(Problem.of("conflict-of-duties", 409)
                .with("people", found.size())
                .with(
                        "conflicts",
                        sentences.entrySet().stream()
                                .limit(10)
                                .map(one -> one.getKey() + ": " + one.getValue())
                                .toList()));
    }

    /** Nobody would be left who can administer for good. */
    public static ProblemException lastAdministrator() {
        return new ProblemException(Problem.of("last-administrator", 409));
    }

    /** The second person must be another one. */
    public static ProblemException secondPerson() {
        return new ProblemException(Problem.of("second-person-required", 403));
    }
}
