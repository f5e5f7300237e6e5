package io.mortise.permissions.internal.policy;

import io.mortise.access.ObjectCatalog.ObjectType;
import io.mortise.filter.FilterFault;
import java.util.List;

/** Reads conditions before they are stored. While nobody provides it, no condition can be stored: none is kept unread. */
@FunctionalInterface
public interface ConditionCheck {

    /** What is wrong with a condition on an object; empty when it can be used. */
    List<FilterFault> faults(ObjectType object, String text);
}
