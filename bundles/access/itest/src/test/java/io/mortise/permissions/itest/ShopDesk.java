package io.mortise.permissions.itest;

import io.mortise.access.Caller;
import io.mortise.kernel.context.CallerBinding;
import io.mortise.sdk.testkit.MortiseServer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/** Asks the {@link ShopModule} of a server as whoever a test wants to be. */
public final class ShopDesk {

    private final Function<Map<String, Object>, Object> desk;

    private ShopDesk(Function<Map<String, Object>, Object> desk) {
        this.desk = desk;
    }

    /** The desk of the instance that serves now. */
    @SuppressWarnings("unchecked")
    public static ShopDesk of(MortiseServer server) {
        var bundle =
                server.kernel().worlds().current().serving("shop").orElseThrow().bundle();
        for (ServiceReference<?> reference : bundle.getRegisteredServices()) {
            if (List.of((String[]) reference.getProperty("objectClass")).contains(Function.class.getName())) {
                return new ShopDesk((Function<Map<String, Object>, Object>)
                        bundle.getBundleContext().getService(reference));
            }
        }
        throw new AssertionError("the shop has no desk");
    }

    /** Asks as a person, or as the operator when it is null. */
    public Object ask(@Nullable UUID person, String what, String object, String action, Map<String, Object> more) {
        Caller.Kind kind = person == null ? Caller.Kind.OPERATOR : Caller.Kind.PERSON;
        return ask(caller(kind, person == null ? "operator" : person.toString(), null), what, object, action, more);
    }

    /** Asks as any caller. */
    public Object ask(Caller caller, String what, String object, String action, Map<String, Object> more) {
        var asked = new HashMap<>(more);
        asked.put("do", what);
        asked.put("object", object);
        asked.put("action", action);
        return ScopedValue.where(CallerBinding.CURRENT, caller).call(() -> desk.apply(asked));
    }

    /** A caller as the gateway binds one. */
    public static Caller caller(Caller.Kind kind, String id, @Nullable Caller behalf) {
        return new Caller(id, "a test", kind, Set.of(), Locale.ENGLISH, "0".repeat(32), behalf);
    }
}
