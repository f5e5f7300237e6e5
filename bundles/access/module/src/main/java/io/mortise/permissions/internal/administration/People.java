package io.mortise.permissions.internal.administration;

import io.mortise.identity.DepartmentTree;
import io.mortise.identity.Organisation;
import io.mortise.identity.Subject;
import io.mortise.permissions.internal.policy.Assignment;
import io.mortise.permissions.internal.rulebook.Receivers;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds assignments by whom they mean and what they give. */
@Component(service = People.class)
public final class People {

    private final Organisation organisation;

    @Activate
    public People(@Reference Organisation organisation) {
        this.organisation = organisation;
    }

    /** Assignments that mean the person, also by department, position or tag, and give the role or group; null for any. */
    public Predicate<Assignment> having(@Nullable UUID person, @Nullable UUID role, @Nullable UUID group) {
        DepartmentTree tree = organisation.departments();
        Subject subject = person == null
                ? null
                : organisation.subject(person).orElseThrow(() -> Refusals.notFound("person", person));
        return assignment -> (subject == null || Receivers.means(assignment.receiver(), subject, tree))
                && (role == null || role.equals(assignment.role()))
                && (group == null || group.equals(assignment.group()));
    }
}
