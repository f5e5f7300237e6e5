package io.mortise.kernel.lifecycle;

import io.mortise.kernel.lifecycle.artifact.ModuleArtifact;
import io.mortise.kernel.lifecycle.artifact.ModuleArtifact.Route;
import io.mortise.kernel.spi.ModuleDescriptor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an administrator would notice when one artifact takes the place of another, or of nothing. */
final class Differences {

    private Differences() {}

    static void tell(Draft draft, @Nullable ModuleArtifact before, ModuleArtifact after) {
        String module = after.id();
        routes(draft, module, before == null ? List.of() : before.routes(), after.routes());
        @Nullable ModuleDescriptor old = before == null ? null : before.descriptor();
        ModuleDescriptor now = after.descriptor();
        newNames(draft, "permission", module, names(old, Differences::permissions), permissions(now));
        fields(draft, module, old, now);
        newNames(draft, "host", module, names(old, ModuleDescriptor::hosts), now.hosts());
        newNames(
                draft,
                "event",
                module,
                names(old, it -> it.events().publishes()),
                now.events().publishes());
        newNames(
                draft,
                "listener",
                module,
                names(old, it -> it.events().listens()),
                now.events().listens());
        newNames(draft, "job", module, names(old, ModuleDescriptor::jobs), now.jobs());
        newNames(draft, "topic", module, names(old, Differences::topics), topics(now));
    }

    private static void routes(Draft draft, String module, List<Route> before, List<Route> after) {
        Map<String, Route> old = byName(before);
        Map<String, Route> now = byName(after);
        for (Route route : after) {
            Route was = old.get(route.name());
            String needs = route.permission() == null ? "" : route.permission();
            if (was == null && route.permission() != null) {
                draft.effect("route-added", "module", module, "route", route.name(), "permission", needs);
            } else if (was == null) {
                tellPublic(draft, module, route);
            } else if (!Objects.equals(was.permission(), route.permission())) {
                if (route.permission() == null) {
                    tellPublic(draft, module, route);
                } else {
                    draft.effect(
                            "route-changed",
                            "module",
                            module,
                            "route",
                            route.name(),
                            "from",
                            was.permission() == null ? "-" : was.permission(),
                            "to",
                            needs);
                }
            }
        }
        for (Route route : before) {
            if (!now.containsKey(route.name())) {
                draft.effect("route-removed", "module", module, "route", route.name());
            }
        }
    }

    private static void tellPublic(Draft draft, String module, Route route) {
        draft.effect(
                "route-public",
                "module",
                module,
                "route",
                route.name(),
                "reason",
                route.publicReason() == null ? "" : route.publicReason());
    }

    private static Map<String, Route> byName(List<Route> routes) {
        var map = new LinkedHashMap<String, Route>();
        routes.forEach(route -> map.put(route.name(), route));
        return map;
    }

    private static void fields(Draft draft, String module, @Nullable ModuleDescriptor before, ModuleDescriptor after) {
        var old = before == null ? Map.<String, String>of() : fields(before);
        fields(after).forEach((field, sensitivity) -> {
            String was = old.get(field);
            if (was == null) {
                draft.effect("field-added", "module", module, "field", field, "sensitivity", sensitivity);
            } else if (!was.equals(sensitivity)) {
                draft.effect("field-changed", "module", module, "field", field, "from", was, "to", sensitivity);
            }
        });
        old.keySet().stream()
                .filter(field -> !fields(after).containsKey(field))
                .forEach(field -> draft.effect("field-removed", "module", module, "field", field));
    }

    private static Map<String, String> fields(ModuleDescriptor descriptor) {
        var all = new LinkedHashMap<String, String>();
        descriptor
                .objects()
                .forEach(object -> object.fields()
                        .forEach(field -> all.put(
                                descriptor.id() + "." + object.name() + "." + field.name(), field.sensitivity())));
        return all;
    }

    /** Added and removed names, as effects {@code <what>-added} and {@code <what>-removed}. */
    private static void newNames(
            Draft draft, String what, String module, Collection<String> before, Collection<String> after) {
        after.stream()
                .filter(name -> !before.contains(name))
                .forEach(name -> draft.effect(what + "-added", "module", module, "name", name));
        before.stream()
                .filter(name -> !after.contains(name))
                .forEach(name -> draft.effect(what + "-removed", "module", module, "name", name));
    }

    private static List<String> names(
            @Nullable ModuleDescriptor descriptor, Function<ModuleDescriptor, List<String>> reader) {
        return descriptor == null ? List.of() : reader.apply(descriptor);
    }

    static List<String> permissions(ModuleDescriptor descriptor) {
        return descriptor.objects().stream()
                .flatMap(object -> object.actions().stream()
                        .map(action -> descriptor.id() + "." + object.name() + ":" + action.name()))
                .toList();
    }

    private static List<String> topics(ModuleDescriptor descriptor) {
        return descriptor.topics().stream().map(ModuleDescriptor.Topic::name).toList();
    }
}
