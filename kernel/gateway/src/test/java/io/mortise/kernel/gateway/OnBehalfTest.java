package io.mortise.kernel.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mortise.access.AccessControl;
import io.mortise.access.Caller;
import io.mortise.access.FieldRules;
import io.mortise.access.Permission;
import io.mortise.access.Scope;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.kernel.spi.Callers;
import io.mortise.kernel.spi.GatedServices;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A module that works for somebody may what both may (PERMISSIONS.md, section 1). */
class OnBehalfTest {

    private static final Permission EDIT = Permission.parse("alpha.thing:edit");
    private static final Permission FOREIGN = Permission.parse("beta.thing:edit");
    private static final Caller MODULE = Callers.module("alpha", "1".repeat(32));
    private static final Caller ANN = person("00000000-0000-7000-8000-00000000000a");
    private static final Caller BOB = person("00000000-0000-7000-8000-00000000000b");

    private final KernelGuard guard = new KernelGuard(Rig.TOKEN, () -> services(new AnnAlone()));
    private final AskedAccess access = new AskedAccess(() -> guard);

    private static Caller person(String id) {
        return new Caller(id, id, Caller.Kind.PERSON, Set.of(), Locale.ENGLISH, "1".repeat(32), null);
    }

    private static GatedServices services(AccessControl control) {
        return new GatedServices() {
            @Override
            public <T> Optional<T> find(Class<T> type) {
                return type.isInstance(control) ? Optional.of(type.cast(control)) : Optional.empty();
            }
        };
    }

    private <T> T as(Caller caller, ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CallerBinding.CURRENT, caller).call(work);
    }

    @Test
    void theModuleMayWhatThePersonMayAndNothingElse() {
        assertTrue(as(MODULE, () -> access.holds(EDIT)));
        assertTrue(as(MODULE, () -> access.onBehalfOf(ANN, () -> access.holds(EDIT))));
        assertFalse(as(MODULE, () -> access.onBehalfOf(BOB, () -> access.holds(EDIT))));
        assertFalse(as(MODULE, () -> access.onBehalfOf(ANN, () -> access.holds(FOREIGN))));
        assertEquals(FieldRules.nothing(), as(MODULE, () -> access.onBehalfOf(BOB, () -> access.fields(EDIT))));
        Scope scope = as(MODULE, () -> access.onBehalfOf(BOB, () -> guard.scope(Caller.current(), EDIT)));
        assertEquals(Scope.nothing(), scope);
    }

    @Test
    void withoutAnAccessModuleNobodyIsWorkedFor() {
        var closed = new KernelGuard(Rig.TOKEN, () -> services(null));
        var asked = new AskedAccess(() -> closed);

        assertFalse(as(MODULE, () -> asked.onBehalfOf(ANN, () -> asked.holds(EDIT))));
    }

    @Test
    void nobodyTakesAnothersPlace() {
        assertThrows(IllegalStateException.class, () -> as(BOB, () -> access.onBehalfOf(ANN, () -> true)));
        Caller operator = Callers.operator(Locale.ENGLISH, "1".repeat(32));
        assertThrows(IllegalStateException.class, () -> as(operator, () -> access.onBehalfOf(ANN, () -> true)));
        assertThrows(IllegalArgumentException.class, () -> as(MODULE, () -> access.onBehalfOf(operator, () -> true)));
        assertThrows(IllegalArgumentException.class, () -> as(MODULE, () -> access.onBehalfOf(MODULE, () -> true)));
        assertThrows(
                IllegalStateException.class,
                () -> as(MODULE, () -> access.onBehalfOf(BOB, () -> access.onBehalfOf(ANN, () -> true))));
    }

    /** Ann may everything, nobody else anything. */
    private static final class AnnAlone implements AccessControl {

        @Override
        public boolean holds(Caller caller, Permission permission) {
            return caller.equals(ANN);
        }

        @Override
        public Scope scope(Caller caller, Permission permission) {
            return holds(caller, permission) ? Scope.everything() : Scope.nothing();
        }

        @Override
        public FieldRules fields(Caller caller, Permission permission) {
            return holds(caller, permission) ? FieldRules.everything() : FieldRules.nothing();
        }

        @Override
        public long spend(Caller caller, Permission permission, long amount) {
            return holds(caller, permission) ? Long.MAX_VALUE : -1;
        }
    }
}
