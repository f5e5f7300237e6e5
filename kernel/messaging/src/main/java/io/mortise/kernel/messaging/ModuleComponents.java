package io.mortise.kernel.messaging;

import io.mortise.kernel.spi.ModuleInstance;
import io.mortise.message.EventListener;
import io.mortise.message.EventName;
import io.mortise.message.Job;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * The listeners and jobs a bundle registered, checked against what its {@code module.json} declares: nothing may be heard
 * or run that the administrator was not told, and nothing may be told that is not there.
 */
record ModuleComponents(
        Map<String, List<EventListener<?>>> listeners, Map<String, Job> jobs, List<ServiceReference<?>> references) {

    /**
     * Finds them.
     *
     * @throws IllegalStateException naming what does not match
     */
    static ModuleComponents of(ModuleInstance instance) {
        var listeners = new TreeMap<String, List<EventListener<?>>>();
        var jobs = new TreeMap<String, Job>();
        var references = new ArrayList<ServiceReference<?>>();
        BundleContext context = instance.bundle().getBundleContext();
        ServiceReference<?>[] registered = instance.bundle().getRegisteredServices();
        try {
            for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
                Set<String> types = Set.of((String[]) reference.getProperty(Constants.OBJECTCLASS));
                boolean listens = types.contains(EventListener.class.getName());
                boolean works = types.contains(Job.class.getName());
                if (!listens && !works) {
                    continue;
                }
                Object service = context.getService(reference);
                if (service == null) {
                    throw new IllegalStateException(instance.id() + ": the component behind " + reference
                            + " could not be made; its constructor failed, see the log");
                }
                references.add(reference);
                if (listens) {
                    var listener = (EventListener<?>) service;
                    listeners
                            .computeIfAbsent(nameOf(instance, listener), name -> new ArrayList<>())
                            .add(listener);
                }
                if (works) {
                    var job = (Job) service;
                    Job other = jobs.put(job.name(), job);
                    if (other != null) {
                        throw new IllegalStateException(instance.id() + ": two components are the job \"" + job.name()
                                + "\": " + other.getClass().getName() + " and "
                                + job.getClass().getName());
                    }
                    RunTimes.check(instance.id(), job);
                }
            }
            listeners
                    .values()
                    .forEach(all ->
                            all.sort(Comparator.comparing(one -> one.getClass().getName())));
            compare(
                    instance,
                    "events.listens",
                    "an EventListener",
                    instance.descriptor().events().listens(),
                    listeners.keySet());
            compare(instance, "jobs", "a Job", instance.descriptor().jobs(), jobs.keySet());
            return new ModuleComponents(listeners, jobs, references);
        } catch (RuntimeException | LinkageError e) {
            references.forEach(context::ungetService);
            throw e;
        }
    }

    private static String nameOf(ModuleInstance instance, EventListener<?> listener) {
        Class<?> event = listener.event();
        EventName name = event.getAnnotation(EventName.class);
        if (name == null) {
            throw new IllegalStateException(instance.id() + ": listener "
                    + listener.getClass().getName() + " hears " + event.getName() + ", which has no @EventName");
        }
        return name.value();
    }

    private static void compare(
            ModuleInstance instance, String member, String kind, List<String> declared, Set<String> found) {
        var undeclared = new HashSet<>(found);
        declared.forEach(undeclared::remove);
        if (!undeclared.isEmpty()) {
            throw new IllegalStateException(instance.id() + ": module.json does not declare " + sorted(undeclared)
                    + " under \"" + member + "\", but the module has " + kind + " for it; add it there");
        }
        var missing = new HashSet<>(declared);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(instance.id() + ": module.json declares " + sorted(missing) + " under \""
                    + member + "\", but no active component is " + kind
                    + " for it; add the component or remove the entry");
        }
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
