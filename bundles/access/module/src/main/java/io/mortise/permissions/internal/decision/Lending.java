package io.mortise.permissions.internal.decision;

import io.mortise.access.FieldRules;
import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What of an absent person's rights goes to who stands in for him: the daily work, not the power over people, permissions and
 * modules; and no approving of what the stand-in himself owns or made (PERMISSIONS.md, section 7).
 *
 * @param objects declared objects
 * @param standIn who gets them
 */
record Lending(ObjectCatalog objects, UUID standIn) {

    private static final Set<String> NEVER = Set.of("access", "identity", "kernel");
    private static final Set<String> APPROVING = Set.of("approve", "agree", "confirm", "void");

    Profile of(Profile theirs) {
        var lent = new HashMap<Permission, Profile.Held>();
        theirs.held().forEach((permission, held) -> {
            if (NEVER.contains(permission.module()) || permission.action().equals("grant")) {
                return;
            }
            Profile.Held allowed = APPROVING.contains(permission.action()) ? ofOthers(permission, held) : held;
            if (!(allowed.scope() instanceof Scope.Nothing)) {
                lent.put(permission, allowed);
            }
        });
        return new Profile(lent, theirs.until(), Set.of());
    }

    private Profile.Held ofOthers(Permission permission, Profile.Held held) {
        var own = new ArrayList<Scope>();
        objects.object(permission.object()).filter(type -> type.hasRecords()).ifPresent(type -> {
            type.field("ownerId")
                    .ifPresent(field -> own.add(Scope.keyIn(field.columns().getFirst(), List.of(standIn))));
            type.field("createdBy")
                    .ifPresent(field -> own.add(Scope.keyIn(field.columns().getFirst(), List.of(standIn.toString()))));
        });
        // Where nobody can tell whose a record is, nothing is lent.
        Scope excluded = own.isEmpty() ? Scope.everything() : Scopes.union(own);
        return new Profile.Held(
                Scopes.without(held.scope(), excluded),
                new FieldRules(held.fields().rules().stream()
                        .map(rule -> new FieldRules.Rule(
                                Scopes.without(rule.scope(), excluded), rule.fields(), rule.others()))
                        .toList()),
                held.limits(),
                held.sharing());
    }
}
