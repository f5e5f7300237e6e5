package io.mortise.permissions.internal.administration;

import io.mortise.data.Ids;
import io.mortise.permissions.internal.policy.Grant;
import io.mortise.permissions.internal.policy.PermissionGroup;
import io.mortise.permissions.internal.rulebook.Rulebook;
import java.util.UUID;

/** Copies of groups: the way from a delivered preset to one's own. */
public final class PresetCopies {

    private PresetCopies() {}

    /** The same grants under a new name and new ids, without a key. */
    public static PermissionGroup of(Rulebook book, UUID id, String name) {
        PermissionGroup from = book.group(id).orElseThrow(() -> Refusals.notFound("group", id));
        return new PermissionGroup(
                Ids.next(),
                null,
                name,
                from.description(),
                null,
                true,
                from.grants().stream()
                        .map(grant -> new Grant(
                                Ids.next(),
                                grant.object(),
                                grant.actions(),
                                grant.scope(),
                                grant.condition(),
                                grant.fields(),
                                grant.others(),
                                grant.limits(),
                                grant.sharing()))
                        .toList());
    }
}
