package io.mortise.permissions.internal.rulebook;

import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Receiver;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Receivers as text ({@code person:<id>}, {@code department-tree:<id>}, {@code everybody}), and whom they mean. */
public final class Receivers {

    private Receivers() {}

    /** The written form. */
    public static String text(Receiver receiver) {
        return switch (receiver) {
            case Receiver.Person(UUID id) -> "person:" + id;
            case Receiver.Department(UUID id, boolean below) -> (below ? "department-tree:" : "department:") + id;
            case Receiver.Position(UUID id) -> "position:" + id;
            case Receiver.Tag(UUID id) -> "tag:" + id;
            case Receiver.Token(UUID id) -> "token:" + id;
            case Receiver.Everybody() -> "everybody";
        };
    }

    /** Reads the written form; empty when it is none. */
    public static Optional<Receiver> parse(String text) {
        if (text.equals("everybody")) {
            return Optional.of(new Receiver.Everybody());
        }
        int colon = text.indexOf(':');
        UUID id;
        try {
            id = UUID.fromString(text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return switch (text.substring(0, Math.max(colon, 0))) {
            case "person" -> Optional.of(new Receiver.Person(id));
            case "department" -> Optional.of(new Receiver.Department(id, false));
            case "department-tree" -> Optional.of(new Receiver.Department(id, true));
            case "position" -> Optional.of(new Receiver.Position(id));
            case "tag" -> Optional.of(new Receiver.Tag(id));
            case "token" -> Optional.of(new Receiver.Token(id));
            default -> Optional.empty();
        };
    }

    /** Whether the receiver means this person. */
    public static boolean means(Receiver receiver, Subject person, DepartmentTree tree) {
        return switch (receiver) {
            case Receiver.Person(UUID id) -> id.equals(person.id());
            case Receiver.Department(UUID id, boolean below) ->
                person.departments().stream().anyMatch(one -> one.equals(id) || (below && isBelow(one, id, tree)));
            case Receiver.Position(UUID id) -> person.positions().contains(id);
            case Receiver.Tag(UUID id) -> person.tags().contains(id);
            case Receiver.Token _ -> false;
            case Receiver.Everybody() -> true;
        };
    }

    /** Whether everybody whom the narrow one means, now and after any transfer, is meant by one of the range. */
    public static boolean covered(List<Receiver> range, Receiver narrow, DepartmentTree tree) {
        return range.stream().anyMatch(wide -> covers(wide, narrow, tree));
    }

    private static boolean covers(Receiver wide, Receiver narrow, DepartmentTree tree) {
        if (wide.equals(narrow)) {
            return true;
        }
        return switch (wide) {
            case Receiver.Everybody() -> !(narrow instanceof Receiver.Token);
            case Receiver.Department(UUID id, boolean below) ->
                narrow instanceof Receiver.Department(UUID other, boolean otherBelow)
                        && (other.equals(id) ? below || !otherBelow : below && isBelow(other, id, tree));
            case Receiver.Person _, Receiver.Position _, Receiver.Tag _, Receiver.Token _ -> false;
        };
    }

    private static boolean isBelow(UUID department, UUID above, DepartmentTree tree) {
        return tree.withBelow(Set.of(above)).contains(department);
    }
}
