package io.mortise.kernel.gateway;

import io.mortise.access.ObjectCatalog;
import io.mortise.access.Permission;
import io.mortise.kernel.spi.FieldsAtRunTime;
import io.mortise.kernel.spi.KernelPermissions;
import io.mortise.kernel.spi.ModuleDescriptor;
import io.mortise.kernel.spi.Seat;
import io.mortise.kernel.spi.World;
import io.mortise.kernel.spi.Worlds;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalog of objects, read from the world that serves; made anew when the world has changed. */
final class DeclaredObjects implements ObjectCatalog {

    private static final Map<String, Map<String, String>> KERNEL_LABELS = Map.of(
            KernelPermissions.MODULE, Map.of("en", "Modules", "zh-CN", "模块"),
            KernelPermissions.MESSAGE, Map.of("en", "Undelivered messages", "zh-CN", "未送达的消息"));

    private static final Map<String, Map<String, String>> KERNEL_ACTIONS = Map.of(
            KernelPermissions.LIST, Map.of("en", "See in lists", "zh-CN", "查看列表"),
            KernelPermissions.READ, Map.of("en", "Open", "zh-CN", "查看详情"),
            KernelPermissions.PLAN, Map.of("en", "Plan a change", "zh-CN", "计划变更"),
            KernelPermissions.INSTALL, Map.of("en", "Install, upgrade, switch and remove", "zh-CN", "安装、升级、启停和卸载"),
            KernelPermissions.REPEAT, Map.of("en", "Deliver again", "zh-CN", "重新投递"),
            KernelPermissions.DISCARD, Map.of("en", "Throw away", "zh-CN", "丢弃"));

    private final Worlds worlds;
    private volatile Snapshot last = new Snapshot(new WeakReference<>(null), List.of(), Map.of(), 0);

    /** The world is held weakly: it holds module instances, and they must go when they are taken out. */
    private record Snapshot(
            WeakReference<World> world, List<Live> live, Map<String, ObjectType> objects, long version) {

        boolean isOf(World now) {
            return world.refersTo(now) && live.stream().allMatch(Live::holds);
        }
    }

    /** The live fields of an instance, as they were said; holds no instance either. */
    private record Live(FieldsAtRunTime fields, FieldsAtRunTime.Said said) {

        boolean holds() {
            return fields.now() == said;
        }
    }

    DeclaredObjects(Worlds worlds) {
        this.worlds = worlds;
    }

    @Override
    public List<ObjectType> objects() {
        return List.copyOf(now().objects.values());
    }

    @Override
    public Optional<ObjectType> object(String qualified) {
        return Optional.ofNullable(now().objects.get(qualified));
    }

    @Override
    public long version() {
        return now().version;
    }

    private Snapshot now() {
        Snapshot known = last;
        World world = worlds.current();
        return known.isOf(world) ? known : renew(world);
    }

    private synchronized Snapshot renew(World world) {
        if (last.isOf(world)) {
            return last;
        }
        var objects = new LinkedHashMap<String, ObjectType>();
        var live = new ArrayList<Live>();
        ofKernel().forEach(object -> objects.put(object.name(), object));
        for (Seat seat : world.seats().values()) {
            if (seat instanceof Seat.Serving serving) {
                ModuleDescriptor descriptor = serving.instance().descriptor();
                FieldsAtRunTime.Said said = serving.instance()
                        .attachment(FieldsAtRunTime.class)
                        .map(fields -> {
                            var one = new Live(fields, fields.now());
                            live.add(one);
                            return one.said();
                        })
                        .orElseGet(() -> new FieldsAtRunTime.Said(Map.of()));
                descriptor.objects().forEach(object -> {
                    ObjectType type = declared(descriptor.id(), object, said);
                    objects.put(type.name(), type);
                });
            }
        }
        boolean same = objects.equals(last.objects);
        last = new Snapshot(
                new WeakReference<>(world), List.copyOf(live), objects, same ? last.version : last.version + 1);
        return last;
    }

    private static ObjectType declared(String module, ModuleDescriptor.ObjectType object, FieldsAtRunTime.Said said) {
        String name = module + "." + object.name();
        return new ObjectType(
                name,
                object.label(),
                object.table() != null,
                object.shareable(),
                parent(object),
                Stream.concat(object.fields().stream(), said.of(name).stream())
                        .map(field -> new Field(
                                field.name(),
                                field.label(),
                                field.type(),
                                field.sensitivity(),
                                field.storedIn(),
                                field.mask()))
                        .toList(),
                object.actions().stream()
                        .map(action -> new Action(action.name(), action.label(), action.risky()))
                        .toList(),
                object.storedGates());
    }

    private static List<ObjectType> ofKernel() {
        var actions = new LinkedHashMap<String, List<Action>>();
        for (Permission permission : KernelPermissions.all()) {
            actions.computeIfAbsent(permission.object(), _ -> new ArrayList<>())
                    .add(new Action(
                            permission.action(),
                            KERNEL_ACTIONS.getOrDefault(permission.action(), Map.of()),
                            permission.action().equals(KernelPermissions.INSTALL)));
        }
        var objects = new ArrayList<ObjectType>();
        actions.forEach((object, all) -> objects.add(new ObjectType(
                object, KERNEL_LABELS.getOrDefault(object, Map.of()), false, false, null, List.of(), all)));
        return objects;
    }

    private static @Nullable Parent parent(ModuleDescriptor.ObjectType object) {
        return Optional.ofNullable(object.parent())
                .flatMap(parent -> object.field(parent.field())
                        .map(field ->
                                new Parent(parent.object(), field.storedIn().getFirst())))
                .orElse(null);
    }
}
