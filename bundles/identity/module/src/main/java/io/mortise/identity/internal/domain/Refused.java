package io.mortise.identity.internal.domain;

import io.mortise.access.Permission;
import io.mortise.identity.PersonStatus;
import io.mortise.rest.FieldFault;
import io.mortise.rest.Problem;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What the rules of the organisation refuse, each with what its sentence needs. */
public final class Refused {

    private Refused() {}

    /** {@code what}: person, department, position, tag, stand-in, notification. */
    public static ProblemException notFound(String what, UUID id) {
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

    /** A cursor of another question. */
    public static ProblemException cursor() {
        return new ProblemException(Problem.of("invalid-cursor", 400));
    }

    /** The department would be below itself. */
    public static ProblemException circle(String department, String parent, List<String> path) {
        return new ProblemException(Problem.of("department-circle", 409)
                .with("department", department)
                .with("parent", parent)
                .with("path", String.join(" / ", path)));
    }

    /** It still has departments or people. */
    public static ProblemException notEmpty(String department, long children, long people) {
        return new ProblemException(Problem.of("department-not-empty", 409)
                .with("department", department)
                .with("children", children)
                .with("people", people));
    }

    /** Another record has this name. */
    public static ProblemException nameTaken(String name) {
        return new ProblemException(Problem.of("name-taken", 409).with("name", name));
    }

    /** Another person has this employee number. */
    public static ProblemException employeeNumberTaken(String number) {
        return new ProblemException(Problem.of("employee-number-taken", 409).with("employeeNumber", number));
    }

    /** The status can't be reached. */
    public static ProblemException status(PersonStatus from, PersonStatus to) {
        return new ProblemException(
                Problem.of("status-refused", 409).with("from", key(from)).with("to", key(to)));
    }

    /** The route was open, this part of the act is not. */
    public static ProblemException forbidden(Permission permission) {
        return new ProblemException(Problem.of("forbidden", 403).with("permission", permission.toString()));
    }

    /** Only a signed-in person has matters of his own. */
    public static ProblemException peopleOnly() {
        return new ProblemException(Problem.of("people-only", 403));
    }

    /** Somebody must be left who can let others in. */
    public static ProblemException lastAdministrator() {
        return new ProblemException(Problem.of("last-administrator", 409));
    }

    /** Another account has this sign-in name. */
    public static ProblemException loginTaken(String login) {
        return new ProblemException(Problem.of("login-taken", 409).with("login", login));
    }

    /** One field is wrong. */
    public static ProblemException field(String pointer, String code) {
        return ProblemException.invalid(List.of(FieldFault.of(pointer, code)));
    }

    private static String key(PersonStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** The caller may not write these fields; the kernel has the words for it. */
    public static ProblemException fields(List<String> fields) {
        return new ProblemException(Problem.of("field-forbidden", 403).with("fields", fields));
    }
}
