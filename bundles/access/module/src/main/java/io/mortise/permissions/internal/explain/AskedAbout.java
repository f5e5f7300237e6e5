package io.mortise.permissions.internal.explain;

import io.mortise.access.Permission;
import io.mortise.permissions.internal.audit.Asked;
import io.mortise.rest.FieldFault;
import io.mortise.rest.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what must be there. */
final class AskedAbout {

    private AskedAbout() {}

    static UUID id(String name, @Nullable String text) {
        UUID id = Asked.uuid(name, text);
        if (id == null) {
            throw missing(name);
        }
        return id;
    }

    static Permission permission(@Nullable String text) {
        if (text == null) {
            throw missing("permission");
        }
        try {
            return Permission.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(List.of(new FieldFault(
                    "?permission", "wrong-type", Map.of("expected", "a permission such as customer.customer:edit"))));
        }
    }

    static ProblemException missing(String name) {
        return ProblemException.invalid(List.of(FieldFault.of("?" + name, "required")));
    }
}
