package io.mortise.permissions.internal.policy;

import io.mortise.access.ObjectCatalog.ObjectType;
import java.util.Locale;
import java.util.Optional;

/** Reads conditions before they are stored. While nobody provides it, no condition can be stored: none is kept unread. */
@FunctionalInterface
public interface ConditionCheck {

    /** What is wrong with a condition on an object, as a sentence in the language; empty when it can be used. */
    Optional<String> fault(ObjectType object, String text, Locale locale);
}
