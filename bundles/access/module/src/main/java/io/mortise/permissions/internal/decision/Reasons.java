package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.policy.Restriction;
import io.mortise.permissions.internal.policy.Separation;
import java.util.Set;
import java.util.UUID;

/**
 * Is told what the compiler finds while it compiles: an explanation is thus the decision itself and never a second computation
 * beside it. Every branch of {@link ProfileCompiler} that gives or takes something tells it, with the very scope that counts.
 */
public interface Reasons {

    /** Nobody asks why: decisions on requests. */
    Reasons UNASKED = new Reasons() {};

    /** Why a carried grant gives nothing. */
    enum Idle {
        /** The group is switched off. */
        GROUP_OFF,
        /** No running module declares the object. */
        UNKNOWN_OBJECT,
        /** The object does not declare the action. */
        UNKNOWN_ACTION,
        /** Its condition can't be read. */
        UNREADABLE_CONDITION,
        /** Its scope reaches no record of this person. */
        NO_RECORDS
    }

    /** The assignment means the person and counts now; these groups come by it. */
    default void assigned(Assignment assignment, Set<UUID> groups) {}

    /** A grant gives a permission for the records of the rule's scope, conditions included. */
    default void gives(Permission permission, PermissionGroup group, Grant grant, FieldRules.Rule rule) {}

    /** A grant of a carried group gives nothing, or nothing by one of its actions. */
    default void givesNothing(PermissionGroup group, Grant grant, Set<String> actions, Idle why) {}

    /** Shares and teams give a permission for the records of the scope, because the person holds it at all. */
    default void shared(Permission permission, Scope scope) {}

    /** A restriction takes records from a permission that grants give; {@link Scope.Everything} takes it whole. */
    default void takes(Restriction restriction, Permission permission, Scope records) {}

    /** Who is told of what he has as stand-in for an absent person; by default nobody. */
    default Reasons behind(Subject absent) {
        return UNASKED;
    }

    /** An absent person's permission is not lent, because both duties would meet in the stand-in. */
    default void notLent(Subject absent, Permission permission, Separation why) {}

    /** A restriction limits how often a permission is used by everybody together. */
    default void caps(Restriction restriction, Permission permission) {}
}
