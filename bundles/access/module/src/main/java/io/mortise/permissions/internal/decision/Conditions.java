package io.mortise.permissions.internal.decision;

import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.filter.FilterException;
import io.mortise.filter.FilterFault;
import io.mortise.filter.Filters;
import io.mortise.permissions.internal.policy.ConditionCheck;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Conditions and matching scopes are filters about people (DECISIONS.md 19): they are stored only when decisions can read them. */
@Component
public final class Conditions implements ConditionCheck {

    @Override
    public List<FilterFault> faults(ObjectType object, String text) {
        try {
            Filters.check(text, object, Filters.PERSON);
            return List.of();
        } catch (FilterException e) {
            return e.faults();
        }
    }
}
